// ClockSense: whether the clock can be believed, from the times that messages bring.
//
// Each message has the wall clock's time and the monotonic one. When the first runs ahead of the
// second, the clock was set forward, by a person, by a time server or by mistake: nobody can tell
// at once. So what expires goes by trusted(), which passes with monotonic time until the new time
// has held for two hours. A clock that was set back is believed at once, as an earlier time drops
// nothing.
// At a start there is no monotonic time to compare with: what was stored of the last run, and up to
// two days of standing still, are believed. A longer stop and a clock ahead look the same, so the
// two hours begin then; or, for runs of seconds, the next start that is hours to weeks later ends
// them. The servers of the feeds have their say too (server_times.h): while they call the clock
// wrong, a doubt does not end.
// A function of what was stored and of the messages. Plain value; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/server_times.h"
#include "engine/step_result.h"
#include "model/clock.h"
#include "model/clock_step.h"

namespace newswatch::engine {

class ClockSense {
 public:
  // What a run leaves to the next one.
  struct Memory {
    model::Time trusted{};
    std::optional<model::Time> doubted;  // a doubt is open, and began with this time
    bool operator==(const Memory&) const = default;
  };

  ClockSense() = default;
  explicit ClockSense(const std::optional<Memory>& left) : left_(left) {}

  // A message came. The step of the clock before it, if there was one. One that is older than the
  // last (documents wait to be parsed) says nothing new.
  std::optional<model::ClockStep> look(const model::Moment& at);
  // An answer of a host came, right after look(). `ahead`: of clock_ahead().
  void heard(const std::string& host, std::optional<model::Duration> ahead);

  // What expires goes by this time. It is never later than the clock, nor than the servers say.
  model::Time trusted() const;
  // Whether the clock may be wrong at the answer heard last. The servers know best; else the
  // answer itself; else steps.
  bool in_doubt() const { return in_doubt_; }
  // By how much the clock is behind, as the servers say; else as the answer heard last says. 0: it
  // is not, or nobody says so.
  model::Duration behind() const { return behind_; }
  const ClockVerdict& verdict() const { return verdict_; }
  // By how much the clock was set forward, or is ahead of the servers, since `last`, which was
  // before `now`.
  model::Duration jumped_since(model::Time last, model::Time now) const;

  // Of the last step of the clock nothing is in doubt any more: the servers call the clock right,
  // or it has held for two hours.
  bool settled() const;

  // That the servers call the clock wrong, or no more: nullopt unless it is news. What they say
  // first is news: the last run may have ended while the clock was wrong.
  std::optional<TroubleChange> trouble() const;
  Memory memory() const;
  // The memory as it is to be stored with a batch; empty: what is stored will do.
  std::string to_store() const;
  // The batch is committed, and what trouble() said is told.
  void committed();

 private:
  struct Doubt {
    model::Time since{};
    model::Monotonic from{};  // of this run
  };
  std::optional<model::ClockStep> begin(const model::Moment& at);
  void weigh(const model::Moment& at, bool stepped, model::Duration passed);

  std::optional<Memory> left_;      // by the last run
  std::optional<Memory> stored_;    // by this one
  std::optional<bool> told_wrong_;  // nullopt: not by this run; the last may have told it
  model::StepWatch steps_;
  ServerTimes servers_;
  std::optional<model::Moment> last_;
  model::Time trusted_{};
  std::optional<Doubt> doubt_;
  std::optional<model::ClockStep> forward_;  // the last step forward
  std::optional<model::Monotonic> stepped_;  // when the last step was seen
  ClockVerdict verdict_;
  bool in_doubt_ = false, late_ = false;  // of the last message
  model::Duration behind_{};              // likewise
};

// Stored: "2025-01-28T20:00:00Z", and the time of an open doubt behind a space. A store of before
// has no memory (empty text): then the last poll has to do.
std::optional<ClockSense::Memory> read_clock_memory(std::string_view text,
                                                    std::optional<model::Time> last_poll);

}  // namespace newswatch::engine
