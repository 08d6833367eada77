// Character references of HTML: "&eacute;", "&#8217;", "&#x2019;".
//
// The names are the 253 of HTML 4 (with apos) and six of HTML 5 in capitals. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::text {

// The character of a name: U+00E9 for "eacute". Case matters. nullopt: there is no such name.
std::optional<char32_t> html_entity(std::string_view name);

// Maps U+0080..U+009F (C1 control characters) to the characters that windows-1252 has at these
// numbers, as browsers do. Any other code is returned unchanged.
char32_t without_c1(char32_t code);

// Appends the code point as UTF-8. A surrogate, or a code above U+10FFFF, is appended as U+FFFD.
void append_utf8(std::string& out, char32_t code);

struct CharacterReference {
  char32_t code = 0;
  std::size_t length = 0;  // bytes, '&' and ';' included; 0: the text starts with no reference
};

// The reference at the start of `text`, by name or number. It must end with ';'. A number is
// returned as written (see without_c1()), one above U+10FFFF as 0x110000.
CharacterReference character_reference(std::string_view text);

// The value of an attribute with each reference replaced by its character, after without_c1().
std::string with_references_decoded(std::string_view value);

}  // namespace newswatch::text
