#include "parse/repair.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "parse/clean_text.h"
#include "parse/warnings.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::size_t kMaxDepth = 512;  // deeper tags are left out, their text stays

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c < 0;
}

// HTML elements without content. <link> and <source> mean something else in feeds.
bool is_void(std::string_view name) {
  return name == "br" || name == "hr" || name == "img" || name == "wbr" || name == "input";
}

bool is_item(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon != npos) name.remove_prefix(colon + 1);
  return name == "item" || name == "entry" || name == "ITEM" || name == "Item";
}

class Repairer {
 public:
  Repairer(std::string_view text, Warnings& warnings)
      : in_(text), warnings_(warnings), clean_(text.size(), warnings) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string run() {
    while (pos_ < in_.size()) {
      if (in_[pos_] == '<') {
        markup();
      } else {
        const std::size_t end = std::min(in_.find('<', pos_), in_.size());
        text(in_.substr(pos_, end - pos_));
        pos_ = end;
      }
    }
    finish();
    return std::move(out_);
  }

 private:
  struct Open {
    std::string_view name;
    std::size_t start;  // in out_
    bool written;
  };
  // The next place of a token, looked up once however often it is asked for.
  struct Token {
    std::string_view text;
    std::size_t next = 0;
    bool known = false;
  };

  std::size_t find(Token& token) {
    if (!token.known || (token.next != npos && token.next < pos_)) {
      token.next = in_.find(token.text, pos_);
      token.known = true;
    }
    return token.next;
  }

  void text(std::string_view raw) {
    if (!stack_.empty()) {
      clean_.append_text(raw, out_);
    } else if (raw.find_first_not_of(kSpaces) != npos) {
      warnings_.add("text before or after the document is left out");
    }
  }

  void markup() {
    const std::string_view rest = in_.substr(pos_);
    if (rest.starts_with(kCdata)) return cdata();
    if (rest.starts_with("<!--")) return skip_to(comment_end_, 4);
    if (rest.starts_with("<?")) return skip_to(instruction_end_, 2);
    if (rest.starts_with("<!")) return declaration();
    if (rest.starts_with("</")) return end_tag();
    if (rest.size() > 1 && is_name_start(rest[1])) return start_tag();
    if (!stack_.empty()) {
      warnings_.add("a bare < is read as the character");
      out_ += "&lt;";
    }
    ++pos_;
  }

  // Past the next `end`; a comment or instruction without its end is only the tag.
  void skip_to(Token& end, std::size_t head) {
    pos_ += head;
    const std::size_t found = find(end);
    if (found != npos) {
      pos_ = found + end.text.size();
      return;
    }
    warnings_.add("a comment or instruction without end is left out");
    pos_ = std::min(in_.find('>', pos_), in_.size() - 1) + 1;
  }

  void declaration() {
    const std::size_t end = std::min(in_.find('>', pos_), in_.size());
    const std::size_t bracket = std::min(in_.find('[', pos_), in_.size());
    if (bracket >= end) {
      pos_ = std::min(end + 1, in_.size());
      return;
    }
    std::size_t close = bracket;
    while ((close = in_.find(']', close + 1)) != npos) {
      const std::size_t after = in_.find_first_not_of(kSpaces, close + 1);
      if (after == npos || in_[after] == '>') break;
    }
    if (close == npos) close = end;
    warnings_.add("the DOCTYPE's declarations are left out");
    clean_.declare_entities(in_.substr(bracket + 1, close - bracket - 1));
    pos_ = std::min(in_.find('>', close), in_.size() - 1) + 1;
  }

  void cdata() {
    pos_ += kCdata.size();
    std::size_t end = find(cdata_end_);
    std::size_t next = end == npos ? npos : end + 3;
    if (!stack_.empty()) {
      // A section that runs into the next one has lost its end: it ends with its element.
      const std::size_t limit = std::min(end, in_.size());
      const std::size_t nested = in_.substr(pos_, limit - pos_).find(kCdata);
      if (nested != npos || end == npos) {
        const std::string tag = "</" + std::string(stack_.back().name);
        const std::size_t reach = nested == npos ? limit - pos_ : nested;
        const std::size_t close = in_.substr(pos_, reach).find(tag);
        if (close != npos) {
          warnings_.add("a CDATA section without end ends with its element");
          end = next = pos_ + close;
        }
      }
    }
    if (end == npos) end = next = in_.size();
    if (!stack_.empty()) {
      out_ += kCdata;
      clean_.append_cdata(in_.substr(pos_, end - pos_), out_);
      out_ += "]]>";
    }
    pos_ = next;
  }

  void end_tag() {
    const std::size_t end = in_.find('>', pos_);
    if (end == npos) {
      pos_ = in_.size();
      return;
    }
    std::string_view name = in_.substr(pos_ + 2, end - pos_ - 2);
    name = name.substr(0, std::min(name.find_first_of(" \t\r\n<"), name.size()));
    pos_ = end + 1;
    const auto open = open_.find(name);
    if (open == open_.end() || open->second == 0) {
      warnings_.add("end tags without start are left out");
      return;
    }
    if (stack_.back().name != name) warnings_.add("missing end tags are added");
    close_through(name);
  }

  void close_through(std::string_view name) {
    for (bool found = false; !found;) {
      found = stack_.back().name == name;
      close_last();
    }
  }

  void close_last() {
    const Open& last = stack_.back();
    if (last.written) out_.append("</").append(last.name).append(">");
    --open_[last.name];
    stack_.pop_back();
  }

  void start_tag() {
    const std::size_t start = pos_;
    std::size_t end = in_.find_first_of(" \t\r\n/><", pos_ + 1);
    if (end == npos) {
      pos_ = in_.size();
      return;
    }
    const std::string_view name = in_.substr(start + 1, end - start - 1);
    // Items do not hold items: the one before lost its end.
    if (is_item(name) && open_[name] > 0) {
      warnings_.add("missing end tags are added");
      close_through(name);
    }
    const std::size_t mark = out_.size();
    const bool written = stack_.size() < kMaxDepth;
    if (!written) warnings_.add("tags nested deeper than 512 are left out");
    out_.append("<").append(name);
    pos_ = end;
    const bool closed = attributes();
    if (!written) out_.resize(mark);
    if (truncated_) {
      out_.resize(mark);
    } else if (closed || is_void(name)) {
      if (written) out_ += "/>";
    } else {
      if (written) out_ += '>';
      stack_.push_back({name, mark, written});
      ++open_[name];
    }
  }

  // Up to and past '>'; true: the element is empty ("/>").
  bool attributes() {
    while (true) {
      pos_ = in_.find_first_not_of(" \t\r\n\"'=", pos_);
      if (pos_ == npos) break;
      if (in_[pos_] == '>') return ++pos_, false;
      if (in_[pos_] == '<') return warnings_.add("a tag without end is closed"), false;
      if (in_[pos_] == '/') {
        if (++pos_ < in_.size() && in_[pos_] == '>') return ++pos_, true;
        continue;
      }
      const std::size_t end = in_.find_first_of(" \t\r\n=/><\"'", pos_);
      if (end == npos) break;
      const std::string_view name = in_.substr(pos_, end - pos_);
      pos_ = end;
      std::string_view value;
      if (!attribute_value(value)) break;
      if (!is_name_start(name[0])) continue;
      out_.append(" ").append(name).append("=\"");
      clean_.append_text(value, out_);
      out_ += '"';
    }
    truncated_ = true;
    pos_ = in_.size();
    return false;
  }

  // false: the document ends inside it.
  bool attribute_value(std::string_view& value) {
    const std::size_t equals = in_.find_first_not_of(kSpaces, pos_);
    if (equals == npos) return false;
    if (in_[equals] != '=') return true;
    pos_ = in_.find_first_not_of(kSpaces, equals + 1);
    if (pos_ == npos) return false;
    if (in_[pos_] == '"' || in_[pos_] == '\'') {
      Token& quote = in_[pos_] == '"' ? double_quote_ : single_quote_;
      const std::size_t start = ++pos_;
      std::size_t end = find(quote);
      if (end == npos) end = in_.find('>', pos_);
      if (end == npos) return false;
      value = in_.substr(start, end - start);
      pos_ = in_[end] == '>' ? end : end + 1;
      return true;
    }
    warnings_.add("attributes without quotes are quoted");
    const std::size_t start = pos_;
    pos_ = in_.find_first_of(" \t\r\n>", pos_);
    if (pos_ == npos) return false;
    if (in_[pos_] == '>' && pos_ > start && in_[pos_ - 1] == '/') --pos_;
    value = in_.substr(start, pos_ - start);
    return true;
  }

  void finish() {
    if (!stack_.empty()) {
      warnings_.add_truncation();
      const auto item = std::find_if(stack_.begin(), stack_.end(),
                                     [](const Open& open) { return is_item(open.name); });
      if (item != stack_.end() && item->written) {
        warnings_.add("the incomplete last item is left out");
        out_.resize(item->start);
        stack_.erase(item, stack_.end());
      }
      while (!stack_.empty()) close_last();
    }
  }

  std::string_view in_;
  Warnings& warnings_;
  CleanText clean_;
  std::string out_;
  std::size_t pos_ = 0;
  bool truncated_ = false;
  std::vector<Open> stack_;
  std::unordered_map<std::string_view, std::size_t> open_;
  Token cdata_end_{"]]>"}, comment_end_{"-->"}, instruction_end_{"?>"};
  Token double_quote_{"\""}, single_quote_{"'"};
};

}  // namespace

std::string repair(std::string_view text, Warnings& warnings) {
  return Repairer(text, warnings).run();
}

}  // namespace newswatch::parse
