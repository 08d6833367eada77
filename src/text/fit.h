// Cuts text to what a service takes, which each counts in a unit of its own. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::text {

enum class Unit {
  kBytes,       // of UTF-8
  kUtf16,       // code units, as JavaScript, Java and Windows count
  kCharacters,  // code points
};

// The text is UTF-8.
std::size_t length(std::string_view text, Unit unit);

// At most `most` units. A longer text is cut behind a word, or inside one that is very long, never
// inside a character, and ends with an ellipsis.
std::string fit(std::string_view text, std::size_t most, Unit unit);

}  // namespace newswatch::text
