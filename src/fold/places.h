// One form for a place and its people: "Chinese" and "China" are both "china".
//
// Countries, continents, and states and cities whose demonym means nothing else. Pure; any thread.
#pragma once

#include <string_view>

namespace newswatch::fold {

// Of a folded word (text::words()), not of a stem; the word itself when it is no such word. The
// result lives as long as `word`.
std::string_view place_of(std::string_view word);

}  // namespace newswatch::fold
