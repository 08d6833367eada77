#include "text/html_anchors.h"

#include <libxml/parser.h>

#include "text/escape.h"
#include "text/html_walk.h"

namespace newswatch::text {
namespace {

constexpr std::size_t kHrefBytes = 4000;
constexpr std::size_t kWordsBytes = 500;

struct AnchorList {
  std::vector<Anchor> anchors;
  std::size_t max = 0;
  bool inside = false;  // of the last one
  xmlParserCtxtPtr parser = nullptr;
};

std::string_view text_of(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

std::string_view href_of(const xmlChar** attributes) {
  for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
    if (text_of(attributes[0]) != "href" || attributes[1] == nullptr) continue;
    std::string_view href = text_of(attributes[1]);
    while (!href.empty() && static_cast<unsigned char>(href.front()) <= ' ') href.remove_prefix(1);
    while (!href.empty() && static_cast<unsigned char>(href.back()) <= ' ') href.remove_suffix(1);
    return href;
  }
  return {};
}

void on_anchor_start(void* user, const xmlChar* name, const xmlChar** attributes) {
  if (text_of(name) != "a") return;
  auto& list = *static_cast<AnchorList*>(user);
  const std::string_view href = href_of(attributes);
  list.inside = !href.empty() && href.size() <= kHrefBytes;
  if (!list.inside) return;
  if (list.anchors.size() == list.max) {
    list.inside = false;
    if (list.parser != nullptr) xmlStopParser(list.parser);
    return;
  }
  list.anchors.push_back({std::string(href), {}});
}

void on_anchor_end(void* user, const xmlChar* name) {
  if (text_of(name) == "a") static_cast<AnchorList*>(user)->inside = false;
}

void on_anchor_text(void* user, const xmlChar* bytes, int length) {
  auto& list = *static_cast<AnchorList*>(user);
  if (!list.inside) return;
  std::string& words = list.anchors.back().words;
  for (int i = 0; i < length; ++i) {
    if (words.size() >= kWordsBytes) return;
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte > ' ') {
      words += static_cast<char>(byte);
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
}

}  // namespace

std::vector<Anchor> html_anchors(std::string_view html, std::size_t max) {
  if (html.find('<') == std::string_view::npos) return {};
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  htmlSAXHandler sax{};
  sax.startElement = on_anchor_start;
  sax.endElement = on_anchor_end;
  sax.characters = on_anchor_text;
  sax.ignorableWhitespace = on_anchor_text;
  AnchorList list;
  list.max = max;
  walk_html(html, sax, &list, list.parser);
  for (Anchor& anchor : list.anchors) {
    if (anchor.words.ends_with(' ')) anchor.words.pop_back();
    anchor.words = valid_utf8(anchor.words);  // it may be cut inside a character
    anchor.href = valid_utf8(anchor.href);
  }
  return std::move(list.anchors);
}

}  // namespace newswatch::text
