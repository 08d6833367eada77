// HTML as a run of events: the one scanner of HTML, for all who read it.
//
// The tokens are those of the HTML standard (WHATWG, 13.2.5) as far as feeds and pages of strangers
// need them: tags, attributes, character references, comments, DOCTYPE, and the raw text of
// <script> and <style>. No tree is built. Faults of the markup are not reported, for most HTML has
// some. Linear in time, memory bounded. Pure; any thread.
#pragma once

#include <string_view>

namespace newswatch::text {

// What a reader can hear of. Views of element names and of text last for the call; those of
// attributes point into the HTML. Element names are in lower case, and cut after 16 bytes.
class HtmlEvents {
 public:
  // An attribute of a start tag, before the start() of its element. The value is as it stands in
  // the tag, without its quotes: references are not decoded (text/html_entities.h does it).
  virtual void attribute(std::string_view /*element*/, std::string_view /*name*/,
                         std::string_view /*value*/) {}
  // A start tag that has its '>'. An element that is empty by nature or by "/>" has no end().
  virtual void start(std::string_view /*element*/) {}
  virtual void end(std::string_view /*element*/) {}
  // A piece of text with its references decoded; also what stands in <script> and <style>.
  virtual void text(std::string_view /*utf8*/) {}
  // What stands between "<!" and ">" outside of comments: "DOCTYPE html".
  virtual void declaration(std::string_view /*content*/) {}
  // Asked after each event. Once it is true, the walk ends.
  virtual bool done() const { return false; }

 protected:
  ~HtmlEvents() = default;
};

// `html` is valid UTF-8.
void walk_html(std::string_view html, HtmlEvents& events);

// The same without text(): quicker where only the tags count.
void walk_html_tags(std::string_view html, HtmlEvents& events);

}  // namespace newswatch::text
