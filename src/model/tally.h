// Tally: what the watch did since its last sign of life to people. A plain value.
#pragma once

#include <cstdint>

#include "model/clock.h"

namespace newswatch::model {

struct Tally {
  Time since{};  // 0: nothing was counted yet
  std::uint64_t polls = 0, matched = 0, events = 0, held = 0;
};

}  // namespace newswatch::model
