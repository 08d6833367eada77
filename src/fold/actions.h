// actions: the class of an action word. "Stocks plunge", "shares fell" and "a $589bn sell-off" are
// all "fall".
//
// The classes come from general news; to add one, add a line to kClasses in actions.cpp. A word
// with two meanings is in the class that headlines mean most, or in none ("fire", "strike"). Pure;
// any thread.
#pragma once

#include <span>
#include <string_view>

namespace newswatch::fold {

struct ActionClass {
  std::string_view name;   // for people: "fall"
  std::string_view words;  // any one inflection, and irregular forms; "roll-out": two words
};

std::span<const ActionClass> action_classes();

// The name of the class that a case-folded word belongs to, in any inflection; empty: it is no
// action word.
std::string_view action_of(std::string_view word);

// The same for two words in a row: "rolled", "out" -> "launch"; "sell-off" is two words, too. Ask
// for two words first: "sell" alone is another action.
std::string_view action_of(std::string_view first, std::string_view second);

// Whether there is a second word with which it is an action.
bool may_begin_action(std::string_view first);

}  // namespace newswatch::fold
