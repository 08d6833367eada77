#include "cli/exclude_term.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "text/normalize.h"

namespace newswatch::cli {
namespace {

constexpr std::size_t kShortestWord = 3;  // characters

std::set<std::string> words_of(std::span<const std::string> texts) {
  std::set<std::string> all;
  for (const std::string& one : texts) {
    const std::string folded = text::fold_case(one);
    for (const std::string_view word : text::words(folded)) all.emplace(word);
  }
  return all;
}

bool all_digits(const std::string& word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<ExcludeTerm> propose_exclude(std::span<const JudgedEvent> events, std::size_t of,
                                           std::span<const std::string> rule) {
  std::vector<std::set<std::string>> words;
  for (const JudgedEvent& event : events) words.push_back(words_of(event.titles));
  const std::set<std::string> asked = words_of(rule);
  std::optional<ExcludeTerm> best;
  for (const std::string& word : words[of]) {
    if (word.size() < kShortestWord || all_digits(word) || asked.contains(word)) continue;
    ExcludeTerm term{.word = word};
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (!words[i].contains(word)) continue;
      if (events[i].dismissed) {
        ++term.dismissed;
      } else {
        term.others.push_back(i);
      }
    }
    if (term.others.size() >= term.dismissed) continue;
    // Of words that do the same, the longest says most.
    const auto rank = [](const ExcludeTerm& one) {
      return std::tuple(-static_cast<std::ptrdiff_t>(one.others.size()), one.dismissed,
                        one.word.size());
    };
    if (!best || rank(*best) < rank(term)) best = std::move(term);
  }
  return best;
}

}  // namespace newswatch::cli
