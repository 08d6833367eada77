// Window: a span of time that a list is limited to.
#pragma once

#include <optional>

#include "model/clock.h"

namespace newswatch::view {

// since <= t < until. A bound that is not set limits nothing.
struct Window {
  std::optional<model::Time> since, until;
  bool holds(model::Time time) const {
    return (!since || time >= *since) && (!until || time < *until);
  }
};

}  // namespace newswatch::view
