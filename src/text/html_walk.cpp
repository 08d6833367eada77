#include "text/html_walk.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "text/ascii.h"
#include "text/html_entities.h"
#include "text/skip_blocks.h"

namespace newswatch::text {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::uint8_t starts_markup(std::uint8_t c) {
  return static_cast<std::uint8_t>(static_cast<std::uint8_t>(c == '<') |
                                   static_cast<std::uint8_t>(c == '&'));
}

class Walker {
 public:
  Walker(std::string_view html, HtmlEvents& events, bool with_text)
      : in_(html), events_(events), with_text_(with_text) {}

  void run() {
    while (pos_ < in_.size() && !events_.done()) {
      if (in_[pos_] == '<') {
        markup();
      } else if (!with_text_) {
        pos_ = std::min(in_.find('<', pos_), in_.size());
      } else if (in_[pos_] == '&') {
        reference();
      } else {
        std::size_t end = skip_blocks(in_, pos_, starts_markup);
        while (end < in_.size() && in_[end] != '<' && in_[end] != '&') ++end;
        text_until(end);
      }
    }
  }

 private:
  // Once a token is known to be absent from the rest, it is not searched for again. So many
  // unclosed tags or comments cost one search, not one each.
  struct Token {
    std::string_view text;
    bool absent = false;
  };

  std::size_t find(Token& token, std::size_t from) const {
    if (token.absent) return npos;
    const std::size_t found = in_.find(token.text, from);
    token.absent = found == npos;
    return found;
  }

  void text_until(std::size_t end) {
    if (end > pos_ && with_text_) events_.text(in_.substr(pos_, end - pos_));
    pos_ = end;
  }

  void reference() {
    const auto found = lenient_reference(in_.substr(pos_), ReferencePlace::kText);
    if (found.length == 0) return text_until(pos_ + 1);
    std::string character;
    append_reference(character, found);
    pos_ += found.length;
    events_.text(character);
  }

  void markup() {
    const std::string_view rest = in_.substr(pos_);
    const char next = rest.size() > 1 ? rest[1] : '\0';
    if (is_ascii_letter(next)) {
      start_tag();
    } else if (next == '/' && rest.size() > 2 && is_ascii_letter(rest[2])) {
      pos_ += 2;
      const std::string_view element = name();
      skip_past(gt_);
      events_.end(element);
    } else if (rest.starts_with("<!--")) {
      pos_ += 4;
      // "<!-->" is a whole comment.
      if (in_.substr(pos_).starts_with('>')) return void(++pos_);
      skip_past(comment_end_);
    } else if (rest.starts_with(kCdata)) {
      cdata();
    } else if (next == '!') {
      pos_ += 2;
      const std::size_t end = std::min(find(gt_, pos_), in_.size());
      events_.declaration(in_.substr(pos_, end - pos_));
      skip_past(gt_);
    } else if (next == '?' || next == '/') {
      skip_past(gt_);
    } else {
      text_until(pos_ + 1);
    }
  }

  void skip_past(Token& token) {
    const std::size_t end = find(token, pos_);
    pos_ = end == npos ? in_.size() : end + token.text.size();
  }

  // HTML has no CDATA sections, but feeds put them into escaped HTML. The content is text.
  void cdata() {
    pos_ += kCdata.size();
    const std::size_t end = std::min(find(cdata_end_, pos_), in_.size());
    text_until(end);
    pos_ = std::min(end + cdata_end_.text.size(), in_.size());
  }

  // Reads the name of an element, in lower case. A name longer than any of HTML's is cut.
  std::string_view name() {
    std::size_t size = 0;
    while (pos_ < in_.size() && !is_blank(in_[pos_]) && in_[pos_] != '/' && in_[pos_] != '>') {
      if (size < name_.size()) name_[size++] = ascii_lower(in_[pos_]);
      ++pos_;
    }
    return {name_.data(), size};
  }

  void start_tag() {
    ++pos_;
    const std::string_view element = name();
    if (!attributes(element)) {
      pos_ = in_.size();  // the text ends inside the tag
      return;
    }
    events_.start(element);
    if (element == "script" || element == "style") raw_text(element);
  }

  // Reads the attributes and moves past the '>' of the tag. False: there is no '>'.
  bool attributes(std::string_view element) {
    while (pos_ < in_.size()) {
      while (pos_ < in_.size() && (is_blank(in_[pos_]) || in_[pos_] == '/')) ++pos_;
      if (pos_ == in_.size()) break;
      if (in_[pos_] == '>') return ++pos_, true;
      const std::size_t start = pos_;
      // A '=' at the start of a name belongs to the name.
      do {
        ++pos_;
      } while (pos_ < in_.size() && !is_blank(in_[pos_]) && in_[pos_] != '=' && in_[pos_] != '/' &&
               in_[pos_] != '>');
      const std::string_view attribute = in_.substr(start, pos_ - start);
      while (pos_ < in_.size() && is_blank(in_[pos_])) ++pos_;
      if (pos_ == in_.size() || in_[pos_] != '=') continue;
      ++pos_;
      while (pos_ < in_.size() && is_blank(in_[pos_])) ++pos_;
      events_.attribute(element, attribute, attribute_value());
    }
    return false;
  }

  std::string_view attribute_value() {
    if (pos_ == in_.size()) return {};
    const char quote = in_[pos_];
    if (quote == '"' || quote == '\'') {
      const std::size_t start = pos_ + 1;
      std::size_t end = find(quote == '"' ? double_quote_ : single_quote_, start);
      if (end == npos) end = std::min(find(gt_, start), in_.size());  // no closing quote
      pos_ = end < in_.size() && in_[end] == quote ? end + 1 : end;
      return in_.substr(start, end - start);
    }
    const std::size_t start = pos_;
    while (pos_ < in_.size() && !is_blank(in_[pos_]) && in_[pos_] != '>') ++pos_;
    return in_.substr(start, pos_ - start);
  }

  // All is text up to the end tag of the element, even what looks like markup.
  void raw_text(std::string_view element) {
    std::size_t end = pos_;
    while ((end = in_.find("</", end)) != npos) {
      if (starts_in_any_case(in_.substr(end + 2), element)) break;
      end += 2;
    }
    text_until(std::min(end, in_.size()));
  }

  std::string_view in_;
  HtmlEvents& events_;
  const bool with_text_;
  std::size_t pos_ = 0;
  std::array<char, 16> name_{};
  Token gt_{">"}, comment_end_{"-->"}, cdata_end_{"]]>"}, double_quote_{"\""}, single_quote_{"'"};
};

}  // namespace

void walk_html(std::string_view html, HtmlEvents& events) { Walker(html, events, true).run(); }

void walk_html_tags(std::string_view html, HtmlEvents& events) {
  Walker(html, events, false).run();
}

}  // namespace newswatch::text
