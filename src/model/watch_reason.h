// WatchReason: one reason why the watch is not well, for `newswatch status`. Plain value.
#pragma once

#include <optional>
#include <string>

#include "model/clock.h"

namespace newswatch::model {

struct WatchReason {
  std::string what;  // "feeds.late", "sink.overdue", a name of trouble.h, ...
  std::optional<Time> since;
  std::string detail;  // one line for people
  bool operator==(const WatchReason&) const = default;
};

}  // namespace newswatch::model
