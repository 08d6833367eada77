#include "cli/time_window.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::cli {
namespace {

const model::Time kWhenNow = *text::parse_rfc3339("2025-01-28T15:30:00Z");

std::string since(std::string_view text) {
  const auto time = parse_since(text, kWhenNow);
  return time ? text::rfc3339(*time) : "error";
}

std::string until(std::string_view text) {
  const auto time = parse_until(text, kWhenNow);
  return time ? text::rfc3339(*time) : "error";
}

TEST(TimeWindow, ReadsInstantsAndWhatIsLongAgo) {
  EXPECT_EQ(since("2025-01-20T08:00:00+01:00"), "2025-01-20T07:00:00Z");
  EXPECT_EQ(since("7d"), "2025-01-21T15:30:00Z");
  EXPECT_EQ(since("12h"), "2025-01-28T03:30:00Z");
  EXPECT_EQ(until("12h"), "2025-01-28T03:30:00Z");
}

TEST(TimeWindow, TakesADayWholeAtBothEnds) {
  EXPECT_EQ(since("2025-01-20"), "2025-01-20T00:00:00Z");
  EXPECT_EQ(until("2025-01-20"), "2025-01-21T00:00:00Z");
  EXPECT_EQ(since("today"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(until("today"), "2025-01-29T00:00:00Z");
  EXPECT_EQ(since("yesterday"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(until("yesterday"), "2025-01-28T00:00:00Z");
}

TEST(TimeWindow, RefusesWhatIsNoTimeAndSaysWhatToWrite) {
  for (const char* text : {"", "tomorrow", "7", "-7d", "28.1.2025", "2025-02-30", "7d\x1b[2J"}) {
    const auto time = parse_since(text, kWhenNow);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().kind, model::ErrorKind::kBadInput);
    EXPECT_NE(time.error().context.find("yesterday"), std::string::npos);
    EXPECT_EQ(time.error().context.find('\x1b'), std::string::npos);
  }
}

TEST(TimeWindow, NamesTheOptionThatIsWrong) {
  const auto window = parse_window("7d", "soon", kWhenNow);
  ASSERT_FALSE(window);
  EXPECT_EQ(window.error().context.find("--until"), 0u);
}

TEST(TimeWindow, WindowTakesItsStartAndLeavesItsEnd) {
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
