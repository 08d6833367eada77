#include "config/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/escape.h"

namespace newswatch::config {

void Problems::add(Position at, std::string what, std::string fix) {
  found_.push_back({file_, at.line, at.column, std::move(what), std::move(fix)});
}

void Problems::append(Problems others) {
  for (Problem& problem : others.take_all()) others_.push_back(std::move(problem));
}

std::vector<Problem> Problems::take_all() {
  std::stable_sort(found_.begin(), found_.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  for (Problem& problem : others_) found_.push_back(std::move(problem));
  others_.clear();
  return std::move(found_);
}

std::vector<Problem> Problems::take() {
  constexpr std::size_t kMostProblems = 100;
  std::vector<Problem> all = take_all();
  if (all.size() > kMostProblems) {
    const std::size_t more = all.size() - kMostProblems;
    all.resize(kMostProblems);
    all.push_back({file_, 0, 0, fmt::format("and {} more problems", more), ""});
  }
  return all;
}

std::string shown_place(std::string_view file, Position at) {
  std::string out = text::printable(file);
  if (at.line > 0) out += fmt::format(":{}:{}", at.line, at.column);
  return out;
}

std::string to_string(const Problem& problem) {
  std::string out = shown_place(problem.file, {problem.line, problem.column}) + ": " + problem.what;
  if (!problem.fix.empty()) out += "; write " + problem.fix;
  return out;
}

std::string to_string(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += to_string(problem) + "\n";
  return out;
}

}  // namespace newswatch::config
