// DayCount: what came on one day. A plain value.
#pragma once

#include <cstdint>

#include "model/identity_key.h"

namespace newswatch::model {

struct DayCount {
  Day day{};
  std::uint64_t stories = 0, events = 0;  // that were first seen on it
  bool operator==(const DayCount&) const = default;
};

}  // namespace newswatch::model
