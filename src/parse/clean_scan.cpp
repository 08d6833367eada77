#include "parse/clean_scan.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "text/html_entities.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view kCdata = "<![CDATA[";
constexpr std::string_view kSpaces = " \t\r\n";

enum Suspect : unsigned char { kFine, kControl, kMarkup, kReference, kLead };

constexpr std::array<unsigned char, 256> suspects() {
  std::array<unsigned char, 256> table{};
  for (unsigned c = 0; c < 0x20; ++c) table[c] = kControl;
  table['\t'] = table['\n'] = table['\r'] = kFine;
  table['<'] = kMarkup;
  table['&'] = kReference;
  table[0xC2] = kLead;
  return table;
}
constexpr auto kSuspects = suspects();

bool is_clean_reference(std::string_view text) {
  const auto reference = text::character_reference(text);
  if (reference.length == 0) return false;
  if (text[1] == '#') {
    // The XML parser decodes it by itself, but U+0080..9F it would keep.
    const char32_t code = reference.code;
    const bool ascii =
        (code >= 0x20 && code < 0x80) || code == '\t' || code == '\n' || code == '\r';
    return ascii || (code >= 0xA0 && code < 0xD800) || (code >= 0xE000 && code <= 0x10FFFF);
  }
  return reference.code == '&' || reference.code == '<' || reference.code == '>' ||
         reference.code == '"' || reference.code == '\'';
}

// Eight bytes of plain ASCII from the space upwards: none of them can be suspect in CDATA.
bool is_plain_word(const char* bytes) {
  constexpr std::uint64_t kHigh = 0x8080808080808080, kSpace = 0x2020202020202020;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return ((word | (word - kSpace)) & kHigh) == 0;
}

bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && is_plain_word(text.data() + i)) {
      i += 8;
      continue;
    }
    const unsigned char kind = kSuspects[static_cast<unsigned char>(text[i++])];
    if (kind == kControl) return true;
    if (kind == kLead && i < text.size() && static_cast<unsigned char>(text[i]) < 0xA0) return true;
  }
  return false;
}

}  // namespace

bool is_clean(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == npos || text[first] != '<') return false;
  for (std::size_t i = first; i < text.size(); ++i) {
    const unsigned char kind = kSuspects[static_cast<unsigned char>(text[i])];
    if (kind == kFine) [[likely]] {
      continue;
    }
    const std::string_view rest = text.substr(i);
    if (kind == kControl) return false;
    if (kind == kLead && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0) {
      return false;
    }
    if (kind == kReference && !is_clean_reference(rest)) return false;
    if (kind != kMarkup) continue;
    if (rest.starts_with(kCdata)) {
      const std::size_t end = rest.find("]]>", kCdata.size());
      if (end == npos || has_controls(rest.substr(0, end))) return false;
      i += end + 2;
    } else if (rest.starts_with("<!DOCTYPE") || rest.starts_with("<!doctype")) {
      if (rest.substr(0, rest.find('>')).find('[') != npos) return false;
    }
  }
  return true;
}

}  // namespace newswatch::parse
