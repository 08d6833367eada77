// Method: find the tags, pair them, escape each '<' that is no markup, and read the rest as HTML.
#include "text/title_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <vector>

#include "text/ascii.h"
#include "text/html_entities.h"
#include "text/plain_text.h"

namespace newswatch::text {
namespace {

constexpr std::string_view kCdataMark = "<![CDATA[";
constexpr std::size_t kLongestTitle = 64u << 10;  // a longer text is read as HTML

// The elements of HTML and of what may stand in it (MathML, SVG), old ones too. Sorted.
constexpr std::string_view kElements[] = {
    "a",          "abbr",     "acronym", "address",    "annotation", "applet",   "area",
    "article",    "aside",    "audio",   "b",          "base",       "basefont", "bdi",
    "bdo",        "big",      "blink",   "blockquote", "body",       "br",       "button",
    "canvas",     "caption",  "center",  "cite",       "code",       "col",      "colgroup",
    "data",       "datalist", "dd",      "del",        "details",    "dfn",      "dialog",
    "dir",        "div",      "dl",      "dt",         "em",         "embed",    "fieldset",
    "figcaption", "figure",   "font",    "footer",     "form",       "frame",    "frameset",
    "g",          "h1",       "h2",      "h3",         "h4",         "h5",       "h6",
    "head",       "header",   "hgroup",  "hr",         "html",       "i",        "iframe",
    "img",        "input",    "ins",     "kbd",        "label",      "legend",   "li",
    "link",       "main",     "map",     "mark",       "marquee",    "math",     "menu",
    "meta",       "meter",    "mfrac",   "mi",         "mn",         "mo",       "mover",
    "mroot",      "mrow",     "ms",      "mspace",     "msqrt",      "mstyle",   "msub",
    "msubsup",    "msup",     "mtext",   "munder",     "munderover", "nav",      "nobr",
    "noframes",   "noscript", "object",  "ol",         "optgroup",   "option",   "output",
    "p",          "param",    "path",    "picture",    "pre",        "progress", "q",
    "rb",         "rp",       "rt",      "rtc",        "ruby",       "s",        "samp",
    "script",     "search",   "section", "select",     "semantics",  "slot",     "small",
    "source",     "span",     "strike",  "strong",     "style",      "sub",      "summary",
    "sup",        "svg",      "table",   "tbody",      "td",         "template", "textarea",
    "tfoot",      "th",       "thead",   "time",       "title",      "tr",       "track",
    "tt",         "u",        "ul",      "use",        "var",        "video",    "wbr"};

// Elements that have no end tag, and those that would hide what follows them.
constexpr std::string_view kEmpty[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                       "input", "link", "meta", "source", "track", "wbr"};
constexpr std::string_view kHiding[] = {"iframe", "noframes", "noscript", "object", "script",
                                        "style",  "template", "textarea", "title",  "video",
                                        "audio",  "canvas",   "select",   "svg"};

template <std::size_t size>
bool is_in(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// The place of an element in kElements; nullopt: HTML has none of that name.
std::optional<std::size_t> element_number(std::string_view lower) {
  const auto* found = std::lower_bound(std::begin(kElements), std::end(kElements), lower);
  if (found == std::end(kElements) || *found != lower) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(kElements));
}

struct Tag {
  std::size_t start = 0, end = 0;      // in the title; `end` is behind '>'
  std::optional<std::size_t> element;  // its number
  bool is_end = false;
  bool is_comment = false;
  bool is_bare = false;     // nothing stands in it but its name
  bool is_full = false;     // it has attributes with values, or ends with "/>"
  bool is_capital = false;  // its name holds a capital
  bool is_markup = false;
};

class TitleReader {
 public:
  explicit TitleReader(std::string_view title) : in_(title), steps_(8 * title.size() + 1024) {}

  std::string run() {
    find_tags();
    pair_tags();
    judge_lone_tags();
    return escaped();
  }

 private:
  void find_tags() {
    for (std::size_t at = in_.find('<'); at != in_.npos; at = in_.find('<', at)) {
      Tag tag = tag_at(at);
      at = tag.end > 0 ? tag.end : at + 1;
      if (tag.end > 0) tags_.push_back(tag);
    }
  }

  // Its end is 0 if no tag and no comment begins there. A '<' inside a tag means that it is none.
  Tag tag_at(std::size_t start) {
    Tag tag{.start = start};
    if (in_.substr(start).starts_with("<!--")) {
      tag.is_comment = true;
      if (no_comment_end_) return tag;
      const std::size_t end = in_.find("-->", start + 4);
      no_comment_end_ = end == in_.npos;
      tag.end = no_comment_end_ ? 0 : end + 3;
      return tag;
    }
    std::size_t at = start + 1;
    tag.is_end = at < in_.size() && in_[at] == '/';
    if (tag.is_end) ++at;
    const std::size_t name = at;
    while (at < in_.size() && (is_ascii_letter(in_[at]) || is_digit(in_[at]))) ++at;
    if (at == name || at == in_.size() || !is_ascii_letter(in_[name])) return tag;
    if (!is_white_space(in_[at]) && in_[at] != '>' && in_[at] != '/') {
      at = in_.find_first_of(" \t\r\n<>", at);  // "<TRI.TO>" is no element, but looks like one
      if (at == in_.npos || in_[at] != '>') return tag;
    }
    const std::string_view written = in_.substr(name, at - name);
    tag.is_capital = std::any_of(written.begin(), written.end(), is_ascii_capital);
    tag.element = element_number(ascii_lower(written));
    tag.is_bare = in_[at] == '>';
    tag.end = end_of_tag(at, tag.is_full);
    return tag;
  }

  // The place behind the '>'; 0: there is none, or a '<' comes before it.
  std::size_t end_of_tag(std::size_t at, bool& full) {
    bool after_equals = false;
    for (; at < in_.size() && steps_ > 0; ++at, --steps_) {
      const char c = in_[at];
      if (c == '>') {
        full = full || in_[at - 1] == '/';
        return at + 1;
      }
      if (c == '<') return 0;
      if (after_equals && (c == '"' || c == '\'')) {
        const std::size_t close = in_.find(c, at + 1);
        if (close == in_.npos) return 0;
        steps_ -= std::min(steps_, close - at);
        at = close;
      }
      full = full || c == '=';
      after_equals = c == '=' || (after_equals && is_white_space(c));
    }
    return 0;
  }

  void pair_tags() {
    std::array<std::vector<std::size_t>, std::size(kElements)> open;
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      Tag& tag = tags_[i];
      tag.is_markup = tag.is_comment;
      if (!tag.element) continue;
      std::vector<std::size_t>& starts = open[*tag.element];
      if (!tag.is_end) {
        starts.push_back(i);
      } else if (!starts.empty()) {
        tag.is_markup = tags_[starts.back()].is_markup = true;
        starts.pop_back();
      }
    }
  }

  void judge_lone_tags() {
    const bool html = has_reference() && std::all_of(tags_.begin(), tags_.end(), [](const Tag& t) {
                        return t.is_comment || (t.element && !t.is_capital);
                      });
    for (Tag& tag : tags_) {
      if (tag.is_markup || !tag.element) continue;
      const std::string_view name = kElements[*tag.element];
      if (tag.is_end) {
        tag.is_markup = html || (tag.start > 0 && !is_white_space(in_[tag.start - 1]));
      } else if (is_in(kEmpty, name)) {
        tag.is_markup = html || tag.is_full || name == "br" || name == "wbr";
      } else {
        tag.is_markup = html && (tag.is_bare || tag.is_full) && !is_in(kHiding, name);
      }
    }
  }

  bool has_reference() const {
    for (std::size_t at = in_.find('&'); at != in_.npos; at = in_.find('&', at + 1)) {
      if (character_reference(in_.substr(at)).length > 0) return true;
    }
    return false;
  }

  // The title with each '<' that is no markup as a reference.
  std::string escaped() const {
    std::string out;
    std::size_t copied = 0;
    const auto copy_text = [&](std::size_t end) {
      for (; copied < end; ++copied) {
        if (in_[copied] == '<') {
          out += "&lt;";
        } else {
          out += in_[copied];
        }
      }
    };
    for (const Tag& tag : tags_) {
      if (!tag.is_markup) continue;
      copy_text(tag.start);
      out.append(in_.substr(tag.start, tag.end - tag.start));
      copied = tag.end;
    }
    copy_text(in_.size());
    return out;
  }

  std::string_view in_;
  std::size_t steps_;  // bytes that may still be looked at in tags, so that time is linear
  bool no_comment_end_ = false;
  std::vector<Tag> tags_;
};

// The text without the marks of CDATA sections, which are no HTML, but which feeds escape with it.
std::string without_cdata_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(kCdataMark)) {
      at += kCdataMark.size();
    } else if (rest.starts_with("]]>")) {
      at += 3;
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace

std::string title_text(std::string_view title) {
  if (title.size() > kLongestTitle || title.find('<') == title.npos) return plain_text(title);
  if (title.find(kCdataMark) == title.npos) return plain_text(TitleReader(title).run());
  return plain_text(TitleReader(without_cdata_marks(title)).run());
}

}  // namespace newswatch::text
