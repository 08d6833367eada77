#include "web/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text/times.h"

namespace newswatch::web {
namespace {

constexpr std::size_t kBins = 12, kMostLines = 12;
constexpr double kBarGap = 10, kSparkHeight = 20;  // twelve bars in 120
constexpr double kLeft = 156, kRight = 624, kTop = 16, kLineGap = 24;

double share(model::Time at, model::Time begin, model::Time end) {
  if (end <= begin) return 0;
  return std::clamp(
      static_cast<double>((at - begin).count()) / static_cast<double>((end - begin).count()), 0.0,
      1.0);
}

}  // namespace

std::string sparkline(std::span<const model::Time> times, model::Time begin, model::Time end) {
  std::array<unsigned, kBins> bins{};
  for (const model::Time at : times) {
    const auto bin = static_cast<std::size_t>(share(at, begin, end) * kBins);
    ++bins.at(std::min(bin, kBins - 1));
  }
  const unsigned most = std::max(1U, *std::ranges::max_element(bins));
  std::string path;
  for (std::size_t i = 0; i < kBins; ++i) {
    if (bins.at(i) == 0) continue;
    const double x = kBarGap * (static_cast<double>(i) + 0.5);
    const double y = kSparkHeight - kSparkHeight * bins.at(i) / most;
    path += fmt::format("M{:.0f} {:.0f}V{:.0f}", x, kSparkHeight, y);
  }
  return path;
}

Timeline timeline(std::span<const model::Report> reports) {
  Timeline out;
  if (reports.empty()) return out;
  const auto when = [](const model::Report& report) {
    return report.published.value_or(report.first_seen);
  };
  const auto [first, last] = std::ranges::minmax(reports, {}, when);
  const model::Time begin = when(first), end = when(last);
  for (const model::Report& report : reports) {
    auto line = std::ranges::find(out.lines, report.outlet, &TimelineLine::outlet);
    if (line == out.lines.end()) {
      if (out.lines.size() == kMostLines) continue;
      const double y = kTop + kLineGap * static_cast<double>(out.lines.size());
      line = out.lines.insert(out.lines.end(), {y, report.outlet});
    }
    out.dots.push_back({kLeft + (kRight - kLeft) * share(when(report), begin, end), line->y,
                        fmt::format("{}, {} {}: {}", report.outlet, text::day(when(report)),
                                    text::clock_time(when(report), when(report)), report.title)});
  }
  out.height = kTop + kLineGap * static_cast<double>(out.lines.size());
  return out;
}

}  // namespace newswatch::web
