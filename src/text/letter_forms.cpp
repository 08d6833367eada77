#include "text/letter_forms.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "text/ascii.h"
#include "text/normalize.h"

namespace newswatch::text {
namespace {

// Calls see(c, bytes) for each character; c < 0: bytes that are no UTF-8.
template <class See>
void for_each_character(std::string_view text, const See& see) {
  const auto* s = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(s, i, size, c);
    see(c, text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
  }
}

bool is_ignorable(UChar32 c) {
  if (c < 0x300) return c == 0xad;
  // Letters of the largest blocks, without a look into ICU's tables.
  if (c <= 0x61b || (c >= 0x3165 && c < 0xfe00)) return c == 0x34f;
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// The ASCII character for an apostrophe, quotation mark or dash of other Unicode blocks. 0: `c` is
// none of them.
char ascii_form(UChar32 c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x02bb:
    case 0x02bc:
    case 0x2032:
    case 0x00b4:
    case 0x0060:
    case 0x05f3:
      return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2033:
    case 0x00ab:
    case 0x00bb:
    case 0x05f4:
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

enum class SignUse { kKeep, kSpace, kWord };

// What becomes of a sign that compatibility decomposition makes letters or digits of.
SignUse use_of(UChar32 c) {
  if (c == 0xaa || c == 0xba) return SignUse::kSpace;  // ordinal indicators
  const auto category = u_charType(c);
  if (category != U_OTHER_NUMBER && category != U_OTHER_SYMBOL && category != U_CURRENCY_SYMBOL) {
    return SignUse::kKeep;
  }
  const auto form = u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE);
  if (category == U_OTHER_NUMBER) {
    if (form == U_DT_SUB || form == U_DT_FRACTION) return SignUse::kKeep;  // H₂O, 2½
    UErrorCode error = U_ZERO_ERROR;
    return uscript_getScript(c, &error) == USCRIPT_COMMON ? SignUse::kSpace : SignUse::kKeep;
  }
  if (form == U_DT_NONE) return SignUse::kKeep;  // no letter comes of it
  return form == U_DT_CIRCLE || form == U_DT_SUPER ? SignUse::kSpace : SignUse::kWord;
}

// The sign of an emoji such as "1" in a keycap: it goes with it.
void end_keycap(std::string& out) {
  if (!out.empty() && (is_digit(out.back()) || out.back() == '#' || out.back() == '*')) {
    out.pop_back();
  }
  out += ' ';
}

constexpr UChar32 kKeycap = 0x20e3;

struct Letters {
  UChar32 from;
  std::string_view to;
};

// Letters that have no decomposition (sorted).
constexpr std::array<Letters, 21> kLetters = {{
    {0x00e6, "ae"},      // æ
    {0x00f0, "d"},       // ð
    {0x00f8, "o"},       // ø
    {0x00fe, "th"},      // þ
    {0x0111, "d"},       // đ
    {0x0127, "h"},       // ħ
    {0x0131, "i"},       // ı
    {0x0142, "l"},       // ł
    {0x0153, "oe"},      // œ
    {0x0167, "t"},       // ŧ
    {0x01b6, "z"},       // ƶ
    {0x0629, "\u0647"},  // teh marbuta -> heh
    {0x0640, ""},        // tatweel
    {0x0649, "\u064a"},  // alef maksura -> yeh
    {0x0671, "\u0627"},  // alef wasla -> alef
    {0x06a9, "\u0643"},  // Persian kaf -> kaf
    {0x06c1, "\u0647"},  // Urdu heh -> heh
    {0x06cc, "\u064a"},  // Persian yeh -> yeh
    {0x06d5, "\u0647"},  // ae -> heh
    {0x0901, "\u0902"},  // candrabindu -> anusvara
    {0x180e, ""},        // Mongolian vowel separator
}};

const Letters* plain_letters(UChar32 c) {
  const auto* at = std::lower_bound(kLetters.begin(), kLetters.end(), c,
                                    [](const Letters& one, UChar32 key) { return one.from < key; });
  return at != kLetters.end() && at->from == c ? at : nullptr;
}

struct Marks {
  UChar32 first, last;
};

// Blocks in which every combining mark (Mn, Me) is one that readers do without (sorted).
constexpr std::array<Marks, 12> kMarks = {{{0x300, 0x36f},
                                           {0x483, 0x489},  // Cyrillic
                                           {0x591, 0x5c7},  // Hebrew vowels and accents
                                           {0x610, 0x6ed},  // Arabic vowels and hamza
                                           {0x730, 0x74a},  // Syriac vowels
                                           {0x8ca, 0x8ff},  // Arabic, for the Koran
                                           {0x93c, 0x93c},  // nukta of Devanagari
                                           {0xa3c, 0xa3c},  // of Gurmukhi
                                           {0xabc, 0xabc},  // of Gujarati
                                           {0x1ab0, 0x1aff},
                                           {0x1dc0, 0x1dff},
                                           {0x20d0, 0x20ff}}};

bool is_optional_mark(UChar32 c) {
  const auto* at = std::upper_bound(kMarks.begin(), kMarks.end(), c,
                                    [](UChar32 key, const Marks& one) { return key < one.first; });
  if (at == kMarks.begin()) return false;
  if (--at; c > at->last) return false;
  return (U_MASK(u_charType(c)) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

// Whether letter and mark are another letter of the alphabet: й, ў, ї, ѓ and ќ.
bool makes_a_letter(UChar32 base, UChar32 mark) {
  switch (mark) {
    case 0x306:
      return base == 0x438 || base == 0x443;
    case 0x308:
      return base == 0x456;
    case 0x301:
      return base == 0x433 || base == 0x43a;
    default:
      return false;
  }
}

// Whether `c` is a nasal of Devanagari that stands before a stop of its own class, which is also
// written with an anusvara: हिन्दी, हिंदी. The four stops of a class stand before its nasal.
bool is_written_as_anusvara(UChar32 c, std::string_view rest) {
  constexpr std::string_view kVirama = "\u094d";
  if (c != 0x919 && c != 0x91e && c != 0x923 && c != 0x928 && c != 0x92e) return false;
  if (!rest.starts_with(kVirama) || rest.size() < 2 * kVirama.size()) return false;
  UChar32 next = 0;
  std::int32_t i = static_cast<std::int32_t>(kVirama.size());
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(rest.data()), i,
          static_cast<std::int32_t>(rest.size()), next);
  return next >= c - 4 && next < c;
}

}  // namespace

std::string without_invisible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](UChar32 c, std::string_view bytes) {
    if (!is_ignorable(c)) out += bytes;
  });
  return out;
}

std::string with_plain_signs(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](UChar32 c, std::string_view bytes) {
    if (c >= 0 && c < 0x80) {
      out += c == '`' ? '\'' : static_cast<char>(c);
    } else if (c < 0) {
      out += "\xef\xbf\xbd";
    } else if (is_ignorable(c)) {
      return;
    } else if (const char ascii = ascii_form(c)) {
      out += ascii;
    } else if (c == kKeycap) {
      end_keycap(out);
    } else {
      const SignUse use = use_of(c);
      if (use != SignUse::kKeep) out += ' ';
      if (use != SignUse::kSpace) out += bytes;
      if (use == SignUse::kWord) out += ' ';
    }
  });
  return out;
}

std::string with_plain_letters(std::string_view decomposed) {
  std::string out;
  out.reserve(decomposed.size());
  UChar32 base = 0;
  bool anusvara = false;  // the virama that follows belongs to a nasal that was replaced
  for_each_character(decomposed, [&](UChar32 c, std::string_view bytes) {
    if (c < 0x80) {
      out += bytes;
      base = c;
      return;
    }
    if (is_optional_mark(c)) {
      if (makes_a_letter(base, c)) out += bytes;
      return;
    } else if (const Letters* plain = plain_letters(c)) {
      out += plain->to;
    } else if (const std::int32_t digit = u_charDigitValue(c); digit >= 0) {
      out += static_cast<char>('0' + digit);
    } else if (is_written_as_anusvara(c, decomposed.substr(static_cast<std::size_t>(
                                             bytes.data() + bytes.size() - decomposed.data())))) {
      out += "\u0902";
      anusvara = true;
      return;
    } else if (!std::exchange(anusvara, false)) {
      out += bytes;
    }
    base = c;
  });
  return out;
}

}  // namespace newswatch::text
