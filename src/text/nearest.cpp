#include "text/nearest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace newswatch::text {
namespace {

// Levenshtein's distance, where a swap of neighbours counts once. Words here are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::exchange(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string>& words) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, std::min<std::size_t>(word.size(), 24) / 3) + 1;
  for (const std::string& candidate : words) {
    if (word.size() > candidate.size() + 8) continue;
    if (const std::size_t d = distance(word, candidate); d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace newswatch::text
