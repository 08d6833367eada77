#include "parse/markup_size.h"

#include "parse/element_names.h"
#include "parse/limits.h"

namespace newswatch::parse {
namespace {

class Counter {
 public:
  explicit Counter(std::string_view text)
      : in_(text), blank_texts_count_(text.find("xhtml") != npos) {}

  bool fits() {
    std::size_t pos = in_.find('<');
    while (pos != npos && pos + 1 < in_.size()) {
      const char next = in_[pos + 1];
      if (next == '/') {
        depth_ -= depth_ > 0 ? 1 : 0;
        pos = past(in_.find('>', pos), 1);
      } else if (next == '!' || next == '?') {
        if (!skip_other(pos)) return false;
      } else {
        pos = start_tag(pos + 1);
      }
      if (depth_ > kMaxDepth || nodes_ > kMaxNodes) return false;
      if (pos == npos) return true;
      const std::size_t text = pos;
      pos = in_.find('<', pos);
      if (pos != text && pos != npos && !first_in_element_)
        count_text(in_.substr(text, pos - text));
    }
    return true;
  }

 private:
  static constexpr std::size_t npos = std::string_view::npos;

  static std::size_t past(std::size_t at, std::size_t size) {
    return at == npos ? npos : at + size;
  }

  // A text that comes first in its element is no node of its own.
  void count_text(std::string_view text) {
    if (blank_texts_count_ || text.find_first_not_of(kXmlSpace) != npos) ++nodes_;
  }

  // Moves past a section, comment, instruction or document type. False: the last has a subset.
  bool skip_other(std::size_t& pos) {
    const std::string_view rest = in_.substr(pos);
    if (rest.starts_with("<![CDATA[")) {
      ++nodes_;
      first_in_element_ = false;
      pos = past(in_.find("]]>", pos + 9), 3);
    } else if (rest.starts_with("<!--")) {
      pos = past(in_.find("-->", pos + 4), 3);
    } else if (rest.starts_with("<?")) {
      pos = past(in_.find("?>", pos + 2), 2);
    } else {
      const std::size_t end = in_.find_first_of("[>", pos);
      if (end != npos && in_[end] == '[') return false;
      pos = past(end, 1);
    }
    return true;
  }

  // Returns where the tag ends. `pos` is at its name.
  std::size_t start_tag(std::size_t pos) {
    ++nodes_;
    for (; pos < in_.size() && in_[pos] != '>'; ++pos) {
      const char c = in_[pos];
      if (c != '"' && c != '\'') continue;
      ++nodes_;  // an attribute
      pos = in_.find(c, pos + 1);
      if (pos == npos) return npos;
    }
    if (pos >= in_.size()) return npos;
    first_in_element_ = in_[pos - 1] != '/';
    depth_ += first_in_element_ ? 1 : 0;
    return pos + 1;
  }

  std::string_view in_;
  bool blank_texts_count_;  // the parser is told to keep them, see XmlDocument::load()
  bool first_in_element_ = false;
  std::size_t depth_ = 0, nodes_ = 0;
};

}  // namespace

bool fits_parser(std::string_view text) { return Counter(text).fits(); }

}  // namespace newswatch::parse
