#include "parse/repair_attributes.h"

#include <algorithm>

#include "parse/clean_text.h"
#include "parse/element_names.h"
#include "parse/warnings.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kBehindValue = " \t\r\n/>?<";
constexpr std::size_t kMaxNames = 64;  // more attributes than any element has

// Removes the curly quotes that a word processor makes of straight ones.
std::string_view without_curly_quotes(std::string_view value) {
  for (const std::string_view quote : {"\u201C", "\u201D", "\u201E", "\u2033"}) {
    if (value.starts_with(quote)) value.remove_prefix(quote.size());
    if (value.ends_with(quote)) value.remove_suffix(quote.size());
  }
  return value;
}

}  // namespace

TagEnd AttributeRepair::read(std::size_t& pos, std::string& out) {
  names_.clear();
  pos_ = pos;
  TagEnd end = TagEnd::kCut;
  while (true) {
    pos_ = in_.find_first_not_of(" \t\r\n\"'=", pos_);
    if (pos_ == kNowhere) break;
    if (in_[pos_] == '>') {
      ++pos_;
      end = TagEnd::kOpen;
      break;
    }
    if (in_[pos_] == '<') {
      warnings_.add("a tag without end is closed");
      end = TagEnd::kOpen;
      break;
    }
    if (in_[pos_] == '/') {
      if (++pos_ < in_.size() && in_[pos_] == '>') {
        ++pos_;
        end = TagEnd::kEmpty;
        break;
      }
      continue;
    }
    const std::size_t behind = in_.find_first_of(" \t\r\n=/><\"'", pos_);
    if (behind == kNowhere) break;
    const std::string_view name = in_.substr(pos_, behind - pos_);
    pos_ = behind;
    std::string_view value;
    if (!read_value(value)) break;
    append(name, value, out);
  }
  pos = end == TagEnd::kCut ? in_.size() : pos_;
  return end;
}

void AttributeRepair::append(std::string_view name, std::string_view value, std::string& out) {
  if (!is_name(name)) return warnings_.add("attributes without a proper name are left out");
  if (names_.size() == kMaxNames) return warnings_.add("attributes beyond the 64th are left out");
  if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
    return warnings_.add("of attributes with one name the first counts");
  }
  names_.push_back(name);
  out.append(" ").append(name).append("=\"");
  clean_.append_text(value, out);
  out += '"';
}

bool AttributeRepair::read_value(std::string_view& value) {
  const std::size_t equals = in_.find_first_not_of(kXmlSpace, pos_);
  if (equals == kNowhere) return false;
  if (in_[equals] != '=') {
    warnings_.add("attributes without value are empty");
    return true;
  }
  pos_ = in_.find_first_not_of(kXmlSpace, equals + 1);
  if (pos_ == kNowhere) return false;
  if (in_[pos_] == '"' || in_[pos_] == '\'') return read_quoted(value);
  warnings_.add("attributes without quotes are quoted");
  const std::size_t start = pos_;
  pos_ = in_.find_first_of(" \t\r\n><", pos_);
  if (pos_ == kNowhere) return false;
  if (in_[pos_] == '>' && pos_ > start && in_[pos_ - 1] == '/') --pos_;
  value = without_curly_quotes(in_.substr(start, pos_ - start));
  return true;
}

bool AttributeRepair::read_quoted(std::string_view& value) {
  NextToken& quote = in_[pos_] == '"' ? double_quote_ : single_quote_;
  const std::size_t start = ++pos_;
  std::size_t end = quote.from(pos_);
  // A quote before a letter opens the value of a later attribute. So this value has no closing
  // quote.
  const bool is_end =
      end != kNowhere && (end + 1 == in_.size() || kBehindValue.find(in_[end + 1]) != kNowhere);
  if (!is_end) {
    const std::size_t tag_end = in_.substr(0, end).find('>', pos_);
    if (tag_end != kNowhere) {
      warnings_.add("attributes without quotes are quoted");
      end = tag_end;
    }
  }
  if (end == kNowhere) return false;
  value = in_.substr(start, end - start);
  pos_ = in_[end] == '>' ? end : end + 1;
  return true;
}

}  // namespace newswatch::parse
