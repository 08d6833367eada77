// Asker: asks a judge for the notify loop, and stops asking while the judge is away. Each question
// comes back settled: with a verdict, or with what went wrong.
//
// The judge counts as away after three kTransient failures in a row, and at once after kPermanent
// or retry_after. Then questions are settled without being asked, except for one at each probe
// time: after 30 s, doubled up to 10 min, and not before retry_after is over. Any answer to that
// one, even an unusable one, ends it. Without a judge every question is settled unasked. It has no
// thread, and no call blocks: poll(2) what watch() names, then step(). Owns judge and questions.
// One thread.
#pragma once

#include <poll.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "judge/judge.h"

namespace newswatch::judge {

// The judge went away, or is back.
struct AwayChange {
  bool away = false;
  // When it went away:
  std::string reason;
  model::Time next_probe{};
};

class Asker {
 public:
  explicit Asker(std::unique_ptr<Judge> judge);  // nullptr: there is none

  // Takes questions to ask at the next step(). One that is under way is not asked a second time.
  void ask(std::vector<model::Question> questions);
  // Starts new questions, continues those under way, and returns those that are settled, each once.
  std::vector<model::Question> step(model::Time now);
  // As Judge::watch().
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait);

  // The clock was set by `by` (below 0: back): deadlines and pauses stay as far away as they were.
  void clock_stepped(model::Duration by);
  // Gives up the questions about this waiting event, or all: step() never returns them.
  void forget(const std::string& event);
  void cancel_all();

  // Whether the judge went away or came back since the last call; nullopt: neither.
  std::optional<AwayChange> away_changed() { return std::exchange(change_, std::nullopt); }
  // No question is open.
  bool idle() const { return queue_.empty() && asked_.empty(); }

 private:
  using Key = std::pair<std::string, std::string>;  // event, candidate
  struct Away {
    std::string reason;
    model::Time next_probe{};
    model::Time not_before{};  // end of the judge's retry_after
    model::Duration pause{};   // from a failed probe to the next one
    std::optional<Key> probe;  // the one that is under way
  };

  void start(model::Question question, model::Time now, std::vector<model::Question>& ended);
  void take(QuestionOutcome outcome, model::Time now, std::vector<model::Question>& ended);
  void answered(const Key& key, model::Time now);
  void failed(const Key& key, const QuestionOutcome& outcome, model::Time now);

  std::unique_ptr<Judge> judge_;
  std::deque<model::Question> queue_;     // not started
  std::map<Key, model::Question> asked_;  // under way
  int failures_ = 0;                      // in a row
  std::optional<Away> away_;
  std::optional<AwayChange> change_;
};

}  // namespace newswatch::judge
