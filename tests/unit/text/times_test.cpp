#include "text/times.h"

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

// RFC 9110 section 5.6.7
TEST(HttpDate, ReadsItsThreeForms) {
  const auto expected = parse_rfc3339("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
  EXPECT_EQ(parse_http_date("sun, 06 nov 1994 08:49:37 gmt"), expected);
  EXPECT_EQ(parse_http_date("Tue Nov 16 08:49:37 2004"), parse_rfc3339("2004-11-16T08:49:37Z"));
  EXPECT_EQ(parse_http_date("Tuesday, 16-Nov-04 08:49:37 GMT"),
            parse_rfc3339("2004-11-16T08:49:37Z"));
}

TEST(HttpDate, RefusesWhatIsNone) {
  for (const char* text :
       {"", "Sun", "Sun, 31 Feb 2025 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:61:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 8:49:37 GMT", ", , , , , , ,", "- - - -",
        "Sunday, 06-Nov-94 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT+1", "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT", "Sun Nov"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(Rfc5322, ReadsZones) {
  const auto expected = parse_rfc3339("2025-01-02T04:30:00Z");
  for (const char* text : {"Thu, 02 Jan 2025 10:00:00 +0530", "Thu, 2 Jan 2025 04:30:00 +0000",
                           "Wed, 01 Jan 2025 23:30:00 -0500", "Thu, 02 Jan 2025 04:30:00 UT",
                           "Thu, 02 Jan 2025 04:30:00 utc"}) {
    EXPECT_EQ(parse_rfc5322(text), expected) << text;
  }
}

TEST(Rfc5322, RefusesWhatIsNotExactlySo) {
  for (const char* text : {"02 Jan 2025 10:00:00 GMT", "Thu, 02 Jan 25 10:00:00 GMT",
                           "Thu, 02 Jan 2025 10:00 GMT", "Thu, 02 Jan 2025 10:00:00",
                           "Thu, 02 Jan 2025 10:00:00 EST", "Thu, 02 Jan 2025 10:00:00 +05:30",
                           "Thu, 02 Jan 2025 10:00:00 +05301", "Thu,  2 Jan 2025 10:00:00 GMT",
                           "Thursday, 02 Jan 2025 10:00:00 GMT", "MDT, 02 Jan 2025 10:00:00 GMT"}) {
    EXPECT_EQ(parse_rfc5322(text), std::nullopt) << text;
  }
}

TEST(Duration, ReadsUnitsAndSums) {
  EXPECT_EQ(parse_duration("10m"), 10min);
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2w"), 24h * 14);
  EXPECT_EQ(parse_duration("1y"), 24h * 365);
  EXPECT_EQ(parse_duration("0s"), 0ms);
}

TEST(Duration, RefusesWhatHasNoUnitOrIsTooLong) {
  for (const char* bad : {"", "10", "m", "-5m", "1.5h", "10 m", "5mo", "101y",
                          "99999999999999999999s", "36526d", "1d36525d"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(Duration, WritesWhatItReads) {
  for (const char* text : {"10m", "1h30m", "250ms", "2w", "0s", "10d", "1d12h", "2y", "400d"}) {
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
