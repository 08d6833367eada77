// Random texts as newspapers print them, and stranger ones: any script, markup characters, white
// space in odd places. For property tests.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace newswatch::parse {

// U+0020 and up without C1, surrogates, non-characters and U+FFFD, which stands for what is lost.
rc::Gen<char32_t> any_character();

// Words, markup characters, whole pieces of markup that are meant as text, any character, blanks.
rc::Gen<std::string> any_text();

// any_text() as one trimmed line, not empty; without the characters in `without`.
rc::Gen<std::string> any_line(std::string_view without = {});

// Every run of white space is one space, and none stands at an end. U+00A0 is white space too.
std::string collapsed(std::string_view text);

std::u32string code_points(std::string_view utf8);
std::string utf8(char32_t code);

}  // namespace newswatch::parse
