// ClockStep: the wall clock was set, and not by a little. StepWatch notices it. Plain values; one
// thread each.
#pragma once

#include <optional>
#include <utility>

#include "model/clock.h"

namespace newswatch::model {

struct ClockStep {
  Time from{}, to{};                         // what the clock would have shown, and what it showed
  Duration by() const { return to - from; }  // below 0: it was set back
};

class StepWatch {
 public:
  // The step since the last look; nullopt: none, or this is the first look. To be called often:
  // each look compares what passed on both clocks since the one before.
  std::optional<ClockStep> look(const Moment& at) {
    const std::optional<Moment> last = std::exchange(last_, at);
    if (!last) return std::nullopt;
    const ClockStep step{last->wall + (at.mono - last->mono), at.wall};
    if (step.by() <= kClockTolerance && step.by() >= -kClockTolerance) return std::nullopt;
    return step;
  }

 private:
  std::optional<Moment> last_;
};

}  // namespace newswatch::model
