#include "text/calendar.h"

#include <gtest/gtest.h>

#include <chrono>

namespace newswatch::text {
namespace {

TEST(Calendar, FindsMonthsByTheirNameAndItsBeginnings) {
  EXPECT_EQ(month_number("Jan"), 1);
  EXPECT_EQ(month_number("may"), 5);
  EXPECT_EQ(month_number("SEPT"), 9);
  EXPECT_EQ(month_number("December"), 12);
  for (const char* name : {"", "Ma", "Janu.", "Mon", "Decembers", "okt"}) {
    EXPECT_EQ(month_number(name), 0) << name;
  }
}

TEST(Calendar, FindsWeekdays) {
  EXPECT_TRUE(is_weekday("thurs"));
  EXPECT_TRUE(is_weekday("Sunday"));
  EXPECT_FALSE(is_weekday("MDT"));
  EXPECT_EQ(kWeekdays[std::chrono::Tuesday.c_encoding()], "Tuesday");
}

}  // namespace
}  // namespace newswatch::text
