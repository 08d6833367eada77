#include "daemon/question.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "text/normalize.h"

namespace newswatch::daemon {
namespace {

constexpr std::size_t kShown = 5;

std::unordered_set<std::string> words_of(const model::Statement& statement) {
  const std::string folded = text::fold_case(statement.title + "\n" + statement.summary);
  const auto words = text::words(folded);
  std::unordered_set<std::string> distinct;
  for (const std::string_view word : words) distinct.emplace(word);
  return distinct;
}

bool is_copy(const model::Statement& a, const model::Statement& b) {
  return a.title == b.title && a.summary == b.summary;
}

}  // namespace

std::vector<model::Statement> most_alike(const model::Statement& report,
                                         std::vector<model::Statement> reports) {
  const auto words = words_of(report);
  std::vector<std::pair<std::ptrdiff_t, std::size_t>> shared;  // words, place
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto common = std::ranges::count_if(
        words_of(reports[i]), [&](const std::string& word) { return words.contains(word); });
    shared.emplace_back(-common, i);
  }
  std::ranges::sort(shared);
  std::vector<model::Statement> shown;
  for (const auto& [common, place] : shared) {
    if (shown.size() == kShown) break;
    model::Statement& next = reports[place];
    const bool known = std::ranges::any_of(
        shown, [&](const model::Statement& other) { return is_copy(other, next); });
    if (!known) shown.push_back(std::move(next));
  }
  return shown;
}

}  // namespace newswatch::daemon
