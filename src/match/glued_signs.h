// Signs that are a part of a word's meaning when they are glued to it: "C++", "C#", ".NET", "AT&T",
// "#metoo", "5%". A term that has them is met only where the text has them, too. All texts are
// folded (text/normalize.h). Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "match/term_word.h"

namespace newswatch::match {

// A sign that is kept: + # & @ % and those of currencies.
bool is_kept_sign(std::int32_t c);

// The kept signs at the start of `text`.
std::string_view signs_at_start(std::string_view text);

// Gives each word of a term the signs that stand glued to it. `found` has the words of `folded`.
void keep_signs(std::string_view folded, const std::vector<std::string_view>& found,
                std::vector<TermWord>& words);

// Whether the signs of `word` stand around `found`, which is a part of `folded`.
bool has_its_signs(std::string_view folded, std::string_view found, const TermWord& word);

// Whether `found`, which begins with a digit, is a later part of a number: "6 million" in
// "5.6 million", "000" in "1,000". In "20.01.2025" all three are numbers of their own.
bool is_within_number(std::string_view folded, std::string_view found);

}  // namespace newswatch::match
