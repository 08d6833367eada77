// Beats: whether each thread of the daemon moves.
//
// A thread of the daemon has a Beat, calls step() in each turn of its loop, and never sleeps for
// longer than longest_sleep() between two turns. The main thread looks every check() whether all
// have moved, and reports to the watchdog only then: one thread that stands still is enough for a
// restart. A new thread needs an add() and a step(). The main thread adds them.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "model/clock.h"

namespace newswatch::daemon {

// The longest that a thread of the daemon sleeps between two turns. A shorter watchdog shortens it.
inline constexpr model::Duration kLongestSleep = std::chrono::seconds(20);

// A fault on purpose, to try the watchdog: the thread stands still from then on, for ever.
struct Stall {
  std::string thread;
  model::Duration after{0};
};

class Beat {
 public:
  explicit Beat(std::string thread = {}, model::Duration longest_sleep = kLongestSleep)
      : thread_(std::move(thread)), longest_sleep_(longest_sleep) {}

  void step();  // its thread
  std::uint64_t steps() const { return steps_; }
  model::Duration longest_sleep() const { return longest_sleep_; }

 private:
  friend class Beats;

  const std::string thread_;
  const model::Duration longest_sleep_;
  std::atomic<std::uint64_t> steps_ = 0;
  std::uint64_t seen_ = 0;               // of steps_, at the last look
  const model::Clock* clock_ = nullptr;  // with stalls_at_
  model::Monotonic stalls_at_{};
};

class Beats {
 public:
  // watchdog: how long it waits for a report; nullopt: there is none.
  Beats(const model::Clock& clock, std::optional<model::Duration> watchdog,
        std::optional<Stall> stall);

  Beat& add(std::string thread);  // stays valid
  // The thread that is to stand still has no Beat here.
  bool stall_is_unknown() const;
  // How often to look. Two of them are less than the watchdog waits, so that one look that finds a
  // thread at long work is not the end.
  model::Duration check() const { return check_; }
  // Looks which threads have not moved since the last look. Main thread.
  bool all_moved();
  // Since when, as of the last look.
  const std::map<std::string, model::Time>& still() const { return still_; }

 private:
  const model::Clock& clock_;
  const model::Duration check_;
  const std::optional<Stall> stall_;
  std::deque<Beat> beats_;
  std::map<std::string, model::Time> still_;
};

}  // namespace newswatch::daemon
