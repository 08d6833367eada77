#include "text/scripts.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/ascii.h"

namespace newswatch::text {
namespace {

Script script_by_property(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_INVALID_CODE:
      return Script::kNone;
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
      return Script::kAlphabet;
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return Script::kSpaceless;
    case USCRIPT_HANGUL:
      return Script::kHangul;
    case USCRIPT_ARABIC:
      return Script::kArabic;
    case USCRIPT_HEBREW:
      return Script::kHebrew;
    default:
      return Script::kOther;
  }
}

}  // namespace

Script script_of(std::int32_t c) {
  // The largest blocks first, without a look into ICU's tables.
  if (c < 0x80) return is_digit(static_cast<char>(c)) ? Script::kDigit : Script::kAlphabet;
  if (c >= 0x4e00 && c <= 0x9fff) return Script::kSpaceless;  // Han
  if (c >= 0x3041 && c <= 0x3096) return Script::kSpaceless;  // Hiragana
  if (c >= 0xac00 && c <= 0xd7a3) return Script::kHangul;
  if (c >= 0xc0 && c <= 0x24f) return Script::kAlphabet;
  if (c >= 0x400 && c <= 0x482) return Script::kAlphabet;  // Cyrillic
  if (u_isdigit(c)) return Script::kDigit;
  return script_by_property(c);
}

}  // namespace newswatch::text
