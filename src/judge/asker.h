// Asker: the judge as the notify loop sees it. Every question that is asked ends as a settled one:
// with a verdict, or with what went wrong.
//
// Backs off when the judge is away: after three questions in a row that came to nothing because it
// could not be reached, was busy or late, or at once when it refuses for good (kPermanent).
// Questions are then settled without asking, but one at each probe time (30 s, doubling to 10 min);
// any answer, be it nonsense, ends that. Without a judge every question is settled so: the config
// may have lost it while questions were open.
// No thread in it and nothing that blocks: poll over watch(), then step(). Owns judge and
// questions. One thread.
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
  std::string reason;        // of going away
  model::Time next_probe{};  // of going away
};

class Asker {
 public:
  explicit Asker(std::unique_ptr<Judge> judge);  // nullptr: there is none

  // Asks at the next step(). One that is being asked already is not asked twice.
  void ask(std::vector<model::Question> questions);
  // Starts what was asked, moves on, and hands back what ended, settled, each question once.
  std::vector<model::Question> step(model::Time now);
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait);

  // Gives up the questions of this event, or all: step() never returns them.
  void forget(const std::string& event);
  void cancel_all();

  // What the last step() made of the judge, once per change; nullopt: nothing new.
  std::optional<AwayChange> away_changed() { return std::exchange(change_, std::nullopt); }
  // No question is open.
  bool idle() const { return queue_.empty() && asked_.empty(); }

 private:
  using Key = std::pair<std::string, std::string>;  // event, candidate
  struct Away {
    std::string reason;
    model::Time next_probe{};
    model::Duration pause{};   // until it
    std::optional<Key> probe;  // under way
  };

  void start(model::Question question, model::Time now, std::vector<model::Question>& ended);
  void take(Judged judged, model::Time now, std::vector<model::Question>& ended);
  void answered();
  void failed(const Key& key, const model::Error& error, model::Time now);

  std::unique_ptr<Judge> judge_;
  std::deque<model::Question> queue_;     // not started
  std::map<Key, model::Question> asked_;  // under way
  int failures_ = 0;                      // in a row
  std::optional<Away> away_;
  std::optional<AwayChange> change_;
};

}  // namespace newswatch::judge
