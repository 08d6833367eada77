#include "poll/habit.h"

#include <gtest/gtest.h>

namespace newswatch::poll {
namespace {

using namespace std::chrono_literals;

constexpr model::Time kHabitNow = model::Time(1'738'094'400'000ms);

// Items of every `gap`, the newest at `newest`.
model::FeedDocument every(model::Duration gap, int count, model::Time newest) {
  model::FeedDocument document;
  for (int n = 0; n < count; ++n) {
    model::Item item;
    item.published = newest - n * gap;
    document.items.push_back(item);
  }
  return document;
}

TEST(Habit, IsReadOffTheDatesOfTheFirstDocument) {
  model::Habit habit;
  learn(habit, every(2h, 20, kHabitNow - 5min), 20, kHabitNow);
  EXPECT_EQ(habit.gap, 2h);
  EXPECT_EQ(habit.longest, 2h);
  EXPECT_EQ(deserved_interval(habit), 1h);
  EXPECT_EQ(quiet_after(habit), 72h) << "three days at least";
}

// A feed whose newest item is a year old is quiet from the first look on.
TEST(Habit, AFirstDocumentIsAsOldAsItsNewestItem) {
  model::Habit habit;
  learn(habit, every(24h, 20, kHabitNow - 24h * 365), 20, kHabitNow);
  EXPECT_EQ(habit.last_new, kHabitNow - 24h * 365);
  ASSERT_TRUE(quiet_after(habit));
  EXPECT_GT(kHabitNow - *habit.last_new, *quiet_after(habit));
}

TEST(Habit, AWeekendIsNoSilenceForAFeedOfWorkingDays) {
  model::Habit habit;
  model::Time time = kHabitNow;
  for (int day = 0; day < 21; ++day, time += 24h) {
    if (day % 7 >= 5) continue;
    learn(habit, every(30min, 10, time), 10, time);
  }
  ASSERT_TRUE(quiet_after(habit));
  EXPECT_GT(*quiet_after(habit), 24h * 7) << "three weekends";
  EXPECT_LT(*quiet_after(habit), 24h * 14);
}

TEST(Habit, UndatedItemsTellItByTheirComing) {
  model::FeedDocument undated;
  undated.items.resize(10);
  model::Habit habit;
  learn(habit, undated, 10, kHabitNow);
  EXPECT_FALSE(quiet_after(habit)) << "one document tells nothing";
  learn(habit, undated, 2, kHabitNow + 4h);
  EXPECT_EQ(habit.gap, 2h);
  EXPECT_EQ(habit.longest, 4h);
}

TEST(Habit, IsUnknownWithoutNews) {
  model::Habit habit;
  learn(habit, every(1h, 5, kHabitNow), 0, kHabitNow);
  EXPECT_FALSE(habit.last_new);
  EXPECT_FALSE(deserved_interval(habit));
}

TEST(Habit, DatesInTheFutureAndOneOldItemOnTopDoNotBendIt) {
  model::FeedDocument document = every(1h, 20, kHabitNow);
  document.items[0].published = kHabitNow + 24h * 300;
  document.items[19].published = kHabitNow - 24h * 900;
  model::Habit habit;
  learn(habit, document, 20, kHabitNow);
  ASSERT_TRUE(quiet_after(habit));
  EXPECT_EQ(habit.gap, 1h) << "the usual one of them, not the mean";
  EXPECT_LE(*quiet_after(habit), 72h);
}

TEST(Habit, TheDeservedIntervalIsARoundOne) {
  model::Habit habit;
  habit.gap = 1min;
  EXPECT_EQ(deserved_interval(habit), 5min);
  habit.gap = 50min;
  EXPECT_EQ(deserved_interval(habit), 15min);
  habit.gap = 24h * 30;
  EXPECT_EQ(deserved_interval(habit), 24h);
}

}  // namespace
}  // namespace newswatch::poll
