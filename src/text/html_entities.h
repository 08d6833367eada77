// Character references of HTML: "&eacute;", "&#8217;", "&#x2019;". Pure; any thread.
//
// The names are those of the HTML standard (html_names.h). Two references to the halves of a
// surrogate pair are one reference to the character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::text {

// Maps U+0080..U+009F (C1 control characters) to the characters that windows-1252 has at these
// numbers, as browsers do. Any other code is returned unchanged.
char32_t without_c1(char32_t code);

// Appends the code point as UTF-8. A surrogate, or a code above U+10FFFF, is appended as U+FFFD.
void append_utf8(std::string& out, char32_t code);

struct CharacterReference {
  char32_t code = 0;
  char32_t second = 0;     // some names mean two code points; 0: one
  std::size_t length = 0;  // bytes, '&' and ';' included; 0: the text starts with no reference
};

// Appends the characters of a reference, after without_c1().
void append_reference(std::string& out, const CharacterReference& reference);

// The reference at the start of `text`, by name or number. It must end with ';'. A number is
// returned as written (see without_c1()), one above U+10FFFF as 0x110000.
CharacterReference character_reference(std::string_view text);

enum class ReferencePlace { kText, kAttribute };

// The same, but the ';' may be missing where browsers miss none: behind numbers and behind the 106
// old names, unless a letter, a digit or '=' follows ("?a=1&copy=2" is part of a URL). In text, a
// letter with an accent may have letters behind it ("caf&eacutes"). Browsers do that with all old
// names, but they would make a sign of the beginning of "News&notes" too.
CharacterReference lenient_reference(std::string_view text, ReferencePlace place);

// The value of an attribute with each reference replaced by its characters.
std::string with_references_decoded(std::string_view value);

}  // namespace newswatch::text
