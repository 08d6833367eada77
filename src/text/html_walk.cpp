#include "text/html_walk.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <memory>
#include <string>

namespace newswatch::text {
namespace {

constexpr std::string_view kRoot = "<newswatch-root>";
constexpr std::size_t kMaxHtml = std::size_t{1} << 28;  // libxml2 counts in int

struct Walk {
  HtmlEvents& events;
  xmlParserCtxtPtr parser = nullptr;
  bool stopped = false;

  // The parser still closes open elements after it was stopped: the events have heard enough.
  void stop_when_done() {
    if (!events.done()) return;
    stopped = true;
    xmlStopParser(parser);
  }
};

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

std::string_view href_of(const xmlChar** attributes) {
  for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
    if (attributes[1] != nullptr && view(attributes[0]) == "href") return view(attributes[1]);
  }
  return {};
}

void on_start(void* user, const xmlChar* name, const xmlChar** attributes) {
  auto& walk = *static_cast<Walk*>(user);
  if (walk.stopped) return;
  const std::string_view element = view(name);
  walk.events.start(element, element == "a" ? href_of(attributes) : std::string_view());
  walk.stop_when_done();
}

void on_end(void* user, const xmlChar* name) {
  auto& walk = *static_cast<Walk*>(user);
  if (walk.stopped) return;
  walk.events.end(view(name));
  walk.stop_when_done();
}

void on_text(void* user, const xmlChar* bytes, int length) {
  auto& walk = *static_cast<Walk*>(user);
  if (walk.stopped) return;
  walk.events.text({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
  walk.stop_when_done();
}

}  // namespace

void walk_html(std::string_view html, HtmlEvents& events) {
  [[maybe_unused]] static const bool kReady = (xmlInitParser(), true);
  html = html.substr(0, kMaxHtml);
  std::string without_nul;
  if (html.find('\0') != std::string_view::npos) {
    without_nul = html;
    std::erase(without_nul, '\0');
    html = without_nul;
  }
  htmlSAXHandler sax{};
  sax.startElement = on_start;
  sax.endElement = on_end;
  sax.characters = on_text;
  sax.ignorableWhitespace = on_text;
  Walk walk{events};
  const std::unique_ptr<xmlParserCtxt, decltype(&htmlFreeParserCtxt)> owner(
      htmlCreatePushParserCtxt(&sax, &walk, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8),
      &htmlFreeParserCtxt);
  if (!owner) return;
  htmlCtxtUseOptions(owner.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED);
  walk.parser = owner.get();
  // The parser stops after one root element, so there is one around everything, of a name that no
  // end tag in the text can close.
  htmlParseChunk(owner.get(), kRoot.data(), static_cast<int>(kRoot.size()), 0);
  htmlParseChunk(owner.get(), html.data(), static_cast<int>(html.size()), 1);
}

}  // namespace newswatch::text
