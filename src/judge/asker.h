// Asker: the judge as the notify loop sees it. Every question that is asked ends as a settled one:
// with a verdict, or with what went wrong.
//
// It notices when the judge is away: after three questions in a row that failed because the judge
// could not be reached, was busy or late; at once when the judge refuses for good (kPermanent), or
// wants to be left alone for a while (retry_after). Then questions are settled without being asked,
// except for one at each probe time: after 30 s, doubling to 10 min, and never before the judge
// wants it. Any answer to that one, even nonsense, brings the judge back. Without a judge every
// question is settled unasked, as the config may lose its judge while questions are open.
// It has no thread and nothing in it blocks: poll(2) over watch(), then step(). Owns judge and
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
  // When it went away:
  std::string reason;
  model::Time next_probe{};
};

class Asker {
 public:
  explicit Asker(std::unique_ptr<Judge> judge);  // nullptr: there is none

  // Asks at the next step(). A question that is under way is not asked a second time.
  void ask(std::vector<model::Question> questions);
  // Starts what was asked, moves on, and returns what ended, settled, each question once.
  std::vector<model::Question> step(model::Time now);
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait);

  // Gives up the questions of this event, or all: step() never returns them.
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
    model::Time not_before{};  // the judge itself wants no question until then
    model::Duration pause{};   // between failures and the next probe
    std::optional<Key> probe;  // under way
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
