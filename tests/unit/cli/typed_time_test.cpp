#include "cli/typed_time.h"

#include <gtest/gtest.h>

#include "support/zone.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

// A Tuesday.
const model::Time kTypedNow = *text::parse_rfc3339("2025-01-28T15:30:00Z");

std::string begin_of(std::string_view typed, const char* zone = "UTC",
                     model::Time now = kTypedNow) {
  const test::Zone here(zone);
  const auto time = read_typed_time(typed, now);
  return time ? text::rfc3339(time->begin) : "error";
}

std::string end_of(std::string_view typed, const char* zone = "UTC") {
  const test::Zone here(zone);
  const auto time = read_typed_time(typed, kTypedNow);
  return time ? text::rfc3339(time->end) : "error";
}

TEST(TypedTime, ReadsTimesAndDays) {
  EXPECT_EQ(begin_of("2025-01-20T08:00:00+01:00"), "2025-01-20T07:00:00Z");
  EXPECT_EQ(begin_of("2025-01-20 08:00:00Z"), "2025-01-20T08:00:00Z");
  EXPECT_EQ(begin_of("2025-01-20 08:00"), "2025-01-20T08:00:00Z");
  EXPECT_EQ(begin_of(" 2025-01-20 "), "2025-01-20T00:00:00Z");
  EXPECT_EQ(end_of("2025-01-20"), "2025-01-21T00:00:00Z");
  EXPECT_EQ(begin_of("today"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(end_of("Yesterday"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(begin_of("now"), "2025-01-28T15:30:00Z");
}

TEST(TypedTime, ReadsHowLongAgo) {
  for (const char* typed :
       {"2h", "2 h", "2 hours", "2 hours ago", "2 HOURS AGO", "2h ago", "120 minutes ago",
        "an hour and 60 min ago", "last 2 hours", "1 hour 60 minutes", "past 2 hrs"}) {
    EXPECT_EQ(begin_of(typed), "2025-01-28T13:30:00Z") << typed;
    EXPECT_EQ(end_of(typed), "2025-01-28T13:30:00Z") << typed;
  }
  for (const char* typed : {"7d", "7 days", "1 week", "a week ago", "last week", "last 7 days"}) {
    EXPECT_EQ(begin_of(typed), "2025-01-21T15:30:00Z") << typed;
  }
  EXPECT_EQ(begin_of("30 seconds ago"), "2025-01-28T15:29:30Z");
}

TEST(TypedTime, ReadsNamesOfDays) {
  EXPECT_EQ(begin_of("last monday"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(end_of("last Monday"), "2025-01-28T00:00:00Z");
  EXPECT_EQ(begin_of("monday"), "2025-01-27T00:00:00Z");
  EXPECT_EQ(begin_of("wed"), "2025-01-22T00:00:00Z");
  EXPECT_EQ(begin_of("tuesday"), "2025-01-28T00:00:00Z") << "today is one";
  EXPECT_EQ(begin_of("last tuesday"), "2025-01-21T00:00:00Z");
}

TEST(TypedTime, GoesBackByMonthsOfTheCalendar) {
  EXPECT_EQ(begin_of("last month"), "2024-12-28T15:30:00Z");
  EXPECT_EQ(begin_of("2 years ago"), "2023-01-28T15:30:00Z");
  const model::Time end_of_march = *text::parse_rfc3339("2025-03-31T10:00:00Z");
  EXPECT_EQ(begin_of("1 month ago", "UTC", end_of_march), "2025-02-28T10:00:00Z");
}

TEST(TypedTime, DaysAreThoseOfTheLocalClock) {
  EXPECT_EQ(begin_of("2025-01-20", "IST-5:30"), "2025-01-19T18:30:00Z");
  EXPECT_EQ(begin_of("2025-01-20 08:00", "EST5EDT,M3.2.0,M11.1.0"), "2025-01-20T13:00:00Z");
  EXPECT_EQ(begin_of("2025-01-20T08:00:00Z", "EST5EDT,M3.2.0,M11.1.0"), "2025-01-20T08:00:00Z");
  EXPECT_EQ(begin_of("today", "JST-9"), "2025-01-28T15:00:00Z") << "already the 29th there";
  EXPECT_EQ(begin_of("2 hours ago", "JST-9"), "2025-01-28T13:30:00Z");
  // The day on which clocks go forward has 23 hours.
  EXPECT_EQ(begin_of("2025-03-30", "CET-1CEST,M3.5.0,M10.5.0/3"), "2025-03-29T23:00:00Z");
  EXPECT_EQ(end_of("2025-03-30", "CET-1CEST,M3.5.0,M10.5.0/3"), "2025-03-30T22:00:00Z");
}

TEST(TypedTime, RefusesWhatIsNoTimeAndSaysWhatToWrite) {
  for (const char* typed : {"",
                            " ",
                            "tomorrow",
                            "7",
                            "-7d",
                            "28.1.2025",
                            "2025-02-30",
                            "2025-01-28 25:00",
                            "ago",
                            "last",
                            "last blue moon",
                            "2 hours from now",
                            "hours",
                            "and",
                            "2 hours and",
                            "and 2 hours",
                            "1e3 days",
                            "99999999999999999999 days",
                            "100001 days",
                            "9223372036854775807 months",
                            "200 years",
                            "100 y of it",
                            "7d\x1b[2J"}) {
    const auto time = read_typed_time(typed, kTypedNow);
    ASSERT_FALSE(time) << typed;
    EXPECT_EQ(time.error().kind, model::ErrorKind::kBadInput);
    EXPECT_NE(time.error().context.find("yesterday"), std::string::npos);
    EXPECT_EQ(time.error().context.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace newswatch::cli
