#include "text/plain_text.h"

#include <algorithm>
#include <array>

#include "text/escape.h"
#include "text/html_entities.h"
#include "text/html_walk.h"

namespace newswatch::text {
namespace {

// Elements that a reader sees as a break between words (sorted).
constexpr std::array<std::string_view, 43> kBreaking = {
    "address", "article", "aside",  "blockquote", "body",   "br",      "caption",  "center",
    "dd",      "dir",     "div",    "dl",         "dt",     "embed",   "fieldset", "figcaption",
    "figure",  "footer",  "form",   "h1",         "h2",     "h3",      "h4",       "h5",
    "h6",      "head",    "header", "hr",         "iframe", "li",      "main",     "menu",
    "nav",     "object",  "ol",     "p",          "pre",    "section", "table",    "td",
    "th",      "tr",      "ul"};

// Elements whose content is not shown.
constexpr std::array<std::string_view, 3> kHidden = {"noscript", "script", "style"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Collects words with single spaces between them.
struct Collector {
  std::string out;
  std::size_t max_bytes = 0;
  bool pending_space = false;
  bool full = false;
  int hidden = 0;
  xmlParserCtxtPtr parser = nullptr;

  void space() { pending_space = true; }

  void append(std::string_view character) {
    if (full) return;
    const bool space_first = pending_space && !out.empty();
    if (out.size() + (space_first ? 1 : 0) + character.size() > max_bytes) {
      full = true;
      if (parser != nullptr) xmlStopParser(parser);
      return;
    }
    if (space_first) out += ' ';
    pending_space = false;
    out += character;
  }

  // Valid UTF-8 in; white space is ASCII's and U+00A0.
  void text(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size() && !full;) {
      const auto byte = static_cast<unsigned char>(utf8[i]);
      if (byte <= ' ' || byte == 0x7F) {
        space();
        ++i;
        continue;
      }
      const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      const std::string_view character = utf8.substr(i, length);
      i += length;
      if (character == "\xC2\xA0") {
        space();
      } else if (byte == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0) {
        std::string mapped;
        append_utf8(mapped, without_c1(static_cast<unsigned char>(character[1])));
        append(mapped);
      } else {
        append(character);
      }
    }
  }
};

std::string_view view(const xmlChar* name) { return reinterpret_cast<const char*>(name); }

void on_start(void* user, const xmlChar* name, const xmlChar** /*attributes*/) {
  auto& collector = *static_cast<Collector*>(user);
  if (contains(kHidden, view(name))) ++collector.hidden;
  if (contains(kBreaking, view(name))) collector.space();
}

void on_end(void* user, const xmlChar* name) {
  auto& collector = *static_cast<Collector*>(user);
  if (collector.hidden > 0 && contains(kHidden, view(name))) --collector.hidden;
  if (contains(kBreaking, view(name))) collector.space();
}

void on_text(void* user, const xmlChar* bytes, int length) {
  auto& collector = *static_cast<Collector*>(user);
  if (collector.hidden > 0) return;
  collector.text({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
}

// Text with references but without tags.
void decode_references(std::string_view text, Collector& collector) {
  while (!text.empty() && !collector.full) {
    const std::size_t ampersand = std::min(text.find('&'), text.size());
    collector.text(text.substr(0, ampersand));
    text.remove_prefix(ampersand);
    if (text.empty()) return;
    const CharacterReference reference = character_reference(text);
    std::string character = "&";
    if (reference.length > 0) {
      character.clear();
      append_utf8(character, without_c1(reference.code));
    }
    collector.text(character);
    text.remove_prefix(std::max<std::size_t>(reference.length, 1));
  }
}

void parse_html(std::string_view html, Collector& collector) {
  htmlSAXHandler sax{};
  sax.startElement = on_start;
  sax.endElement = on_end;
  sax.characters = on_text;
  sax.ignorableWhitespace = on_text;
  walk_html(html, sax, &collector, collector.parser);
}

}  // namespace

std::string plain_text(std::string_view html, std::size_t max_bytes) {
  std::string repaired;
  if (!is_valid_utf8(html)) {
    repaired = valid_utf8(html);
    html = repaired;
  }
  Collector collector;
  collector.max_bytes = max_bytes;
  if (html.find('<') != std::string_view::npos) {
    parse_html(html, collector);
  } else if (html.find('&') != std::string_view::npos) {
    decode_references(html, collector);
  } else {
    collector.text(html);
  }
  return std::move(collector.out);
}

}  // namespace newswatch::text
