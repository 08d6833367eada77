#include "text/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "text/ascii.h"
#include "text/html_names.h"

namespace newswatch::text {
namespace {

// What the table says of a name.
struct Entry {
  char32_t code = 0, second = 0;
  bool needs_end = true;  // it counts only with ';'
};

// Where the names stand in the table, in its order.
struct NamePlace {
  std::uint16_t at = 0, size = 0;

  std::string_view name() const { return kHtmlNames.substr(at, size); }
};

std::vector<NamePlace> find_places() {
  std::vector<NamePlace> places;
  std::size_t at = 0;
  while (at < kHtmlNames.size()) {
    const std::size_t sign = kHtmlNames.find_first_of("=~", at);
    places.push_back({static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(sign - at)});
    at = std::min(kHtmlNames.find_first_of(" \n", sign), kHtmlNames.size()) + 1;
  }
  return places;
}

Entry read_entry(const NamePlace& place) {
  Entry entry;
  const char* const end = kHtmlNames.data() + kHtmlNames.size();
  const char* const sign = kHtmlNames.data() + place.at + place.size;
  entry.needs_end = *sign == '=';
  std::uint32_t code = 0, second = 0;
  const char* const behind = std::from_chars(sign + 1, end, code, 16).ptr;
  if (behind != end && *behind == '+') std::from_chars(behind + 1, end, second, 16);
  entry.code = code;
  entry.second = second;
  return entry;
}

std::optional<Entry> find_name(std::string_view name) {
  static const std::vector<NamePlace> kPlaces = find_places();
  const auto found =
      std::lower_bound(kPlaces.begin(), kPlaces.end(), name,
                       [](const NamePlace& place, std::string_view n) { return place.name() < n; });
  if (found == kPlaces.end() || found->name() != name) return std::nullopt;
  return read_entry(*found);
}

// No name of the table is longer.
constexpr std::size_t kLongestName = 31;

bool is_alphanumeric(char c) { return is_ascii_letter(c) || is_digit(c); }

bool is_high_surrogate(char32_t code) { return code >= 0xD800 && code <= 0xDBFF; }
bool is_low_surrogate(char32_t code) { return code >= 0xDC00 && code <= 0xDFFF; }

// "&#233;", "&#xE9", and whether it has its ';'.
struct Number {
  CharacterReference reference;
  bool ended = false;
};

Number number_reference(std::string_view text) {
  if (!text.starts_with("&#")) return {};
  const bool hex = text.size() > 2 && ascii_lower(text[2]) == 'x';
  const std::size_t from = hex ? 3 : 2;
  std::size_t at = from;
  char32_t code = 0;
  for (; at < text.size(); ++at) {
    const int digit = hex_digit(text[at]);
    if (digit < 0 || (digit > 9 && !hex)) break;
    code = std::min<char32_t>(code * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  if (at == from) return {};
  const bool ended = at < text.size() && text[at] == ';';
  return {{code, 0, at + (ended ? 1 : 0)}, ended};
}

// Joins two references to surrogates, as programs write that know UTF-16 only.
CharacterReference with_low_surrogate(std::string_view text, CharacterReference high) {
  if (!is_high_surrogate(high.code)) return high;
  const Number low = number_reference(text.substr(high.length));
  if (!low.ended || !is_low_surrogate(low.reference.code)) return high;
  const char32_t code = 0x10000 + ((high.code - 0xD800) << 10) + (low.reference.code - 0xDC00);
  return {code, 0, high.length + low.reference.length};
}

// Whether the text begins as the name of a letter of Latin-1 with an accent does: "eacute",
// "szlig".
bool may_be_accented(std::string_view run) {
  constexpr std::string_view kSecond = "uml acu gra cir til rin ced sla zli Eli eli";
  return run.size() > 4 && kSecond.find(run.substr(1, 3)) != std::string_view::npos;
}

bool is_accented_letter(char32_t code) { return code >= 0xC0 && code <= 0xFF; }

// The reference by a name that has no ';'. `run`: the letters and digits behind '&'.
CharacterReference name_without_end(std::string_view text, std::string_view run,
                                    ReferencePlace place) {
  constexpr std::size_t kLongestLegacy = 6;
  const char next = text.size() > run.size() + 1 ? text[run.size() + 1] : '\0';
  if (run.size() > 1 && run.size() <= kLongestLegacy && next != '=') {
    const auto whole = find_name(run);
    if (whole && !whole->needs_end) return {whole->code, 0, run.size() + 1};
  }
  if (place == ReferencePlace::kAttribute || !may_be_accented(run)) return {};
  for (std::size_t size = std::min(run.size(), kLongestLegacy); size > 3; --size) {
    const auto found = find_name(run.substr(0, size));
    if (found && !found->needs_end && is_accented_letter(found->code)) {
      return {found->code, 0, size + 1};
    }
  }
  return {};
}

// The characters of bytes 0x80..0x9F in windows-1252 (WHATWG encoding standard). 0: none.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

}  // namespace

char32_t without_c1(char32_t code) {
  if (code < 0x80 || code > 0x9F) return code;
  const char32_t mapped = kWindows1252[code - 0x80];
  return mapped != 0 ? mapped : 0xFFFD;
}

void append_utf8(std::string& out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

void append_reference(std::string& out, const CharacterReference& reference) {
  append_utf8(out, without_c1(reference.code));
  if (reference.second != 0) append_utf8(out, reference.second);
}

CharacterReference character_reference(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  const std::string_view window = text.substr(0, kLongest);
  if (window.starts_with("&#")) {
    const Number number = number_reference(window);
    if (!number.ended) return {};
    return with_low_surrogate(text.substr(0, 2 * kLongest), number.reference);
  }
  const std::size_t semicolon = window.find(';');
  if (semicolon == std::string_view::npos || semicolon < 2 || text[0] != '&') return {};
  const auto entry = find_name(text.substr(1, semicolon - 1));
  return entry ? CharacterReference{entry->code, entry->second, semicolon + 1}
               : CharacterReference{};
}

CharacterReference lenient_reference(std::string_view text, ReferencePlace place) {
  constexpr std::size_t kLongest = 40;
  if (const auto reference = character_reference(text); reference.length > 0) return reference;
  if (text.size() < 2 || text[0] != '&') return {};
  if (text[1] == '#') {
    const CharacterReference number = number_reference(text.substr(0, kLongest)).reference;
    const bool cut = number.length == kLongest || number.code < ' ';
    return cut ? CharacterReference{} : number;
  }
  std::size_t end = 1;
  while (end < text.size() && end <= kLongestName && is_alphanumeric(text[end])) ++end;
  return name_without_end(text, text.substr(1, end - 1), place);
}

std::string with_references_decoded(std::string_view value) {
  std::string out;
  while (!value.empty()) {
    const CharacterReference reference = value[0] == '&'
                                             ? lenient_reference(value, ReferencePlace::kAttribute)
                                             : CharacterReference{};
    if (reference.length > 0) {
      append_reference(out, reference);
    } else {
      out += value[0];
    }
    value.remove_prefix(std::max<std::size_t>(reference.length, 1));
  }
  return out;
}

}  // namespace newswatch::text
