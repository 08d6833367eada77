#include "cli/report/report_charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/report/report_axes.h"
#include "cli/report/report_words.h"
#include "text/escape.h"
#include "text/fit.h"

namespace newswatch::cli::report {
namespace {

constexpr double kFoot = 24;  // pixels below the plot, for the names of its marks
constexpr double kRow = 38, kNameFoot = 13, kBarTop = 20, kBarHeight = 9;

std::string fitting(const std::string& text, std::size_t most) {
  return text::fit(text::visible(text), most, text::Unit::kCharacters);
}

// The name of a row above its bar, and what it comes to at the right.
void draw_row_names(Chart& chart, double top, const std::string& name, std::string value) {
  constexpr std::size_t kLongest = 26;  // beside the value, on a phone
  chart.words.push_back({0, top + kNameFoot, "name", fitting(name, kLongest)});
  chart.words.push_back({100, top + kNameFoot, "value end", std::move(value)});
}

}  // namespace

Chart timeline_chart(const Figures& figures) {
  constexpr double kTop = 16, kPlot = 170;
  Chart chart{
      .id = "timeline",
      .title = "New events and their reports over time",
      .description = fmt::format("Bars of {} each. The same numbers are in the table below.",
                                 span_text(figures.slot)),
      .height = kTop + kPlot + kFoot,
      .legend = {{"reports", "reports"}, {"events", "new events"}}};
  std::uint64_t most = 0;
  for (const Slot& slot : figures.slots) most = std::max({most, slot.events, slot.reports});
  if (most == 0) return chart;
  const std::uint64_t top = round_up(most);
  for (const std::uint64_t line : {std::uint64_t{0}, top / 2, top}) {
    const double y = kTop + kPlot * (1 - static_cast<double>(line) / static_cast<double>(top));
    chart.rules.push_back({.y = y, .across = true});
    if (line > 0) chart.words.push_back({0, y - 4, "tick", number_text(line)});
  }
  const TimeAxis axis(figures.from, figures.to);
  axis.draw(chart, kTop + kPlot);
  for (const Slot& slot : figures.slots) {
    if (slot.events + slot.reports == 0) continue;
    const double left = axis.at(slot.from), right = axis.at(slot.from + figures.slot);
    const double width = std::max(0.15, (right - left) * 0.86);
    const std::string tip = fmt::format("{} UTC: {} reports, {} new events", utc_minute(slot.from),
                                        number_text(slot.reports), number_text(slot.events));
    const auto bar = [&](const char* kind, std::uint64_t count) {
      if (count == 0) return;
      const double height =
          std::max(1.0, kPlot * static_cast<double>(count) / static_cast<double>(top));
      chart.bars.push_back({left, width, kTop + kPlot - height, height, kind, tip});
    };
    bar("reports", slot.reports);
    bar("events", slot.events);
  }
  return chart;
}

Chart spread_chart(const Figures& figures) {
  constexpr std::size_t kLanes = 15, kLongestLane = 90;
  std::vector<const ListedEvent*> lanes;
  for (const ListedEvent& one : figures.listed) {
    if (one.outlets.size() > 1) lanes.push_back(&one);
  }
  std::ranges::stable_sort(lanes, std::ranges::greater{},
                           [](const ListedEvent* one) { return one->outlets.size(); });
  lanes.resize(std::min(lanes.size(), kLanes));
  std::ranges::stable_sort(lanes, {}, [](const ListedEvent* one) { return one->event.first_seen; });
  Chart chart{.id = "spread",
              .title = "How the largest events spread from outlet to outlet",
              .description =
                  "A line for each event, a dot for each outlet, placed by the time since "
                  "the first report. The same numbers are in the table below.",
              .height = static_cast<double>(lanes.size()) * kRow + kFoot,
              .legend = {{"first", "the first outlet"}, {"other", "another outlet, at its delay"}}};
  model::Duration longest{};
  for (const ListedEvent* one : lanes) {
    longest = std::max(longest, one->outlets.back().time - one->outlets.front().time);
  }
  if (lanes.empty()) return chart;
  const DelayAxis axis(std::chrono::minutes(1), longest);
  axis.draw(chart, chart.height - kFoot);
  double top = 0;
  for (const ListedEvent* one : lanes) {
    const OutletTime& first = one->outlets.front();
    const double y = top + kBarTop + kBarHeight / 2;
    chart.words.push_back({0, top + kNameFoot, "name", fitting(one->event.title, kLongestLane)});
    const double end = axis.at(one->outlets.back().time - first.time);
    chart.bars.push_back({axis.at({}), end - axis.at({}), y - 0.5, 1, "lane", ""});
    for (auto at = one->outlets.rbegin(); at != one->outlets.rend(); ++at) {  // the first on top
      const OutletTime& other = *at;
      const bool leads = other.time == first.time;
      const std::string name = fitting(other.outlet, 60);
      chart.dots.push_back({axis.at(other.time - first.time), y, leads ? "first" : "other",
                            leads ? name + ": first, " + utc_minute(first.time) + " UTC"
                                  : name + ": " + span_text(other.time - first.time) + " later"});
    }
    top += kRow;
  }
  return chart;
}

Chart first_chart(const Figures& figures) {
  std::vector<const OutletFigures*> outlets;
  for (const OutletFigures& one : figures.by_outlet) {
    if (one.shared > 0) outlets.push_back(&one);
  }
  std::ranges::stable_sort(outlets, std::ranges::greater{}, [](const OutletFigures* one) {
    return std::pair(one->first, one->shared);
  });
  Chart chart{.id = "first",
              .title = "How often each outlet was first",
              .description =
                  "A bar for each outlet: the events that others reported too, by whether "
                  "it was first. The same numbers are in the table below.",
              .height = static_cast<double>(outlets.size()) * kRow,
              .legend = {{"first", "first"}, {"tied", "tied"}, {"later", "later"}}};
  std::uint64_t most = 1;
  for (const OutletFigures* one : outlets) most = std::max(most, one->shared);
  double top = 0;
  for (const OutletFigures* one : outlets) {
    draw_row_names(chart, top, one->name,
                   fmt::format("{} of {}", number_text(one->first), number_text(one->shared)));
    double x = 0;
    const auto bar = [&](const char* kind, std::uint64_t count) {
      const double width = 100 * static_cast<double>(count) / static_cast<double>(most);
      if (count > 0) {
        chart.bars.push_back(
            {x, width, top + kBarTop, kBarHeight, kind,
             fmt::format("{} {} in {}", fitting(one->name, 60), kind, number_text(count))});
      }
      x += width;
    };
    bar("first", one->first);
    bar("tied", one->tied);
    bar("later", one->shared - one->first - one->tied);
    top += kRow;
  }
  return chart;
}

Chart overlap_chart(const Figures& figures) {
  constexpr double kCell = 26, kHead = 20, kNames = 30;
  const OutletOverlap& overlap = figures.overlap;
  const std::size_t count = overlap.outlets.size();
  Chart chart{.id = "overlap",
              .title = "Which outlets report the same events",
              .description =
                  "A row for each outlet: in what share of its events the outlet of the "
                  "column is, too. The counts are in the table below.",
              .height = kHead + static_cast<double>(count) * kCell,
              .legend = {{"cell", "share of the row's events that the column has, too"}}};
  if (count < 2) return chart;
  const double width = (100 - kNames) / static_cast<double>(count);
  for (std::size_t row = 0; row < count; ++row) {
    const double y = kHead + static_cast<double>(row) * kCell;
    constexpr std::size_t kLongest = 13;
    chart.words.push_back(
        {0, y + 17, "name",
         fmt::format("{}. {}", row + 1, fitting(overlap.outlets[row], kLongest))});
    for (std::size_t column = 0; column < count; ++column) {
      const double x = kNames + static_cast<double>(column) * width;
      if (row == 0) {
        chart.words.push_back({x + width / 2, 13, "tick mid", std::to_string(column + 1)});
      }
      if (row == column) continue;
      const std::uint64_t both = overlap.shared[row][column], all = overlap.shared[row][row];
      const double share = all == 0 ? 0 : static_cast<double>(both) / static_cast<double>(all);
      chart.bars.push_back(
          {x + width * 0.03, width * 0.94, y + 1, kCell - 2, "cell",
           fmt::format("{} and {}: {} of {}", fitting(overlap.outlets[row], 60),
                       fitting(overlap.outlets[column], 60), number_text(both), number_text(all)),
           0.06 + 0.94 * share});
      chart.words.push_back({x + width / 2, y + 17, share > 0.5 ? "strong mid" : "weak mid",
                             fmt::format("{:.0f}", share * 100)});
    }
  }
  return chart;
}

Chart lag_chart(const Figures& figures) {
  const std::vector<const FeedFigures*> feeds = feeds_with_lag(figures);
  Chart chart{
      .id = "lag",
      .title = "How late each feed's reports were seen",
      .description =
          "A bar for each feed from its fastest to its slowest tenth, with a dot at "
          "the median. The same numbers are in the table below.",
      .height = static_cast<double>(feeds.size()) * kRow + kFoot,
      .legend = {{"range", "all but the fastest and the slowest tenth"}, {"first", "median"}}};
  if (feeds.empty()) return chart;
  model::Duration longest{};
  for (const FeedFigures* feed : feeds) longest = std::max(longest, feed->lag.quantile(0.9));
  const DelayAxis axis(std::chrono::seconds(10), longest);
  axis.draw(chart, chart.height - kFoot);
  double top = 0;
  for (const FeedFigures* feed : feeds) {
    const model::Duration low = feed->lag.quantile(0.1), middle = feed->lag.quantile(0.5),
                          high = feed->lag.quantile(0.9);
    draw_row_names(chart, top, feed->row.name, span_text(middle));
    const std::string tip = fmt::format("{}: median {}, {} to {}", fitting(feed->row.name, 60),
                                        span_text(middle), span_text(low), span_text(high));
    chart.bars.push_back({axis.at(low), std::max(0.5, axis.at(high) - axis.at(low)), top + kBarTop,
                          kBarHeight, "range", tip});
    chart.dots.push_back({axis.at(middle), top + kBarTop + kBarHeight / 2, "first", tip});
    top += kRow;
  }
  return chart;
}

Chart health_chart(const Figures& figures) {
  Chart chart{.id = "health",
              .title = "When each feed was watched",
              .description =
                  "A strip for each feed. Gaps, in which something may have been missed, "
                  "stand out. How much was watched is in the table below.",
              .height = static_cast<double>(figures.feeds.size()) * kRow + kFoot,
              .legend = {{"good", "watched"}, {"bad", "not watched"}}};
  if (figures.feeds.empty()) return chart;
  const TimeAxis axis(figures.from, figures.to);
  axis.draw(chart, chart.height - kFoot);
  double top = 0;
  for (const FeedFigures& feed : figures.feeds) {
    const model::Coverage& covered = feed.coverage;
    const auto strip = [&](model::Time from, model::Time to, const char* kind, std::string tip) {
      const double left = axis.at(from);
      chart.bars.push_back({left, std::max(0.3, axis.at(to) - left), top + kBarTop, kBarHeight,
                            kind, std::move(tip)});
    };
    draw_row_names(chart, top, feed.row.name, std::string(engine::name(feed.row.condition)));
    const bool never = covered.watched.empty() && covered.unwatched.empty();
    strip(figures.from, figures.to, "unknown", "");
    if (!never) strip(covered.window.from, figures.to, "good", "");
    // A gap that ends where the one before it was drawn adds nothing: so their number is bounded.
    const auto draw_gaps = [&](const std::vector<model::Gap>& gaps) {
      double drawn = -1;
      for (const model::Gap& gap : gaps) {
        if (gap.from >= figures.to || axis.at(gap.to) - drawn < 0.2) continue;
        drawn = axis.at(gap.to);
        strip(gap.from, std::min(gap.to, figures.to), "bad",
              fmt::format("{} to {} UTC: {}", utc_minute(gap.from), utc_minute(gap.to),
                          gap.rolled_over ? "rolled over" : fitting(gap.why, 120)));
      }
    };
    draw_gaps(covered.unwatched);
    draw_gaps(covered.rolled_over);
    top += kRow;
  }
  return chart;
}

}  // namespace newswatch::cli::report
