// HTML's named characters and the references that spell characters out ("&eacute;", "&#8217;").
//
// The 253 entities of HTML 4 (with apos), and the six in capitals that HTML 5 adds. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::text {

// "eacute" -> U+00E9; case matters. nullopt: no such name.
std::optional<char32_t> html_entity(std::string_view name);

// U+0080..U+009F are never meant as C1 controls: as browsers do, the windows-1252 character of
// that number. Any other code is returned unchanged.
char32_t without_c1(char32_t code);

// Code points that are no characters (surrogates, above U+10FFFF) become U+FFFD.
void append_utf8(std::string& out, char32_t code);

struct CharacterReference {
  char32_t code = 0;
  std::size_t length = 0;  // bytes with '&' and ';'; 0: the text does not start with a reference
};

// The reference at the start of `text`: named or numeric, always ended by ';'. Numbers are
// returned as written (see without_c1), above U+10FFFF as 0x110000.
CharacterReference character_reference(std::string_view text);

// The value of an attribute as it is meant: each reference its character, U+0080..9F by
// windows-1252.
std::string with_references_decoded(std::string_view value);

}  // namespace newswatch::text
