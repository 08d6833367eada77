// An HTML text as a run of events, for all who read HTML here. Internal to text/.
//
// The tokens are those of the HTML standard (WHATWG, 13.2.5) as far as text needs them: tags,
// references, comments, and the raw text of <script> and <style>; no tree is built. Linear in time,
// no memory. Errors of the markup are not reported: HTML of strangers has no other kind.
#pragma once

#include <string_view>

namespace newswatch::text {

// What a reader wants to hear. The views last for the call. An element is named in lower case.
class HtmlEvents {
 public:
  // `href` is that of an <a>, references decoded; empty for any other element. An element that is
  // empty by nature or by "/>" has no end.
  virtual void start(std::string_view element, std::string_view href) = 0;
  // Those of an <a>, <link> or <base>, before its start(); the value as it stands there.
  virtual void attribute(std::string_view /*name*/, std::string_view /*value*/) {}
  virtual void end(std::string_view element) = 0;
  // A piece of text, references decoded; also what stands in <script> and <style>.
  virtual void text(std::string_view utf8) = 0;
  // Asked after each event; once it is true, the walk ends and no other event comes.
  virtual bool done() const = 0;

 protected:
  ~HtmlEvents() = default;
};

// `html` is valid UTF-8.
void walk_html(std::string_view html, HtmlEvents& events);

}  // namespace newswatch::text
