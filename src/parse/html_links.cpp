#include "parse/html_links.h"

#include <utility>

#include "net/url.h"
#include "parse/xml.h"
#include "text/html_entities.h"
#include "text/html_walk.h"

namespace newswatch::parse {
namespace {

bool holds_reference(std::string_view attribute) {
  for (const std::string_view name : {"href", "src", "cite", "poster", "longdesc", "action", "data",
                                      "background", "codebase", "classid", "usemap", "profile"}) {
    if (equal_in_any_case(attribute, name)) return true;
  }
  return false;
}

// Whether a reference is relative to the document: it is not empty, no fragment, and has no scheme.
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

class LinkRewriter final : public text::HtmlEvents {
 public:
  LinkRewriter(std::string_view markup, std::string_view base)
      : in_(markup), base_(base), most_(8 * markup.size() + 1024) {}

  void attribute(std::string_view /*element*/, std::string_view name,
                 std::string_view value) override {
    if (done() || !holds_reference(name)) return;
    const std::string_view written = trimmed(value);
    if (!is_relative(written)) return;
    const std::string absolute = net::resolve_http(base_, text::with_references_decoded(written));
    if (absolute.empty()) return;
    const auto from = static_cast<std::size_t>(value.data() - in_.data());
    out_.append(in_.substr(copied_, from - copied_));
    append_attribute_value(absolute, out_);
    copied_ = from + value.size();
  }

  bool done() const override { return out_.size() > most_; }

  // The rewritten markup. Empty: nothing had to be changed.
  std::string take() {
    if (copied_ == 0) return {};
    out_.append(in_.substr(copied_));
    return std::move(out_);
  }

 private:
  std::string_view in_, base_;
  std::string out_;
  std::size_t copied_ = 0;
  std::size_t most_;  // bytes of output; once there are more, links stay relative
};

}  // namespace

std::string with_absolute_links(std::string markup, std::string_view base) {
  LinkRewriter rewriter(markup, base);
  text::walk_html_tags(markup, rewriter);
  std::string rewritten = rewriter.take();
  return rewritten.empty() ? std::move(markup) : std::move(rewritten);
}

}  // namespace newswatch::parse
