#include "web/charts.h"

#include <gtest/gtest.h>

namespace newswatch::web {
namespace {

using namespace std::chrono_literals;

const model::Time kBegin{std::chrono::hours(480'000)};

TEST(Sparkline, HasABarForEachTwelfthInWhichSomethingCame) {
  EXPECT_EQ(sparkline(std::vector{kBegin, kBegin, kBegin + 12h}, kBegin, kBegin + 12h),
            "M5 20V0M115 20V10");
}

TEST(Sparkline, NeverLeavesItsBox) {
  EXPECT_EQ(sparkline({}, kBegin, kBegin), "");
  // Before and after, as a clock that was set makes them.
  EXPECT_EQ(sparkline(std::vector{kBegin - 5h, kBegin + 99h}, kBegin, kBegin + 1h),
            "M5 20V0M115 20V0");
  EXPECT_EQ(sparkline(std::vector{kBegin}, kBegin + 1h, kBegin), "M5 20V0");
}

TEST(Timeline, ALineForEachOutletAndADotForEachReport) {
  std::vector<model::Report> reports(3);
  reports[0] = {.outlet = "TIME", .title = "a", .published = kBegin};
  reports[1] = {.outlet = "The Hill", .title = "b", .first_seen = kBegin + 1h};
  reports[2] = {.outlet = "TIME", .title = "c", .published = kBegin + 2h};
  const Timeline chart = timeline(reports);
  ASSERT_EQ(chart.lines.size(), 2u);
  ASSERT_EQ(chart.dots.size(), 3u);
  EXPECT_EQ(chart.lines[1].outlet, "The Hill");
  EXPECT_DOUBLE_EQ(chart.dots[0].x, 156);
  EXPECT_DOUBLE_EQ(chart.dots[1].x, 390);
  EXPECT_DOUBLE_EQ(chart.dots[2].x, 624);
  EXPECT_EQ(chart.dots[0].y, chart.dots[2].y);
  EXPECT_NE(chart.dots[0].words.find("TIME, 2024-10-04 00:00 UTC: a"), std::string::npos)
      << chart.dots[0].words;
}

TEST(Timeline, HasTwelveLinesAtMost) {
  std::vector<model::Report> reports(40);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    reports[i].outlet = "outlet " + std::to_string(i);
    reports[i].first_seen = kBegin;
  }
  const Timeline chart = timeline(reports);
  EXPECT_EQ(chart.lines.size(), 12u);
  EXPECT_EQ(chart.dots.size(), 12u);
  EXPECT_TRUE(timeline({}).dots.empty());
}

}  // namespace
}  // namespace newswatch::web
