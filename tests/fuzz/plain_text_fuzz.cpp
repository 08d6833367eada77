// Any bytes as HTML. The first byte is the limit where it is not 0.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/demand.h"
#include "text/escape.h"
#include "text/html_anchors.h"
#include "text/plain_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace newswatch;
  if (size == 0) return 0;
  const std::string_view html(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = text::plain_text(html);
  fuzz::demand(text::is_valid_utf8(whole), "the text is UTF-8");
  fuzz::demand(whole.size() <= 3 * html.size(), "the text is no longer than its bytes allow");
  fuzz::demand(whole.find("  ") == std::string::npos, "no two spaces");
  fuzz::demand(!whole.starts_with(' ') && !whole.ends_with(' '), "no spaces around it");
  for (const char c : whole) {
    fuzz::demand(static_cast<unsigned char>(c) >= ' ' && c != 0x7F, "no control characters");
  }
  const std::size_t limit = data[0];
  const std::string cut = text::plain_text(html, limit);
  fuzz::demand(cut.size() <= limit, "the limit holds");
  fuzz::demand(whole.starts_with(cut), "a limited text is the whole one's beginning");
  fuzz::demand(text::is_valid_utf8(cut), "it is cut at a character");
  for (const text::Anchor& anchor : text::html_anchors(html, 8)) {
    fuzz::demand(text::is_valid_utf8(anchor.href) && text::is_valid_utf8(anchor.words),
                 "an anchor is UTF-8");
  }
  return 0;
}
