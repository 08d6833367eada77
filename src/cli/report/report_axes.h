// The axes of charts: from a value to its place, and the marks on the way. Pure; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/report/report_charts.h"
#include "model/clock.h"

namespace newswatch::cli::report {

// Time from left to right.
class TimeAxis {
 public:
  TimeAxis(model::Time from, model::Time to);
  double at(model::Time time) const;  // percent, within the chart
  // Lines at round times, with their names below.
  void draw(Chart& chart, double top_to) const;

 private:
  model::Time from_, to_;
};

// Durations from left to right: the first minutes have as much room as the days behind them.
class DelayAxis {
 public:
  // unit: below it the axis is even.
  DelayAxis(model::Duration unit, model::Duration longest);
  double at(model::Duration delay) const;
  void draw(Chart& chart, double top_to) const;

 private:
  double unit_, longest_;  // seconds
};

// The least of 1, 2, 4, 6 and 8, with zeros behind it, that is not less; at least 1.
std::uint64_t round_up(std::uint64_t number);

// `kind`, with where words at this place begin, so that they stay inside the chart.
std::string words_kind(std::string kind, double x);

}  // namespace newswatch::cli::report
