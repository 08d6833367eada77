#include "text/normalize.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "text/ascii.h"

namespace newswatch::text {
namespace {

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// The ASCII character for an apostrophe, quotation mark or dash of other Unicode blocks. 0: `c` is
// none of them.
char ascii_form(UChar32 c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x02bc:
    case 0x2032:
    case 0x00b4:
    case 0x0060:
      return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2033:
    case 0x00ab:
    case 0x00bb:
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return '-';
    default:
      return 0;
  }
}

// Drops the combining accents of Latin, Greek and Cyrillic. Marks of other scripts, such as the
// vowel signs of Devanagari, are part of the word and stay.
void append_without_accents(std::string_view text, std::string& out) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(s, i, size, c);
    if (c < 0) {
      out += "\xef\xbf\xbd";
    } else if (c >= 0x300 && c <= 0x36f) {
      continue;
    } else if (const char ascii = ascii_form(c)) {
      out += ascii;
    } else {
      out += text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
}

bool is_word(UChar32 c) {
  if (c < 0x80) {
    return is_ascii_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  }
  constexpr std::uint32_t kWord = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
  return c >= 0 && (U_MASK(u_charType(c)) & kWord) != 0;
}

}  // namespace

std::string fold_case(std::string_view text) {
  if (is_ascii(text)) {
    std::string out = ascii_lower(text);
    std::replace(out.begin(), out.end(), '`', '\'');
    return out;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  std::string folded, decomposed, bare, out;
  icu::StringByteSink<std::string> fold_sink(&folded), nfkd_sink(&decomposed), nfc_sink(&out);
  const auto piece = [](std::string_view s) {
    return icu::StringPiece(s.data(), static_cast<std::int32_t>(s.size()));
  };
  // Decompose, fold case, drop accents, compose.
  if (U_SUCCESS(error)) nfkd->normalizeUTF8(0, piece(text), nfkd_sink, nullptr, error);
  if (U_SUCCESS(error)) {
    icu::CaseMap::utf8Fold(0, piece(decomposed), fold_sink, nullptr, error);
  }
  append_without_accents(folded, bare);
  if (U_SUCCESS(error)) nfc->normalizeUTF8(0, piece(bare), nfc_sink, nullptr, error);
  if (U_FAILURE(error)) {  // only when memory runs out
    out = ascii_lower(text);
  }
  return out;
}

std::vector<std::string_view> words(std::string_view folded) {
  std::vector<std::string_view> out;
  const auto* s = reinterpret_cast<const std::uint8_t*>(folded.data());
  const auto size = static_cast<std::int32_t>(folded.size());
  std::int32_t i = 0;
  while (i < size) {
    UChar32 c = 0;
    const std::int32_t start = i;
    U8_NEXT(s, i, size, c);
    if (!is_word(c)) continue;
    std::int32_t end = i;
    while (i < size) {
      U8_NEXT(s, i, size, c);
      if (!is_word(c)) break;
      end = i;
    }
    const std::string_view word =
        folded.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
    const bool possessive = word == "s" && start > 0 &&
                            folded[static_cast<std::size_t>(start) - 1] == '\'' && !out.empty() &&
                            out.back().data() + out.back().size() + 1 == word.data();
    if (!possessive) out.push_back(word);
  }
  return out;
}

std::string normalized_title(std::string_view title) {
  const std::string folded = fold_case(title);
  std::string out;
  out.reserve(folded.size());
  for (const std::string_view word : words(folded)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace newswatch::text
