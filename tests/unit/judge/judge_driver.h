// What the judge's tests share: a question, and the loop that drives a judge to its answers.
#pragma once

#include <gtest/gtest.h>

#include "judge/judge.h"

namespace newswatch::judge {
inline namespace test {

using namespace std::chrono_literals;

inline constexpr const char* kPath = "/v1/chat/completions";

inline model::Question question(std::string event = "E1", std::string candidate = "C1") {
  model::Question q;
  q.event = std::move(event);
  q.candidate = std::move(candidate);
  q.a = {"Court frees \"the banker\"\n", "He may go\x01.", "TIME",
         model::Time(std::chrono::milliseconds(1'737'963'000'000))};
  q.b = {{"Banker walks free", "", "The Hill", std::nullopt}};
  return q;
}

// The question, to be answered within `limit` from now on.
inline model::Question within(model::Duration limit, model::Question q = question()) {
  q.asked = model::SystemClock().now();
  q.deadline = q.asked + limit;
  return q;
}

// Until `count` answers came, or 10 s have passed.
inline std::vector<QuestionOutcome> answers(Judge& judge, std::size_t count = 1) {
  const model::SystemClock clock;
  const auto until = clock.monotonic() + 10s;
  std::vector<QuestionOutcome> done;
  judge.collect(done);
  while (done.size() < count && clock.monotonic() < until) {
    std::vector<pollfd> fds;
    std::optional<model::Duration> wait = 1000ms;
    judge.watch(fds, wait);
    ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
    judge.collect(done);
  }
  return done;
}

// "same: WHY", "not same: WHY", or the kind of the error and its text.
inline std::string said(const model::Result<Answer>& answer) {
  if (answer) {
    return (answer->verdict == model::Verdict::kSame ? "same: " : "not same: ") + answer->why;
  }
  switch (answer.error().kind) {
    case model::ErrorKind::kTransient:
      return "transient: " + answer.error().context;
    case model::ErrorKind::kPermanent:
      return "permanent: " + answer.error().context;
    case model::ErrorKind::kBadInput:
      return "bad input: " + answer.error().context;
    default:
      return "bug: " + answer.error().context;
  }
}

inline std::string answer(Judge& judge) {
  const auto done = answers(judge);
  return done.size() == 1 ? said(done[0].answer) : "answers: " + std::to_string(done.size());
}

}  // namespace test
}  // namespace newswatch::judge
