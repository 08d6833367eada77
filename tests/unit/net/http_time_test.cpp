#include "net/http_time.h"

#include <gtest/gtest.h>

#include <limits>

#include "text/time_text.h"

namespace newswatch::net {
namespace {

using namespace std::chrono_literals;

const model::Time kNow = *text::parse_rfc3339("2025-01-28T10:00:00Z");

// RFC 9110 5.6.7
TEST(HttpDate, ReadsItsThreeForms) {
  const auto expected = text::parse_rfc3339("1994-11-06T08:49:37Z");
  EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(http_date("Sun Nov  6 08:49:37 1994"), expected);
  EXPECT_EQ(http_date("sun, 06 nov 1994 08:49:37 gmt"), expected);
}

TEST(HttpDate, RefusesWhatIsNone) {
  for (const char* text :
       {"", "Sun", "Sun, 31 Feb 2025 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:61:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 8:49:37 GMT", ", , , , , , ,", "- - - -"}) {
    EXPECT_EQ(http_date(text), std::nullopt) << text;
  }
}

// RFC 9111 1.2.2
TEST(DeltaSeconds, AreDigitsAlone) {
  EXPECT_EQ(delta_seconds("0"), 0);
  EXPECT_EQ(delta_seconds("86400"), 86400);
  EXPECT_EQ(delta_seconds("999999999999999999999999"), std::numeric_limits<long>::max());
  for (const char* text : {"", "-1", "-99999999999999999999999", "+5", "1.5", " 1", "1 ", "x"}) {
    EXPECT_EQ(delta_seconds(text), std::nullopt) << text;
  }
}

// RFC 9110 10.2.3
TEST(RetryAfterHeader, IsSecondsOrADate) {
  EXPECT_EQ(retry_after("120", kNow), kNow + 2min);
  EXPECT_EQ(retry_after(" 120\t", kNow), kNow + 2min);
  EXPECT_EQ(retry_after("Tue, 28 Jan 2025 12:00:00 GMT", kNow), kNow + 2h);
  EXPECT_EQ(retry_after("0", kNow), kNow);
}

TEST(RetryAfterHeader, IsNeverInThePastNorMoreThanAYearAway) {
  EXPECT_EQ(retry_after("Fri, 03 Jan 2025 00:00:00 GMT", kNow), kNow);
  EXPECT_EQ(retry_after("864000", kNow), kNow + 240h);
  EXPECT_EQ(retry_after("999999999999999999999999", kNow), kNow + 24h * 365);
  EXPECT_EQ(retry_after("Fri, 01 Jan 2100 00:00:00 GMT", kNow), kNow + 24h * 365);
}

TEST(RetryAfterHeader, IsAbsentWhenUnreadable) {
  for (const char* value : {"", "soon", "-1", "1.5", "120, 60", "Tue, 28 Jan", "+5"}) {
    EXPECT_EQ(retry_after(value, kNow), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace newswatch::net
