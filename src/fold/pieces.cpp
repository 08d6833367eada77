#include "fold/pieces.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstddef>
#include <cstdint>

#include "text/normalize.h"

namespace newswatch::fold {
namespace {

// U+0E00 is the first letter of Thai, and no letter below it needs a look.
constexpr UChar32 kFirstUnspaced = 0x0E00;
constexpr UChar32 kLongVowel = 0x30FC;  // of Hiragana and Katakana both: script "common"

Script script_of(UChar32 c) {
  if (c < kFirstUnspaced) return Script::kSpaced;
  if (c == kLongVowel) return Script::kHanKana;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return Script::kHanKana;
    case USCRIPT_HANGUL:
      return Script::kHangul;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return Script::kOther;
    default:
      return Script::kSpaced;
  }
}

// No character of the word is as high as U+0800: the scripts that need a cut are.
bool is_plain(std::string_view word) {
  for (const char c : word) {
    if (static_cast<unsigned char>(c) >= 0xE0) return false;
  }
  return true;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

std::vector<Piece> pieces(std::string_view folded) {
  std::vector<Piece> out;
  for (const std::string_view word : text::words(folded)) {
    if (is_plain(word)) {
      out.push_back({word, Script::kSpaced});
      continue;
    }
    const auto* s = reinterpret_cast<const std::uint8_t*>(word.data());
    const auto size = static_cast<std::int32_t>(word.size());
    std::size_t from = 0;
    Script script = Script::kSpaced;
    for (std::int32_t i = 0; i < size;) {
      const auto at = static_cast<std::size_t>(i);
      UChar32 c = 0;
      U8_NEXT(s, i, size, c);
      const bool mark = c >= 0 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
      const Script next = mark && at > 0 ? script : script_of(c);
      if (next != script && at > from) {
        out.push_back({word.substr(from, at - from), script});
        from = at;
      }
      script = next;
    }
    out.push_back({word.substr(from), script});
  }
  return out;
}

std::vector<std::string_view> grams(std::string_view text, std::size_t size) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i])) starts.push_back(i);
  }
  if (starts.size() <= size) return {text};
  starts.push_back(text.size());
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i + size < starts.size(); ++i) {
    out.push_back(text.substr(starts[i], starts[i + size] - starts[i]));
  }
  return out;
}

std::size_t gram_size(Script script) { return script == Script::kOther ? 3 : 2; }

std::string_view first_characters(std::string_view text, std::size_t size) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && seen++ == size) return text.substr(0, i);
  }
  return text;
}

}  // namespace newswatch::fold
