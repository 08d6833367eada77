#include "parse/html_links.h"

#include <algorithm>
#include <utility>

#include "net/url.h"
#include "parse/xml.h"
#include "text/html_entities.h"
#include "text/html_walk.h"

namespace newswatch::parse {
namespace {

bool holds_reference(std::string_view attribute) {
  for (const std::string_view name : {"href", "src", "cite", "poster", "longdesc", "action", "data",
                                      "background", "codebase", "classid", "usemap", "profile"}) {
    if (equal_in_any_case(attribute, name)) return true;
  }
  return false;
}

// Whether a reference is relative to the document: it is not empty, no fragment, and has no scheme.
bool is_relative(std::string_view reference) {
  if (reference.empty() || reference[0] == '#') return false;
  const auto end = std::find_if(reference.begin(), reference.end(), [](char c) {
    return c == ':' || c == '/' || c == '?' || c == '#';
  });
  return end == reference.end() || *end != ':';
}

void append_attribute_value(std::string_view value, std::string& out) {
  for (const char c : value) {
    if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
}

constexpr std::size_t kMostGrowth = 1u << 20;

class LinkRewriter final : public text::HtmlEvents {
 public:
  LinkRewriter(std::string_view markup, std::string_view base, std::size_t& resolvable)
      : in_(markup),
        base_(base),
        room_(std::min(7 * markup.size() + 1024, kMostGrowth)),
        resolvable_(resolvable) {}

  void attribute(std::string_view /*element*/, std::string_view name,
                 std::string_view value) override {
    if (done() || !holds_reference(name)) return;
    const std::string_view written = trimmed(value);
    if (!is_relative(written)) return;
    --resolvable_;
    const std::string absolute = net::resolve_http(base_, text::with_references_decoded(written));
    if (absolute.empty()) return;
    const auto from = static_cast<std::size_t>(value.data() - in_.data());
    out_.append(in_.substr(copied_, from - copied_));
    const std::size_t before = out_.size();
    append_attribute_value(absolute, out_);
    copied_ = from + value.size();
    room_ -= std::min(room_, out_.size() - before);
  }

  bool done() const override { return room_ == 0 || resolvable_ == 0; }

  // The rewritten markup. Empty: nothing had to be changed.
  std::string take() {
    if (copied_ == 0) return {};
    out_.append(in_.substr(copied_));
    return std::move(out_);
  }

 private:
  std::string_view in_, base_;
  std::string out_;
  std::size_t copied_ = 0;
  std::size_t room_;  // bytes of links; once there is none, links stay relative
  std::size_t& resolvable_;
};

}  // namespace

std::string with_absolute_links(std::string markup, std::string_view base, std::size_t& most) {
  LinkRewriter rewriter(markup, base, most);
  text::walk_html_tags(markup, rewriter);
  std::string rewritten = rewriter.take();
  return rewritten.empty() ? std::move(markup) : std::move(rewritten);
}

}  // namespace newswatch::parse
