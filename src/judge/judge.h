// Judge: the port to a judge, which says whether a report tells of the same happening as an event.
//
// The notify loop owns it and makes all calls from one thread. No call blocks: start() asks,
// watch() names what to wait for, collect() returns what ended, each question exactly once. An
// unusable answer (undecided, late, not in the required form) is an error.
#pragma once

#include <poll.h>

#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/question.h"
#include "model/result.h"

namespace newswatch::judge {

struct Answer {
  model::Verdict verdict = model::Verdict::kNotSame;
  std::string why;  // one line, at most 300 bytes
};

struct QuestionOutcome {
  std::string event, candidate;  // the key of the question
  // kTransient: the judge could not be reached, was busy or late. kBadInput: it answered, and the
  // answer can't be used. kPermanent: it will never answer (wrong key, no such model).
  model::Result<Answer> answer;
  // The judge wants no new question for so long. Those in flight may still be answered.
  std::optional<model::Duration> retry_after;
};

class Judge {
 public:
  virtual ~Judge() = default;
  // Asks. The question ends by itself at its deadline.
  virtual void start(const model::Question& question) = 0;
  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  virtual void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) = 0;
  // Goes on as far as it can without blocking, and appends what ended.
  virtual void collect(std::vector<QuestionOutcome>& done) = 0;
  // Gives up the questions about this waiting event, or all: they have no outcome.
  virtual void cancel(const std::string& event) = 0;
  virtual void cancel_all() = 0;
};

}  // namespace newswatch::judge
