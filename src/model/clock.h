// Clock: the port to time. Nothing else in newswatch asks the machine what time it is.
//
// Time is UTC in whole milliseconds since 1970; Monotonic never jumps, goes on while the machine
// sleeps, and is only good for differences. Implementations are safe from any thread.
#pragma once

#include <time.h>

#include <chrono>

namespace newswatch::model {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// The clock as it is adjusted all the time differs by less than this; what is more is a step.
inline constexpr Duration kClockTolerance = std::chrono::minutes(2);

// Both clocks at one instant: only together they tell a step from time that has passed.
struct Moment {
  Time wall{};
  Monotonic mono{};
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual Monotonic monotonic() const = 0;
  Moment moment() const { return {now(), monotonic()}; }
};

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  Monotonic monotonic() const override {
    // steady_clock stands still while the machine sleeps: waking up would look like a step.
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return Monotonic(std::chrono::duration_cast<Duration>(std::chrono::seconds(time.tv_sec) +
                                                          std::chrono::nanoseconds(time.tv_nsec)));
  }
};

}  // namespace newswatch::model
