// Whether each thread moves.
#include "daemon/beats.h"

#include <gtest/gtest.h>

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

TEST(Beats, AllHaveMovedOnlyWhenEachHas) {
  const model::SystemClock clock;
  Beats beats(clock, std::nullopt, std::nullopt);
  Beat& a = beats.add("a");
  Beat& b = beats.add("b");
  EXPECT_FALSE(beats.all_moved()) << "neither has begun";
  EXPECT_EQ(beats.still().size(), 2u);
  a.step();
  EXPECT_FALSE(beats.all_moved());
  ASSERT_EQ(beats.still().count("b"), 1u);
  const model::Time since = beats.still().at("b");
  a.step();
  EXPECT_FALSE(beats.all_moved());
  EXPECT_EQ(beats.still().at("b"), since) << "not since this look";
  a.step();
  b.step();
  EXPECT_TRUE(beats.all_moved());
  EXPECT_TRUE(beats.still().empty());
  b.step();
  EXPECT_FALSE(beats.all_moved()) << "a did not";
}

TEST(Beats, LooksTwiceInAWatchdogsTimeAndSleepsForLessThanALook) {
  const model::SystemClock clock;
  const auto minute = std::optional<model::Duration>(1min);
  for (const auto& watchdog :
       {minute, std::optional<model::Duration>(3s), std::optional<model::Duration>(1h),
        std::optional<model::Duration>()}) {
    Beats beats(clock, watchdog, std::nullopt);
    EXPECT_LT(beats.check() * 2, watchdog.value_or(1h));
    EXPECT_LT(beats.add("a").longest_sleep(), beats.check());
    EXPECT_LE(beats.add("b").longest_sleep(), kLongestSleep);
  }
  EXPECT_EQ(Beats(clock, minute, std::nullopt).add("a").longest_sleep(), kLongestSleep)
      << "an idle daemon of the unit wakes no more often than it must";
}

TEST(Beats, KnowsWhetherTheThreadToStallIsThere) {
  const model::SystemClock clock;
  Beats beats(clock, std::nullopt, Stall{"b", 1h});
  beats.add("a");
  EXPECT_TRUE(beats.stall_is_unknown());
  beats.add("b").step();  // not yet
  EXPECT_FALSE(beats.stall_is_unknown());
  EXPECT_FALSE(Beats(clock, std::nullopt, std::nullopt).stall_is_unknown());
}

}  // namespace
}  // namespace newswatch::daemon
