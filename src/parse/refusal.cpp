#include "parse/refusal.h"

#include <algorithm>

#include "parse/xml.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view start;
  std::string_view kind;
};

constexpr Magic kMagic[] = {{"\x89PNG\r\n"sv, "a PNG image"},
                            {"GIF8"sv, "a GIF image"},
                            {"\xFF\xD8\xFF"sv, "a JPEG image"},
                            {"\0\0\x01\0"sv, "an icon"},
                            {"\x1F\x8B"sv, "gzip data"},
                            {"PK\x03\x04"sv, "a ZIP archive"},
                            {"BZh9"sv, "bzip2 data"},
                            {"\xFD"
                             "7zXZ\0"sv,
                             "xz data"},
                            {"\x28\xB5\x2F\xFD"sv, "zstd data"},
                            {"%PDF-"sv, "a PDF"},
                            {"OggS"sv, "an Ogg file"},
                            {"ID3"sv, "an MP3 file"},
                            {"\x7F"
                             "ELF"sv,
                             "a program"}};

// The words between <title> and </title>.
std::string html_title(std::string_view text) {
  std::size_t from = text.find("<title");
  if (from == std::string_view::npos) from = text.find("<TITLE");
  if (from == std::string_view::npos) return {};
  from = text.find('>', from);
  if (from == std::string_view::npos) return {};
  const std::size_t to = std::min(text.find("</", from), text.size());
  return text::plain_text(text.substr(from + 1, std::min<std::size_t>(to - from - 1, 1000)), 120);
}

std::string html_page(std::string_view text) {
  const std::string title = html_title(text);
  std::string kind(kHtmlPage);
  if (!title.empty()) kind += ": title '" + text::printable(title) + "'";
  return kind;
}

// After the prolog, comments and white space.
bool is_html(std::string_view text) {
  for (text = trimmed(text); text.starts_with("<!--") || text.starts_with("<?");) {
    const std::string_view end = text.starts_with("<?") ? ">"sv : "-->"sv;
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) return false;
    text = trimmed(text.substr(at + end.size()));
  }
  return text::starts_in_any_case(text, "<!doctype html") ||
         text::starts_in_any_case(text, "<html");
}

bool is_html_element(std::string_view name) {
  for (const std::string_view known :
       {"html",   "head",     "body",  "title",   "meta",   "div",   "p",      "table",
        "center", "script",   "style", "font",    "span",   "h1",    "h2",     "h3",
        "br",     "b",        "a",     "form",    "iframe", "pre",   "strong", "hr",
        "img",    "noscript", "ul",    "section", "main",   "header"}) {
    if (equal_in_any_case(name, known)) return true;
  }
  return false;
}

// Every eighth byte or more is no part of a text, as far as one looks.
bool is_binary(std::string_view text) {
  text = text.substr(0, 256);
  std::size_t strange = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool is_control = c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\x1B';
    if (is_control || text.substr(i).starts_with("\uFFFD")) ++strange;
  }
  return strange * 8 >= text.size();
}

}  // namespace

std::string binary_kind(std::string_view bytes) {
  for (const Magic& magic : kMagic) {
    if (bytes.starts_with(magic.start)) return std::string(magic.kind);
  }
  if (bytes.starts_with("RIFF") && bytes.substr(0, 16).find("WEBP") == 8) return "a WebP image";
  return {};
}

std::string text_kind(std::string_view text) {
  if (is_html(text)) return html_page(text);
  if (is_binary(text)) return "binary data";
  return "plain text: " + text::quoted(text::shortened(text, 60));
}

std::string xml_kind(std::string_view root, std::string_view text) {
  if (is_html(text) || equal_in_any_case(root, "html")) return html_page(text);
  if (is_html_element(root)) {
    return html_title(text).empty() ? "a piece of an HTML page" : html_page(text);
  }
  if (equal_in_any_case(root, "opml")) return "an OPML list of feeds";
  if (root == "urlset" || root == "sitemapindex") return "a sitemap without news";
  if (root == "RDF") return "RDF without a channel";
  return "XML whose root element is " + text::quoted(text::shortened(root, 60));
}

}  // namespace newswatch::parse
