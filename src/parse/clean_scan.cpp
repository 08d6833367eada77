#include "parse/clean_scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "parse/element_names.h"
#include "parse/markup_size.h"
#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

constexpr std::string_view kCdataStart = "<![CDATA[";

// Whether there are control characters, U+0080..9F in UTF-8 included. It has no branches, so that
// the compiler uses vector instructions.
bool has_controls(std::string_view text) {
  constexpr std::size_t kBlock = 64;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto suspect = [bytes](std::size_t i) {
    const std::uint8_t c = bytes[i], next = bytes[i + 1];
    const auto control = static_cast<std::uint8_t>(
        (c < 0x20) & static_cast<std::uint8_t>(c != '\t') & static_cast<std::uint8_t>(c != '\n') &
        static_cast<std::uint8_t>(c != '\r'));
    const auto c1 = static_cast<std::uint8_t>((c == 0xC2) & (next < 0xA0));
    return static_cast<std::uint8_t>(control | c1);
  };
  std::size_t i = 0;
  // The last byte has no next one and is looked at by itself.
  for (; i + kBlock < text.size(); i += kBlock) {
    std::uint8_t found = 0;
    for (std::size_t k = 0; k < kBlock; ++k) {
      found = static_cast<std::uint8_t>(found | suspect(i + k));
    }
    if (found != 0) return true;
  }
  for (; i + 1 < text.size(); ++i) {
    if (suspect(i) != 0) return true;
  }
  return i < text.size() && bytes[i] < 0x20 && kXmlSpace.find(text[i]) == std::string_view::npos;
}

bool is_clean_reference(std::string_view text) {
  if (text.starts_with("&lt;") || text.starts_with("&gt;") || text.starts_with("&amp;") ||
      text.starts_with("&quot;") || text.starts_with("&apos;")) {
    return true;
  }
  if (!text.starts_with("&#")) return false;
  // The XML parser decodes numbers itself, but it would keep U+0080..9F.
  const auto reference = text::character_reference(text);
  if (reference.length == 0) return false;
  if (text.find(';') + 1 != reference.length) return false;  // a pair of surrogates
  const char32_t code = reference.code;
  const bool ascii = (code >= 0x20 && code < 0x80) || code == '\t' || code == '\n' || code == '\r';
  return ascii || (code >= 0xA0 && code < 0xD800) ||
         (code >= 0xE000 && code <= 0x10FFFF && (code & 0xFFFE) != 0xFFFE);
}

// The text must hold no CDATA section.
bool has_clean_references(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    if (!is_clean_reference(text.substr(at))) return false;
  }
  return true;
}

// Where the next CDATA section from `from` on begins. It searches for '[', which is rarer than '<'.
std::size_t find_cdata(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('[', from); at != std::string_view::npos;
       at = text.find('[', at + 1)) {
    if (at >= from + 2 && text.substr(at - 2).starts_with(kCdataStart)) return at - 2;
  }
  return std::string_view::npos;
}

// Whether there is a DOCTYPE with an internal subset before the root.
bool has_internal_subset(std::string_view text) {
  const std::size_t at = text.substr(0, 4096).find("<!DOCTYPE");
  const std::size_t lower = text.substr(0, 4096).find("<!doctype");
  const std::size_t start = std::min(at, lower);
  if (start == std::string_view::npos) return false;
  const std::string_view declaration = text.substr(start);
  return declaration.substr(0, declaration.find('>')).find('[') != std::string_view::npos;
}

}  // namespace

bool is_clean(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kXmlSpace);
  if (first == std::string_view::npos || text[first] != '<' || has_controls(text) ||
      has_internal_subset(text)) {
    return false;
  }
  std::size_t from = first;
  while (from < text.size()) {
    const std::size_t cdata = std::min(find_cdata(text, from), text.size());
    if (!has_clean_references(text.substr(from, cdata - from))) return false;
    if (cdata == text.size()) break;
    const std::size_t end = text.find("]]>", cdata + kCdataStart.size());
    if (end == std::string_view::npos) return false;
    // A section inside a section means that the first may have lost its end.
    if (find_cdata(text.substr(0, end), cdata + kCdataStart.size()) != std::string_view::npos) {
      return false;
    }
    from = end + 3;
  }
  return fits_parser(text);
}

}  // namespace newswatch::parse
