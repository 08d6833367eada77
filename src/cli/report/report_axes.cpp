#include "cli/report/report_axes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/report/report_words.h"
#include "text/times.h"

namespace newswatch::cli::report {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Room for half a dot at both ends.
constexpr double kEdge = 1.5;
constexpr double kBelow = 16;  // pixels from the end of a line to the foot of its name

double inside(double share) { return kEdge + (100 - 2 * kEdge) * std::clamp(share, 0.0, 1.0); }

double in_seconds(model::Duration time) { return std::chrono::duration<double>(time).count(); }

void draw_tick(Chart& chart, double x, double top_to, std::string name) {
  chart.rules.push_back({.at = x, .y = top_to});
  chart.words.push_back({x, top_to + kBelow, words_kind("tick", x), std::move(name)});
}

}  // namespace

std::string words_kind(std::string kind, double x) {
  constexpr double kNear = 8;
  if (x > 100 - kNear) return kind + " end";
  return x < kNear ? kind : kind + " mid";
}

std::uint64_t round_up(std::uint64_t number) {
  for (std::uint64_t unit = 1;; unit *= 10) {
    for (const std::uint64_t of : {1, 2, 4, 6, 8}) {
      if (of * unit >= number) return of * unit;
    }
  }
}

TimeAxis::TimeAxis(model::Time from, model::Time to) : from_(from), to_(to) {}

double TimeAxis::at(model::Time time) const {
  const double whole = in_seconds(to_ - from_);
  return inside(whole <= 0 ? 0 : in_seconds(time - from_) / whole);
}

void TimeAxis::draw(Chart& chart, double top_to) const {
  constexpr int kMost = 5;
  constexpr std::array<model::Duration, 14> kSteps = {
      minutes(5), minutes(15), hours(1), hours(3), hours(6), hours(12), days(1),
      days(2),    days(7),     days(14), days(28), days(91), days(182), days(365)};
  model::Duration step = kSteps.back();
  for (auto at = kSteps.rbegin(); at != kSteps.rend(); ++at) {
    if ((to_ - from_) / *at < kMost) step = *at;
  }
  while ((to_ - from_) / step >= kMost) step *= 2;
  model::Time mark = from_ - from_.time_since_epoch() % step;
  for (; mark <= to_; mark += step) {
    if (mark < from_) continue;
    const std::string whole = text::rfc3339(mark);  // 2025-01-28T20:15:00Z
    const bool midnight = mark.time_since_epoch() % days(1) == model::Duration(0);
    draw_tick(chart, at(mark), top_to,
              step >= days(28) ? whole.substr(0, 10)
              : midnight       ? whole.substr(5, 5)
                               : whole.substr(11, 5));
  }
}

DelayAxis::DelayAxis(model::Duration unit, model::Duration longest)
    : unit_(in_seconds(unit)), longest_(std::max(in_seconds(longest), in_seconds(unit))) {}

double DelayAxis::at(model::Duration delay) const {
  return inside(std::log1p(std::max(0.0, in_seconds(delay)) / unit_) /
                std::log1p(longest_ / unit_));
}

void DelayAxis::draw(Chart& chart, double top_to) const {
  constexpr double kLeastGap = 12;  // percent
  double last = -100;
  for (const model::Duration mark :
       {model::Duration(0), model::Duration(seconds(10)), model::Duration(minutes(1)),
        model::Duration(minutes(10)), model::Duration(hours(1)), model::Duration(hours(6)),
        model::Duration(days(1)), model::Duration(days(7)), model::Duration(days(28)),
        model::Duration(days(365))}) {
    const double x = at(mark);
    if (in_seconds(mark) > longest_ || x - last < kLeastGap) continue;
    last = x;
    draw_tick(chart, x, top_to, mark == model::Duration(0) ? "0" : span_text(mark));
  }
}

}  // namespace newswatch::cli::report
