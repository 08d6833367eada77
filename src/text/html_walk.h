// An HTML text as a run of events, set up once for all who read HTML here. Internal to text/;
// libxml2's event parser stands behind it, in the .cpp file only.
//
// Linear in time, no tree in memory. Errors of the markup are not reported: HTML of strangers has
// no other kind.
#pragma once

#include <string_view>

namespace newswatch::text {

// What a reader wants to hear. The views last for the call. An element is named in lower case.
class HtmlEvents {
 public:
  // `href` is that of an <a>, references decoded; empty for any other element.
  virtual void start(std::string_view element, std::string_view href) = 0;
  virtual void end(std::string_view element) = 0;
  // A piece of text, references decoded; also what stands in <script> and <style>.
  virtual void text(std::string_view utf8) = 0;
  // Asked after each event; once it is true, the walk ends and no other event comes.
  virtual bool done() const = 0;

 protected:
  ~HtmlEvents() = default;
};

// `html` is valid UTF-8; beyond 256 MiB it is not read. A NUL in it is passed over.
void walk_html(std::string_view html, HtmlEvents& events);

}  // namespace newswatch::text
