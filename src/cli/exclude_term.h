// Proposes a word by which a topic would not have taken the events that a person dismissed.
//
// Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace newswatch::cli {

// An event of a topic, by the titles of its reports.
struct JudgedEvent {
  std::vector<std::string> titles;
  bool dismissed = false;
};

struct ExcludeTerm {
  std::string word;
  std::size_t dismissed = 0;        // events that it stops and a person dismissed
  std::vector<std::size_t> others;  // indices of the events that it stops besides
};

// Of the words in the titles of `of`, which was dismissed, the one that stops the fewest other
// events, then the most dismissed ones. `rule`: words that the topic asks for, which are none.
// nullopt: there is no such word that stops fewer others than dismissed ones.
std::optional<ExcludeTerm> propose_exclude(std::span<const JudgedEvent> events, std::size_t of,
                                           std::span<const std::string> rule);

}  // namespace newswatch::cli
