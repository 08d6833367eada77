// What is done in a story: the class of an action word. "Stocks plunge", "shares fell" and "a
// $589bn sell-off" are all "fall".
//
// The classes come from general news: kClasses in actions.cpp, a line each, is made to be extended.
// A word of two plain meanings stands where headlines mean it most, or nowhere ("fire", "strike").
// Pure; any thread.
#pragma once

#include <span>
#include <string_view>

namespace newswatch::fold {

struct ActionClass {
  std::string_view name;   // as people are told: "fall"
  std::string_view words;  // in any one inflection; "roll-out": two words; irregular forms by name
};

std::span<const ActionClass> action_classes();

// Name of the class that the folded word (text::words()) belongs to in whatever inflection; empty:
// no action word.
std::string_view action_of(std::string_view word);

// The same for two words in a row: "rolled", "out" -> "launch". Hyphens have split "sell-off" by
// then. Look here first: "sell" alone is another action.
std::string_view action_of(std::string_view first, std::string_view second);

}  // namespace newswatch::fold
