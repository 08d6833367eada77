// Charts as numbers of SVG: the sparkline of an event's reports, and its timeline. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/event.h"

namespace newswatch::web {

// The d of a path in a box of 120 x 20, bars: how many of `times` came in each twelfth of the time
// from `begin` to `end`.
std::string sparkline(std::span<const model::Time> times, model::Time begin, model::Time end);

struct TimelineDot {
  double x = 0, y = 0;
  std::string words;  // "TIME, 2025-01-28 14:51 UTC: title"
};
struct TimelineLine {
  double y = 0;
  std::string outlet;
};
// One line for each outlet, at most 12, in the order they came; a dot for each report. 640 wide.
struct Timeline {
  double height = 0;
  std::vector<TimelineLine> lines;
  std::vector<TimelineDot> dots;
};
Timeline timeline(std::span<const model::Report> reports);

}  // namespace newswatch::web
