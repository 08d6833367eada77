#include "text/html_anchors.h"

#include <utility>

#include "text/ascii.h"
#include "text/escape.h"
#include "text/html_entities.h"
#include "text/html_walk.h"

namespace newswatch::text {
namespace {

constexpr std::size_t kHrefBytes = 4000;
constexpr std::size_t kWordsBytes = 500;

class AnchorList final : public HtmlEvents {
 public:
  explicit AnchorList(std::size_t max) : max_(max) {}

  void attribute(std::string_view element, std::string_view name, std::string_view value) override {
    if (element != "a" || !href_.empty() || !equal_in_any_case(name, "href")) return;
    href_ = with_references_decoded(value);
  }

  void start(std::string_view element) override {
    if (element != "a") return;
    const std::string href(trimmed(std::exchange(href_, {})));
    inside_ = !href.empty() && href.size() <= kHrefBytes;
    if (!inside_) return;
    full_ = anchors_.size() == max_;
    if (!full_) anchors_.push_back({href, {}});
  }

  void end(std::string_view element) override {
    if (element == "a") inside_ = false;
  }

  void text(std::string_view utf8) override {
    if (!inside_) return;
    std::string& words = anchors_.back().words;
    for (const char character : utf8) {
      if (words.size() >= kWordsBytes) return;
      if (static_cast<unsigned char>(character) > ' ') {
        words += character;
      } else if (!words.empty() && words.back() != ' ') {
        words += ' ';
      }
    }
  }

  bool done() const override { return full_; }

  std::vector<Anchor> take() {
    for (Anchor& anchor : anchors_) {
      if (anchor.words.ends_with(' ')) anchor.words.pop_back();
      anchor.words = valid_utf8(anchor.words);  // it may have been cut inside a character
      anchor.href = valid_utf8(anchor.href);
    }
    return std::move(anchors_);
  }

 private:
  std::vector<Anchor> anchors_;
  std::size_t max_;
  std::string href_;     // of the <a> tag that is being read
  bool inside_ = false;  // the text belongs to the last anchor
  bool full_ = false;    // there was an anchor more than max_
};

}  // namespace

std::vector<Anchor> html_anchors(std::string_view html, std::size_t max) {
  if (html.find('<') == std::string_view::npos) return {};
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  AnchorList list(max);
  walk_html(html, list);
  return list.take();
}

}  // namespace newswatch::text
