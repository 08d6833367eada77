#include "parse/refusal.h"

#include <optional>

#include "parse/xml.h"
#include "text/ascii.h"
#include "text/escape.h"
#include "text/html_walk.h"
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

std::string title_of(std::string_view page) {
  constexpr std::size_t kMostBytes = 120;
  return text::html_title(page, kMostBytes);
}

Refusal html_page(std::string_view text) {
  const std::string title = title_of(text);
  std::string what = "an HTML page";
  if (!title.empty()) what += ": title '" + text::printable(title) + "'";
  return {what, true};
}

// Finds out whether a document begins as HTML does, with its DOCTYPE or <html>. Comments and
// instructions may come before.
class Beginning final : public text::HtmlEvents {
 public:
  void declaration(std::string_view content) override {
    decide(text::starts_in_any_case(content, "doctype html"));
  }
  void start(std::string_view element) override { decide(element == "html"); }
  void end(std::string_view /*element*/) override { decide(false); }
  void text(std::string_view utf8) override {
    if (!trimmed(utf8).empty()) decide(false);
  }
  bool done() const override { return is_html_.has_value(); }
  bool is_html() const { return is_html_.value_or(false); }

 private:
  void decide(bool is_html) {
    if (!is_html_) is_html_ = is_html;
  }

  std::optional<bool> is_html_;
};

bool is_html(std::string_view text) {
  Beginning beginning;
  text::walk_html(text, beginning);
  return beginning.is_html();
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

// Whether at least every eighth byte of the beginning is not part of any text.
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

Refusal refuse_binary(std::string_view bytes) {
  for (const Magic& magic : kMagic) {
    if (bytes.starts_with(magic.start)) return {std::string(magic.kind)};
  }
  if (bytes.starts_with("RIFF") && bytes.substr(0, 16).find("WEBP") == 8) return {"a WebP image"};
  return {};
}

Refusal refuse_text(std::string_view text) {
  if (is_html(text)) return html_page(text);
  if (is_binary(text)) return {"binary data"};
  return {"plain text: " + text::quoted(text::shortened(text, 60))};
}

Refusal refuse_root(std::string_view root, std::string_view text) {
  if (is_html(text) || equal_in_any_case(root, "html")) return html_page(text);
  if (is_html_element(root)) {
    if (title_of(text).empty()) return {"a piece of an HTML page", true};
    return html_page(text);
  }
  if (equal_in_any_case(root, "opml")) return {"an OPML list of feeds"};
  if (root == "urlset" || root == "sitemapindex") return {"a sitemap without news"};
  if (root == "RDF") return {"RDF without a channel"};
  return {"XML whose root element is " + text::quoted(text::shortened(root, 60))};
}

}  // namespace newswatch::parse
