#include "text/zones.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::text {
namespace {

using namespace std::chrono_literals;

std::string next(const char* after, std::chrono::minutes time, const std::string& zone) {
  const auto at = next_local(*parse_rfc3339(after), time, zone);
  return at ? rfc3339(*at) : "";
}

TEST(NextLocal, IsTheNextTimeOfThatDayOnTheWall) {
  EXPECT_EQ(next("2026-01-10T08:29:59Z", 8h + 30min, "UTC"), "2026-01-10T08:30:00Z");
  EXPECT_EQ(next("2026-01-10T08:30:00Z", 8h + 30min, "UTC"), "2026-01-11T08:30:00Z");
  EXPECT_EQ(next("2026-12-31T23:59:00Z", 0min, "UTC"), "2027-01-01T00:00:00Z");
  EXPECT_EQ(next("2026-01-10T12:00:00Z", 8h + 30min, "Asia/Kolkata"), "2026-01-11T03:00:00Z");
  EXPECT_EQ(next("2026-01-10T02:59:59Z", 8h + 30min, "Asia/Kolkata"), "2026-01-10T03:00:00Z");
  EXPECT_EQ(next("2026-01-10T12:00:00Z", 12h, "Pacific/Kiritimati"), "2026-01-10T22:00:00Z");
  EXPECT_EQ(next("2026-01-10T12:00:00Z", 23h, "Pacific/Pago_Pago"), "2026-01-11T10:00:00Z");
  EXPECT_EQ(next("2026-01-10T12:00:00Z", 12h, "Europe/Berlyn"), "");
}

TEST(NextLocal, GoesWithTheClocksOfBerlin) {
  const std::string berlin = "Europe/Berlin";
  EXPECT_EQ(next("2026-03-28T12:00:00Z", 8h + 30min, berlin), "2026-03-29T06:30:00Z");
  EXPECT_EQ(next("2026-10-24T12:00:00Z", 8h + 30min, berlin), "2026-10-25T07:30:00Z");
  // 02:30 of 2026-03-29 does not exist: 01:59:59 is followed by 03:00, which is 01:00 UTC.
  EXPECT_EQ(next("2026-03-28T12:00:00Z", 2h + 30min, berlin), "2026-03-29T01:00:00Z");
  EXPECT_EQ(next("2026-03-29T01:00:00Z", 2h + 30min, berlin), "2026-03-30T00:30:00Z") << "once";
  // 02:30 of 2026-10-25 is there twice, at 00:30 and at 01:30 UTC.
  EXPECT_EQ(next("2026-10-24T12:00:00Z", 2h + 30min, berlin), "2026-10-25T00:30:00Z");
  EXPECT_EQ(next("2026-10-25T00:30:00Z", 2h + 30min, berlin), "2026-10-26T01:30:00Z") << "once";
  EXPECT_EQ(next("2026-10-25T01:00:00Z", 2h + 30min, berlin), "2026-10-26T01:30:00Z");
}

// Samoa had no 2011-12-30.
TEST(NextLocal, ADayThatIsMissingHoldsUpNothing) {
  EXPECT_EQ(next("2011-12-29T20:00:00Z", 9h, "Pacific/Apia"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(next("2011-12-30T10:00:00Z", 9h, "Pacific/Apia"), "2011-12-30T19:00:00Z");
}

}  // namespace
}  // namespace newswatch::text
