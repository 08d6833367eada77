#include "daemon/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace newswatch::daemon {
namespace {

using model::Verdict;

bool is_same(const Candidate& candidate) {
  return candidate.question.settled && candidate.question.verdict == Verdict::kSame &&
         !candidate.event.empty();
}

bool is_not_same(const Candidate& candidate) {
  return candidate.question.settled && candidate.question.verdict == Verdict::kNotSame;
}

std::string reason(const Candidate& candidate, bool score_decides) {
  const model::Question& question = candidate.question;
  const std::string title =
      candidate.title.empty() ? "an event that is closed" : "\"" + candidate.title + "\"";
  if (is_same(candidate) || is_not_same(candidate)) {
    return fmt::format("judge: {} {}{}{}", is_same(candidate) ? "same as" : "not the same as",
                       title, question.why.empty() ? "" : ": ", question.why);
  }
  const std::string why = question.verdict ? "it took no more reports" : question.why;
  return fmt::format("judge: no answer about {} ({}){}", title, why,
                     score_decides ? ": the score decides" : "");
}

// The deciding one first, then the others that were settled, best first.
std::vector<std::string> reasons(std::span<const Candidate> best_first, const Candidate* decides) {
  std::vector<std::string> why;
  const bool score_decides = decides == nullptr || !is_same(*decides);
  if (decides != nullptr) why.push_back(reason(*decides, score_decides));
  for (const Candidate& candidate : best_first) {
    if (&candidate != decides && candidate.question.settled) {
      why.push_back(reason(candidate, score_decides));
    }
  }
  return why;
}

}  // namespace

Settlement settle(std::span<const Candidate> candidates, double threshold) {
  std::vector<Candidate> best_first(candidates.begin(), candidates.end());
  std::ranges::sort(best_first, [](const Candidate& a, const Candidate& b) {
    return std::tie(b.question.score, a.question.candidate) <
           std::tie(a.question.score, b.question.candidate);
  });
  const auto open_or_same = std::ranges::find_if(best_first, [](const Candidate& candidate) {
    return !candidate.question.settled || is_same(candidate);
  });
  if (open_or_same != best_first.end() && !open_or_same->question.settled) return {};

  const Candidate* takes = nullptr;
  for (const Candidate& candidate : best_first) {
    const bool by_score = open_or_same == best_first.end() && !is_not_same(candidate) &&
                          !candidate.event.empty() && candidate.question.score >= threshold;
    if (takes == nullptr && (is_same(candidate) || by_score)) takes = &candidate;
  }
  Settlement result;
  result.settled = true;
  result.why = reasons(best_first, takes);
  for (const Candidate& candidate : best_first) {
    if (is_not_same(candidate) && !candidate.event.empty()) result.apart.push_back(candidate.event);
  }
  if (takes != nullptr) {
    result.into = takes->event;
    result.score = takes->question.score;
    result.judge = is_same(*takes) ? "same" : "no answer";
    for (const Candidate& other : best_first) {
      if (result.also.empty() && is_same(*takes) && is_same(other) && other.event != result.into) {
        result.also = other.event;
      }
    }
  } else {
    result.judge = std::ranges::any_of(best_first, is_not_same) ? "not the same" : "no answer";
  }
  return result;
}

}  // namespace newswatch::daemon
