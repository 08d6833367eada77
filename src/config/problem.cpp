#include "config/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/escape.h"

namespace newswatch::config {

void Problems::add(Position at, std::string what, std::string fix) {
  found_.push_back({file_, at.line, at.column, std::move(what), std::move(fix)});
}

std::vector<Problem> Problems::take() {
  std::stable_sort(found_.begin(), found_.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  constexpr std::size_t kMostProblems = 100;
  if (found_.size() > kMostProblems) {
    const std::size_t more = found_.size() - kMostProblems;
    found_.resize(kMostProblems);
    found_.push_back({file_, 0, 0, fmt::format("and {} more problems", more), ""});
  }
  return std::move(found_);
}

std::string to_string(const Problem& problem) {
  std::string out = text::printable(problem.file);
  if (problem.line > 0) out += fmt::format(":{}:{}", problem.line, problem.column);
  out += ": " + problem.what;
  if (!problem.fix.empty()) out += "; write " + problem.fix;
  return out;
}

std::string to_string(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += to_string(problem) + "\n";
  return out;
}

}  // namespace newswatch::config
