#include "parse/html_links.h"

#include <algorithm>
#include <utility>

#include "net/url.h"
#include "parse/xml.h"
#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool holds_reference(std::string_view attribute) {
  for (const std::string_view name : {"href", "src", "cite", "poster", "longdesc", "action", "data",
                                      "background", "codebase", "classid", "usemap", "profile"}) {
    if (equal_in_any_case(attribute, name)) return true;
  }
  return false;
}

// Relative to a document: not empty, not a fragment, no scheme.
bool is_relative(std::string_view reference) {
  if (reference.empty() || reference[0] == '#') return false;
  const std::size_t end = reference.find_first_of(":/?#");
  return end == std::string_view::npos || reference[end] != ':';
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

class LinkRewriter {
 public:
  LinkRewriter(std::string_view markup, std::string_view base)
      : in_(markup), base_(base), most_(8 * markup.size() + 1024) {}

  // Empty: nothing had to be changed.
  std::string run() {
    while (out_.size() <= most_ && (pos_ = in_.find('<', pos_)) != std::string_view::npos) {
      ++pos_;
      if (pos_ < in_.size() && ((in_[pos_] | 0x20) >= 'a' && (in_[pos_] | 0x20) <= 'z')) tag();
    }
    if (copied_ == 0) return {};
    out_.append(in_.substr(copied_));
    return std::move(out_);
  }

 private:
  void tag() {
    skip([](char c) { return !is_blank(c) && c != '/' && c != '>'; });
    while (true) {
      skip([](char c) { return is_blank(c) || c == '/' || c == '"' || c == '\'' || c == '='; });
      if (pos_ == in_.size() || in_[pos_] == '>' || in_[pos_] == '<') return;
      if (out_.size() > most_) return;
      const std::size_t start = pos_;
      skip([](char c) { return !is_blank(c) && c != '=' && c != '/' && c != '>'; });
      const std::string_view name = in_.substr(start, pos_ - start);
      skip(is_blank);
      if (pos_ == in_.size() || in_[pos_] != '=') continue;
      ++pos_;
      skip(is_blank);
      if (pos_ < in_.size()) value(holds_reference(name));
    }
  }

  template <class Skipped>
  void skip(Skipped skipped) {
    while (pos_ < in_.size() && skipped(in_[pos_])) ++pos_;
  }

  // At the value's first character; moves past its end.
  void value(bool reference) {
    std::size_t from = pos_, end = 0;
    if (in_[from] == '"' || in_[from] == '\'') {
      end = in_.find(in_[from++], pos_ + 1);
      pos_ = end == std::string_view::npos ? in_.size() : end + 1;
    } else {
      skip([](char c) { return !is_blank(c) && c != '>'; });
      end = pos_;
    }
    if (end == std::string_view::npos || !reference) return;
    const std::string_view written = trimmed(in_.substr(from, end - from));
    if (!is_relative(written)) return;
    const std::string absolute = net::resolve_http(base_, text::with_references_decoded(written));
    if (absolute.empty()) return;
    out_.append(in_.substr(copied_, from - copied_));
    append_attribute_value(absolute, out_);
    copied_ = end;
  }

  std::string_view in_, base_;
  std::string out_;
  std::size_t pos_ = 0, copied_ = 0;
  std::size_t most_;  // a markup of nothing but links stays relative from there on
};

}  // namespace

std::string with_absolute_links(std::string markup, std::string_view base) {
  std::string rewritten = LinkRewriter(markup, base).run();
  return rewritten.empty() ? std::move(markup) : std::move(rewritten);
}

}  // namespace newswatch::parse
