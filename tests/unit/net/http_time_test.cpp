#include "net/http_time.h"

#include <gtest/gtest.h>

#include <limits>

#include "text/times.h"

namespace newswatch::net {
namespace {

using namespace std::chrono_literals;

const model::Time kNow = *text::parse_rfc3339("2025-01-28T10:00:00Z");

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
