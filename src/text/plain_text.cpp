#include "text/plain_text.h"

#include <algorithm>
#include <array>

#include "text/escape.h"
#include "text/html_entities.h"
#include "text/html_walk.h"

namespace newswatch::text {
namespace {

// Elements that a reader sees as a break between words (sorted).
constexpr std::array<std::string_view, 43> kBreaking = {
    "address", "article", "aside",  "blockquote", "body",   "br",      "caption",  "center",
    "dd",      "dir",     "div",    "dl",         "dt",     "embed",   "fieldset", "figcaption",
    "figure",  "footer",  "form",   "h1",         "h2",     "h3",      "h4",       "h5",
    "h6",      "head",    "header", "hr",         "iframe", "li",      "main",     "menu",
    "nav",     "object",  "ol",     "p",          "pre",    "section", "table",    "td",
    "th",      "tr",      "ul"};

// Elements whose content is not shown.
constexpr std::array<std::string_view, 3> kHidden = {"noscript", "script", "style"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Collects words with single spaces between them.
class Collector final : public HtmlEvents {
 public:
  explicit Collector(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void start(std::string_view element, std::string_view /*href*/) override {
    if (contains(kHidden, element)) ++hidden_;
    if (contains(kBreaking, element)) pending_space_ = true;
  }

  void end(std::string_view element) override {
    if (hidden_ > 0 && contains(kHidden, element)) --hidden_;
    if (contains(kBreaking, element)) pending_space_ = true;
  }

  // White space is ASCII's and U+00A0.
  void text(std::string_view utf8) override {
    if (hidden_ > 0) return;
    for (std::size_t i = 0; i < utf8.size() && !full_;) {
      const auto byte = static_cast<unsigned char>(utf8[i]);
      if (byte <= ' ' || byte == 0x7F) {
        pending_space_ = true;
        ++i;
        continue;
      }
      const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      const std::string_view character = utf8.substr(i, length);
      i += length;
      if (character == "\xC2\xA0") {
        pending_space_ = true;
      } else if (byte == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0) {
        std::string mapped;
        append_utf8(mapped, without_c1(static_cast<unsigned char>(character[1])));
        append(mapped);
      } else {
        append(character);
      }
    }
  }

  bool done() const override { return full_; }

  std::string take() { return std::move(out_); }

 private:
  void append(std::string_view character) {
    const bool space_first = pending_space_ && !out_.empty();
    if (out_.size() + (space_first ? 1 : 0) + character.size() > max_bytes_) {
      full_ = true;
      return;
    }
    if (space_first) out_ += ' ';
    pending_space_ = false;
    out_ += character;
  }

  std::string out_;
  std::size_t max_bytes_;
  bool pending_space_ = false;
  bool full_ = false;
  int hidden_ = 0;  // elements around this place
};

// Text with references but without tags.
void decode_references(std::string_view text, Collector& collector) {
  while (!text.empty() && !collector.done()) {
    const std::size_t ampersand = std::min(text.find('&'), text.size());
    collector.text(text.substr(0, ampersand));
    text.remove_prefix(ampersand);
    if (text.empty()) return;
    const CharacterReference reference = character_reference(text);
    std::string character = "&";
    if (reference.length > 0) {
      character.clear();
      append_utf8(character, without_c1(reference.code));
    }
    collector.text(character);
    text.remove_prefix(std::max<std::size_t>(reference.length, 1));
  }
}

}  // namespace

std::string plain_text(std::string_view html, std::size_t max_bytes) {
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  Collector collector(max_bytes);
  if (html.find('<') != std::string_view::npos) {
    walk_html(html, collector);
  } else if (html.find('&') != std::string_view::npos) {
    decode_references(html, collector);
  } else {
    collector.text(html);
  }
  return collector.take();
}

}  // namespace newswatch::text
