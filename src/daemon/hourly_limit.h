// HourlyLimit: how many questions were asked in a clock hour (UTC), so that a judge that costs
// money is asked no more than max_per_hour. A value; stored as "2025-01-28T20 17". Pure; any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::daemon {

class HourlyLimit {
 public:
  HourlyLimit() = default;
  // What text() made; anything else counts as never asked.
  explicit HourlyLimit(std::string_view stored);

  std::size_t left(model::Time now, int max_per_hour) const;
  void take(model::Time now, std::size_t questions);
  std::string text() const;

 private:
  std::string hour_;
  std::size_t asked_ = 0;
};

}  // namespace newswatch::daemon
