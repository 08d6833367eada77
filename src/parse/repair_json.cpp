#include "parse/repair_json.h"

#include <algorithm>
#include <optional>

#include "parse/warnings.h"
#include "text/ascii.h"

namespace newswatch::parse {
namespace {

class JsonRepairer {
 public:
  JsonRepairer(std::string_view text, Warnings& warnings) : in_(text), warnings_(warnings) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string run() {
    while (pos_ < in_.size()) {
      if (inside_string_) {
        string_character(in_[pos_]);
      } else if (!ended_) {
        structure(in_[pos_]);
      } else {
        if (text::trimmed(in_.substr(pos_)).empty()) break;
        warnings_.add("text before or after the document is left out");
        break;
      }
    }
    if (!ended_) cut();
    return std::move(out_);
  }

 private:
  void string_character(char c) {
    if (c == '\\') return escape();
    ++pos_;
    if (c == '\n' || c == '\r' || c == '\t') {
      warnings_.add("line ends and tabs in strings are escaped");
      out_ += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c >= 0 && c < 0x20) {
      warnings_.add("control characters are left out");
    } else {
      out_ += c;
    }
    inside_string_ = c != '"';
  }

  void escape() {
    const char next = pos_ + 1 < in_.size() ? in_[pos_ + 1] : '\0';
    if (next == 'u') return unicode_escape();
    if (next != '\0' && std::string_view("\"\\/bfnrt").find(next) != std::string_view::npos) {
      out_ += '\\';
      out_ += next;
      pos_ += 2;
      return;
    }
    warnings_.add("escapes that JSON does not have are read as JavaScript or as they stand");
    const auto code = hex_number(pos_ + 2, 2);
    if (next == 'x' && code) {
      out_.append("\\u00").append(in_.substr(pos_ + 2, 2));
      pos_ += 4;
    } else if (text::is_ascii_letter(next) || text::is_digit(next)) {
      out_ += "\\\\";  // "C:\Users"
      ++pos_;
    } else {
      pos_ += next == '\r' || next == '\n' ? 2 : 1;  // "it\'s", or a line that goes on
    }
  }

  void unicode_escape() {
    constexpr std::size_t kSize = 6;
    const auto code = hex_number(pos_ + 2, 4);
    if (!code) {
      warnings_.add("escapes that JSON does not have are read as JavaScript or as they stand");
      out_ += "\\\\";
      ++pos_;
      return;
    }
    const bool high = *code >= 0xD800 && *code <= 0xDBFF, low = *code >= 0xDC00 && *code <= 0xDFFF;
    const auto next = in_.substr(std::min(pos_ + kSize, in_.size())).starts_with("\\u")
                          ? hex_number(pos_ + kSize + 2, 4)
                          : std::nullopt;
    const bool pair = high && next && *next >= 0xDC00 && *next <= 0xDFFF;
    if ((high || low) && !pair) {  // half a character (RFC 8259 section 8.2)
      warnings_.add("unpaired surrogates are read as U+FFFD");
      out_ += "\\ufffd";
      pos_ += kSize;
      return;
    }
    const std::size_t size = pair ? 2 * kSize : kSize;
    out_.append(in_.substr(pos_, size));
    pos_ += size;
  }

  // nullopt: there are not so many hexadecimal digits.
  std::optional<unsigned> hex_number(std::size_t at, std::size_t digits) const {
    if (at + digits > in_.size()) return std::nullopt;
    unsigned number = 0;
    for (const char c : in_.substr(at, digits)) {
      const int digit = text::hex_digit(c);
      if (digit < 0) return std::nullopt;
      number = number * 16 + static_cast<unsigned>(digit);
    }
    return number;
  }

  void structure(char c) {
    if (c == '/') return comment();
    if (text::is_ascii_letter(c)) return word();
    if (c == '{' || c == '[' || c == '"') add_comma();
    if (c == '{' || c == '[') open_ += c;
    // Up to here, a member of the document is complete.
    if (c == ',' && open_.size() == 1) whole_here();
    if (c == ',' || c == '}' || c == ']') drop_comma();
    if (c == '}' || c == ']') {
      if (!open_.empty()) open_.pop_back();
      ended_ = open_.empty();
    }
    out_ += c;
    ++pos_;
    inside_string_ = c == '"';
    // Up to here, an item or a list is complete.
    if ((c == '}' || c == ']') && open_.size() <= 2) whole_here();
  }

  // "// to the line's end", "/* to here */".
  void comment() {
    const bool block = in_.substr(pos_).starts_with("/*");
    if (!block && !in_.substr(pos_).starts_with("//")) {
      out_ += in_[pos_++];
      return;
    }
    warnings_.add("comments are left out");
    const std::size_t end = block ? in_.find("*/", pos_ + 2) : in_.find('\n', pos_);
    pos_ = end == std::string_view::npos ? in_.size() : end + (block ? 2 : 1);
  }

  // A literal, or what programs write for one that JSON does not have.
  void word() {
    std::size_t end = pos_;
    while (end < in_.size() && text::is_ascii_letter(in_[end])) ++end;
    const std::string_view word = in_.substr(pos_, end - pos_);
    std::string_view meant = word;
    if (word == "NaN" || word == "Infinity" || word == "undefined" || word == "None") {
      meant = "null";
      if (out_.ends_with('-')) out_.pop_back();
    } else if (word == "True") {
      meant = "true";
    } else if (word == "False") {
      meant = "false";
    }
    if (meant != word) warnings_.add("literals that JSON does not have are replaced");
    out_ += meant;
    pos_ = end;
  }

  // Where one is missing between two values.
  void add_comma() {
    const std::size_t last = out_.find_last_not_of(" \t\r\n");
    if (last == std::string::npos ||
        (out_[last] != '}' && out_[last] != ']' && out_[last] != '"')) {
      return;
    }
    warnings_.add("missing commas are added");
    out_.insert(last + 1, ",");
  }

  void whole_here() {
    whole_ = out_.size();
    open_when_whole_ = open_;
  }

  void drop_comma() {
    const std::size_t last = out_.find_last_not_of(" \t\r\n");
    if (last == std::string::npos || out_[last] != ',') return;
    warnings_.add("commas with nothing behind them are left out");
    out_.resize(last);
  }

  void cut() {
    warnings_.add_truncation();
    if (open_.size() > 2) warnings_.add("the incomplete last item is left out");
    out_.resize(whole_);
    for (; !open_when_whole_.empty(); open_when_whole_.pop_back()) {
      out_ += open_when_whole_.back() == '{' ? '}' : ']';
    }
  }

  std::string_view in_;
  Warnings& warnings_;
  std::string out_;
  std::string open_, open_when_whole_;  // brackets that are open, now and at whole_
  std::size_t whole_ = 0;               // bytes of out_ that are complete
  std::size_t pos_ = 0;
  bool inside_string_ = false, ended_ = false;
};

}  // namespace

std::string repair_json(std::string_view text, Warnings& warnings) {
  return JsonRepairer(text, warnings).run();
}

}  // namespace newswatch::parse
