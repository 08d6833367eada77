#include "parse/repair_json.h"

#include "parse/warnings.h"

namespace newswatch::parse {
namespace {

class JsonRepairer {
 public:
  JsonRepairer(std::string_view text, Warnings& warnings) : in_(text), warnings_(warnings) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string run() {
    for (const char c : in_) {
      if (inside_string_) {
        string_character(c);
      } else if (!ended_) {
        structure(c);
      } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        warnings_.add("text before or after the document is left out");
        break;
      }
    }
    if (!ended_) cut();
    return std::move(out_);
  }

 private:
  void string_character(char c) {
    if (c == '\n' || c == '\r' || c == '\t') {
      warnings_.add("line ends and tabs in strings are escaped");
      out_ += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (c >= 0 && c < 0x20) {
      warnings_.add("control characters are left out");
    } else {
      out_ += c;
    }
    inside_string_ = escaped_ || c != '"';
    escaped_ = !escaped_ && c == '\\';
  }

  void structure(char c) {
    if (c == '{' || c == '[') open_ += c;
    // Up to here, a member of the document is complete.
    if (c == ',' && open_.size() == 1) whole_here();
    if (c == '}' || c == ']') {
      drop_comma();
      if (!open_.empty()) open_.pop_back();
      ended_ = open_.empty();
    }
    out_ += c;
    inside_string_ = c == '"';
    // Up to here, an item or a list is complete.
    if ((c == '}' || c == ']') && open_.size() <= 2) whole_here();
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
  bool inside_string_ = false, escaped_ = false, ended_ = false;
};

}  // namespace

std::string repair_json(std::string_view text, Warnings& warnings) {
  return JsonRepairer(text, warnings).run();
}

}  // namespace newswatch::parse
