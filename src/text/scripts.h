// Which script a letter belongs to, as far as the borders of words depend on it. Pure; any thread.
#pragma once

#include <cstdint>

namespace newswatch::text {

enum class Script : std::uint8_t {
  kNone,       // no letter of a script of its own: a mark, the Japanese sign for a long vowel
  kDigit,      // a decimal digit of any script
  kAlphabet,   // Latin, Greek, Cyrillic: digits belong to a word, as in "R1"
  kSpaceless,  // Han, Kana, Thai, Lao, Khmer, Myanmar: words are written without spaces
  kHangul,     // particles are written onto the word before them
  kArabic,     // "and", "in" and the article are written onto the word behind them
  kHebrew,     // as in Arabic
  kOther,
};

// `c` is a code point. One that is no letter, digit or mark gets any value.
Script script_of(std::int32_t c);

// Whether a word ends between two characters of these scripts, though no sign stands between them:
// "DeepSeek发布", "5월".
constexpr bool is_border(Script before, Script after) {
  const auto writes_digits = [](Script s) { return s == Script::kDigit || s == Script::kAlphabet; };
  return before != after && before != Script::kNone && after != Script::kNone &&
         !(writes_digits(before) && writes_digits(after));
}

}  // namespace newswatch::text
