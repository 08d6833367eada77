#include "text/plain_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

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

bool is_breaking(std::string_view element) {
  for (const std::string_view name : kBreaking) {
    if (name.size() == element.size() && name == element) return true;
  }
  return false;
}

// Elements whose content is not shown.
bool is_hidden(std::string_view element) {
  return element == "script" || element == "style" || element == "noscript";
}

// How a byte is read. White space is that of ASCII and U+00A0.
enum Byte : unsigned char { kPlain, kSpace, kNothing, kLead };

constexpr std::array<unsigned char, 256> bytes_by_kind() {
  std::array<unsigned char, 256> kinds{};
  for (unsigned c = 1; c <= ' '; ++c) kinds[c] = kSpace;
  kinds[0] = kNothing;
  kinds[0x7F] = kSpace;
  kinds[0xC2] = kLead;  // the first byte of U+00A0 and of C1
  return kinds;
}
constexpr auto kKinds = bytes_by_kind();

// Collects words with single spaces between them.
class TextCollector final : public HtmlEvents {
 public:
  explicit TextCollector(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void start(std::string_view element) override {
    if (is_hidden(element)) ++hidden_;
    if (is_breaking(element)) pending_space_ = true;
  }

  void end(std::string_view element) override {
    if (hidden_ > 0 && is_hidden(element)) --hidden_;
    if (is_breaking(element)) pending_space_ = true;
  }

  void text(std::string_view utf8) override {
    if (hidden_ > 0) return;
    for (std::size_t i = 0; i < utf8.size() && !full_;) {
      const unsigned char kind = kKinds[static_cast<unsigned char>(utf8[i])];
      if (kind == kSpace) {
        pending_space_ = true;
        ++i;
      } else if (kind == kPlain) {
        const std::size_t end = end_of_words(utf8, i);
        append(utf8.substr(i, end - i));
        i = end;
      } else if (kind == kNothing) {
        ++i;
      } else {
        append_c2(utf8.substr(i, 2));
        i += 2;
      }
    }
  }

  bool done() const override { return full_; }

  std::string take() { return std::move(out_); }

 private:
  // Where the words that begin at i end, as long as single spaces separate them.
  static std::size_t end_of_words(std::string_view utf8, std::size_t i) {
    for (++i; i < utf8.size(); ++i) {
      if (kKinds[static_cast<unsigned char>(utf8[i])] == kPlain) continue;
      const bool between = utf8[i] == ' ' && i + 1 < utf8.size() &&
                           kKinds[static_cast<unsigned char>(utf8[i + 1])] == kPlain;
      if (!between) break;
    }
    return i;
  }

  void append_c2(std::string_view character) {
    const unsigned char code = character.size() < 2 ? 0 : static_cast<unsigned char>(character[1]);
    if (code == 0xA0) {
      pending_space_ = true;
    } else if (code < 0xA0) {
      std::string mapped;
      append_utf8(mapped, without_c1(code));
      append(mapped);
    } else {
      append(character);
    }
  }

  // Words, or one character.
  void append(std::string_view words) {
    const std::size_t space = pending_space_ && !out_.empty() ? 1 : 0;
    const std::size_t room = max_bytes_ - out_.size();
    if (space + words.size() > room) {
      full_ = true;
      words = words.substr(0, room > space ? end_of_character(words, room - space) : 0);
      if (words.ends_with(' ')) words.remove_suffix(1);
      if (words.empty()) return;
    }
    if (space > 0) out_ += ' ';
    pending_space_ = false;
    out_ += words;
  }

  // The last index up to `size` that is not inside a character.
  static std::size_t end_of_character(std::string_view text, std::size_t size) {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return size;
  }

  std::string out_;
  std::size_t max_bytes_;
  bool pending_space_ = false;
  bool full_ = false;
  int hidden_ = 0;  // how many hidden elements are open
};

// The text of the first <title>. Other elements may stand in it, with their end tags.
class TitleCollector final : public HtmlEvents {
 public:
  explicit TitleCollector(std::size_t max_bytes) : text_(max_bytes) {}

  void start(std::string_view element) override {
    if (inside_) {
      ++open_;
      text_.start(element);
    } else {
      inside_ = element == "title";
    }
  }

  void end(std::string_view element) override {
    if (!inside_) return;
    ended_ = element == "title" || open_ == 0;
    --open_;
    text_.end(element);
  }

  void text(std::string_view utf8) override {
    if (inside_) text_.text(utf8);
  }

  bool done() const override { return ended_; }

  std::string take() { return ended_ ? text_.take() : std::string(); }

 private:
  TextCollector text_;
  bool inside_ = false, ended_ = false;
  std::size_t open_ = 0;  // start tags inside the title
};

// Whether the text has nothing to decode, to drop or to collapse. It is read in blocks without
// branches, which the compiler turns into vector instructions.
bool is_plain(std::string_view text) {
  constexpr std::size_t kBlock = 16;
  using Byte8 = std::uint8_t;
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const auto* bytes = reinterpret_cast<const Byte8*>(text.data());
  std::size_t i = 0;
  for (; i + kBlock < text.size(); i += kBlock) {
    Byte8 found = 0;
    for (std::size_t k = 0; k < kBlock; ++k) {
      const Byte8 c = bytes[i + k], next = bytes[i + k + 1];
      const auto space = static_cast<Byte8>(c <= ' ');
      const auto odd =
          static_cast<Byte8>(static_cast<Byte8>(c == '<') | static_cast<Byte8>(c == '&') |
                             static_cast<Byte8>(c == 0x7F) | static_cast<Byte8>(c == 0xC2));
      const auto two = static_cast<Byte8>(
          space & (static_cast<Byte8>(next <= ' ') | static_cast<Byte8>(c != ' ')));
      found = static_cast<Byte8>(found | odd | two);
    }
    if (found != 0) return false;
  }
  for (; i < text.size(); ++i) {
    const Byte8 c = bytes[i];
    if (c < ' ' || c == '<' || c == '&' || c == 0x7F || c == 0xC2) return false;
    if (c == ' ' && bytes[i + 1] <= ' ') return false;  // a last ' ' was ruled out above
  }
  return true;
}

}  // namespace

std::string plain_text(std::string_view html, std::size_t max_bytes) {
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  if (html.size() <= max_bytes && is_plain(html)) return std::string(html);
  TextCollector collector(max_bytes);
  walk_html(html, collector);
  return collector.take();
}

std::string html_title(std::string_view html, std::size_t max_bytes) {
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  TitleCollector title(max_bytes);
  walk_html(html, title);
  return title.take();
}

}  // namespace newswatch::text
