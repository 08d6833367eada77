// Finds the word that a person may have meant by one that nobody knows. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

// The word of `words` nearest to `word`: with the fewest letters that differ, are missing or are
// too many; two neighbours that are swapped count once. A third of its letters may be wrong, and
// one in any case. Empty when none is near. The result is a view into `words`.
std::string_view nearest(std::string_view word, const std::vector<std::string>& words);
std::string_view nearest(std::string_view word, const std::vector<std::string>&& words) = delete;

}  // namespace newswatch::text
