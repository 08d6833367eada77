// Clock: the port to time. Nothing else in newswatch asks the machine what time it is.
//
// Time is UTC in whole milliseconds since 1970; Monotonic never jumps and is only good for
// differences. Implementations are safe from any thread.
#pragma once

#include <chrono>

namespace newswatch::model {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual Monotonic monotonic() const = 0;
};

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  Monotonic monotonic() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
  }
};

}  // namespace newswatch::model
