#include "cli/time_window.h"

#include <gtest/gtest.h>

#include "support/zone.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

const model::Time kWhenNow = *text::parse_rfc3339("2025-01-28T15:30:00Z");

std::string since(std::string_view text) {
  const test::Zone utc("UTC");
  const auto time = parse_since(text, kWhenNow);
  return time ? text::rfc3339(*time) : "error";
}

std::string until(std::string_view text) {
  const test::Zone utc("UTC");
  const auto time = parse_until(text, kWhenNow);
  return time ? text::rfc3339(*time) : "error";
}

TEST(TimeWindow, TakesADayWholeAtBothEnds) {
  EXPECT_EQ(since("2025-01-20"), "2025-01-20T00:00:00Z");
  EXPECT_EQ(until("2025-01-20"), "2025-01-21T00:00:00Z");
  EXPECT_EQ(since("yesterday"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(until("yesterday"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(since("12h"), "2025-01-28T03:30:00Z");
  EXPECT_EQ(until("12h"), "2025-01-28T03:30:00Z");
}

TEST(TimeWindow, NamesTheOptionThatIsWrong) {
  const auto window = parse_window("7d", "soon", kWhenNow);
  ASSERT_FALSE(window);
  EXPECT_EQ(window.error().context.find("--until"), 0u);
}

TEST(TimeWindow, WindowTakesItsStartAndLeavesItsEnd) {
  const test::Zone utc("UTC");
  const auto window = parse_window("2025-01-27", "2025-01-27", kWhenNow);
  ASSERT_TRUE(window);
  EXPECT_TRUE(window->holds(*text::parse_rfc3339("2025-01-27T00:00:00Z")));
  EXPECT_TRUE(window->holds(*text::parse_rfc3339("2025-01-27T23:59:59Z")));
  EXPECT_FALSE(window->holds(*text::parse_rfc3339("2025-01-28T00:00:00Z")));
  EXPECT_FALSE(window->holds(*text::parse_rfc3339("2025-01-26T23:59:59Z")));
  EXPECT_TRUE(parse_window("", "", kWhenNow)->holds(model::Time{}));
}

}  // namespace
}  // namespace newswatch::cli
