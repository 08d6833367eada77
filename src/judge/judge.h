// Judge: the port to an opinion on whether a new report tells of the same happening as an event.
//
// The notify loop owns a Judge and calls everything from one thread. Nothing blocks: start() begins
// to ask, watch() names what to wait for, collect() returns what ended, each question exactly once.
// An answer that can't be used (none, nonsense, undecided, late) is an error, never a guess.
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
  // The judge wants no question for so long. What it has been asked already may still be answered.
  std::optional<model::Duration> retry_after;
};

class Judge {
 public:
  virtual ~Judge() = default;
  // Asks. The question ends by itself at its deadline.
  virtual void start(const model::Question& question) = 0;
  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  virtual void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) = 0;
  // Moves on as far as it goes without blocking and appends what ended.
  virtual void collect(std::vector<QuestionOutcome>& done) = 0;
  // Gives up the questions about this event, or all: no outcome comes of them.
  virtual void cancel(const std::string& event) = 0;
  virtual void cancel_all() = 0;
};

}  // namespace newswatch::judge
