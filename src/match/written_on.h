// What some languages write onto a word without a space, so that the word is there all the same.
// Texts are folded (text/normalize.h). Pure; any thread.
#pragma once

#include <string_view>

namespace newswatch::match {

// Whether `ending` is one or more Korean particles that may follow `noun` ("에서", "은", "들이").
// Which form a particle has depends on the noun's last syllable, so "물가" is not 물 with 가.
// Behind a noun of one syllable only particles that are rarely a part of another word count.
bool is_particle(std::string_view ending, std::string_view noun);

// Whether `start` is what Arabic writes onto the word that follows: "and", "in", "to", "like", the
// article, or several of these.
bool is_arabic_prefix(std::string_view start);

// The same for Hebrew.
bool is_hebrew_prefix(std::string_view start);

}  // namespace newswatch::match
