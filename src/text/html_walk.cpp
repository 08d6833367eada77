#include "text/html_walk.h"

#include <libxml/parser.h>

#include <algorithm>
#include <memory>
#include <string>

namespace newswatch::text {
namespace {

constexpr std::string_view kRoot = "<newswatch-root>";
constexpr std::size_t kMaxHtml = std::size_t{1} << 28;  // libxml2 counts in int

}  // namespace

void walk_html(std::string_view html, htmlSAXHandler& sax, void* user, xmlParserCtxtPtr& parser) {
  [[maybe_unused]] static const bool kReady = (xmlInitParser(), true);
  html = html.substr(0, kMaxHtml);
  std::string without_nul;
  if (html.find('\0') != std::string_view::npos) {
    without_nul = html;
    std::erase(without_nul, '\0');
    html = without_nul;
  }
  const std::unique_ptr<xmlParserCtxt, decltype(&htmlFreeParserCtxt)> owner(
      htmlCreatePushParserCtxt(&sax, user, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8),
      &htmlFreeParserCtxt);
  if (!owner) return;
  htmlCtxtUseOptions(owner.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED);
  parser = owner.get();
  // The parser stops after one root element, so there is one around everything, of a name that no
  // end tag in the text can close.
  htmlParseChunk(owner.get(), kRoot.data(), static_cast<int>(kRoot.size()), 0);
  htmlParseChunk(owner.get(), html.data(), static_cast<int>(html.size()), 1);
  parser = nullptr;
}

}  // namespace newswatch::text
