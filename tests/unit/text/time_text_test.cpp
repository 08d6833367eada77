#include "text/time_text.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3339, WritesWholeSecondsWithoutFraction) {
  EXPECT_EQ(rfc3339(*parse_rfc3339("2025-01-28T21:15:00+01:00")), "2025-01-28T20:15:00Z");
  EXPECT_EQ(rfc3339(*parse_rfc3339("2025-01-28T20:15:00.25Z")), "2025-01-28T20:15:00.250Z");
  EXPECT_EQ(rfc3339(*parse_rfc3339("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsADateAloneAsMidnight) {
  EXPECT_EQ(rfc3339(*parse_rfc3339("2024-02-29")), "2024-02-29T00:00:00Z");
}

TEST(Rfc3339, RefusesWhatIsNoDate) {
  for (const char* bad : {"", "2025", "2025-02-30", "2025-13-01", "2025-01-01T25:00:00Z",
                          "2025-01-01T00:00:00", "2025-01-01T00:00Z", "2025-01-01T00:00:00+1",
                          "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Zx", "-025-01-01"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Duration, ReadsUnitsAndSums) {
  EXPECT_EQ(parse_duration("10m"), 10min);
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2w"), 24h * 14);
  EXPECT_EQ(parse_duration("0s"), 0ms);
}

TEST(Duration, RefusesWhatHasNoUnitOrIsTooLong) {
  for (const char* bad : {"", "10", "m", "-5m", "1.5h", "10 m", "5y", "99999999999999999999s",
                          "36526d", "1d36525d"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Duration, WritesWhatItReads) {
  for (const char* text : {"10m", "1h30m", "250ms", "2w", "0s", "10d", "1d12h"}) {
    EXPECT_EQ(duration(*parse_duration(text)), text);
  }
}

TEST(Relative, SpeaksAsPeopleDo) {
  const model::Time now = *parse_rfc3339("2025-01-28T20:15:00Z");
  EXPECT_EQ(relative(now - 2s, now), "now");
  EXPECT_EQ(relative(now - 40s, now), "40 s ago");
  EXPECT_EQ(relative(now - 5min, now), "5 min ago");
  EXPECT_EQ(relative(now + 7min, now), "in 7 min");
  EXPECT_EQ(relative(now - 3h, now), "3 h ago");
  EXPECT_EQ(relative(now - 24h * 3, now), "3 days ago");
  EXPECT_EQ(relative(now - 24h * 40, now), "2024-12-19");
}

}  // namespace
}  // namespace newswatch::text
