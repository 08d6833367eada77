#include "daemon/beats.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/log_lines.h"

namespace newswatch::daemon {
namespace {

// Of a minute, five twelfths are 25 s, in which a thread that sleeps for 20 s has moved.
model::Duration check_of(std::optional<model::Duration> watchdog) {
  constexpr model::Duration kLongest = kLongestSleep * 5 / 4;
  return watchdog ? std::min<model::Duration>(kLongest, *watchdog * 5 / 12) : kLongest;
}

}  // namespace

void Beat::step() {
  ++steps_;
  if (clock_ == nullptr || clock_->monotonic() < stalls_at_) return;
  log_lines::stalled(thread_);
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

Beats::Beats(const model::Clock& clock, std::optional<model::Duration> watchdog,
             std::optional<Stall> stall)
    : clock_(clock), check_(check_of(watchdog)), stall_(std::move(stall)) {}

Beat& Beats::add(std::string thread) {
  Beat& beat = beats_.emplace_back(std::move(thread), check_ * 4 / 5);
  if (stall_ && stall_->thread == beat.thread_) {
    beat.clock_ = &clock_;
    beat.stalls_at_ = clock_.monotonic() + stall_->after;
  }
  return beat;
}

bool Beats::stall_is_unknown() const {
  return stall_ && std::ranges::find(beats_, stall_->thread, &Beat::thread_) == beats_.end();
}

bool Beats::all_moved() {
  for (Beat& beat : beats_) {
    const std::uint64_t steps = beat.steps_;
    if (std::exchange(beat.seen_, steps) == steps) {
      still_.try_emplace(beat.thread_, clock_.now());
    } else {
      still_.erase(beat.thread_);
    }
  }
  return still_.empty();
}

}  // namespace newswatch::daemon
