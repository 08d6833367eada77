// places: one word for a place and its people. "Chinese" and "China" are both "china".
//
// For countries and continents, and for states and cities whose demonym means nothing else. Pure;
// any thread.
#pragma once

#include <string_view>

namespace newswatch::fold {

// The place of a case-folded word (not a stem), or the word itself where there is none. The result
// lives as long as `word`.
std::string_view place_of(std::string_view word);

// The same, and empty for a word that is no place.
std::string_view known_place(std::string_view word);

}  // namespace newswatch::fold
