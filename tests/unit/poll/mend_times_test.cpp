#include "poll/mend_times.h"

#include <gtest/gtest.h>

namespace newswatch::poll {
namespace {

using namespace std::chrono_literals;

constexpr model::Time kMendNow = model::Time(1'738'094'400'000ms);

// As a poll left it that thought it was `ahead` later than now, and waits for ten minutes.
model::FeedState polled_ahead(model::Duration ahead) {
  model::FeedState state;
  state.planned = state.last_attempt = state.last_success = kMendNow + ahead;
  state.first_success = kMendNow - 24h;
  state.next_poll = kMendNow + ahead + 10min;
  return state;
}

TEST(MendTimes, AStateOfThePastStaysAsItIs) {
  model::FeedState state = polled_ahead(-5min);
  state.retry_after = kMendNow + 24h;
  EXPECT_FALSE(mend_times(state, kMendNow));
  EXPECT_EQ(state.next_poll, kMendNow + 5min);
  EXPECT_EQ(state.retry_after, kMendNow + 24h) << "however far ahead, it was said in the past";
  EXPECT_EQ(state.last_success, kMendNow - 5min);
}

TEST(MendTimes, AWaitThatBeganInTheFutureBeginsNow) {
  for (const model::Duration ahead : {model::Duration(5h + 30min), model::Duration(24h * 365)}) {
    model::FeedState state = polled_ahead(ahead);
    EXPECT_TRUE(mend_times(state, kMendNow));
    EXPECT_EQ(state.next_poll, kMendNow + 10min);
    EXPECT_EQ(state.last_attempt, kMendNow);
    EXPECT_FALSE(mend_times(state, kMendNow + 1min)) << "once: restarts do not put the poll off";
    EXPECT_EQ(state.next_poll, kMendNow + 10min);
  }
}

TEST(MendTimes, AStateOfAnOlderVersionCountsFromItsLastAttempt) {
  model::FeedState state = polled_ahead(8h);
  state.planned.reset();
  EXPECT_TRUE(mend_times(state, kMendNow));
  EXPECT_EQ(state.next_poll, kMendNow + 10min);
}

TEST(MendTimes, APublishersWordLastsAsLongAsItSaid) {
  model::FeedState state = polled_ahead(8h);
  state.retry_after = state.next_poll = kMendNow + 8h + 2h;
  EXPECT_TRUE(mend_times(state, kMendNow));
  EXPECT_EQ(state.retry_after, kMendNow + 2h);
  EXPECT_EQ(state.next_poll, kMendNow + 2h);
}

TEST(MendTimes, ASuccessInTheFutureIsNone) {
  model::FeedState state = polled_ahead(8h);
  EXPECT_TRUE(mend_times(state, kMendNow));
  EXPECT_FALSE(state.last_success);
  EXPECT_EQ(state.set_back, 8h);
  EXPECT_EQ(state.first_success, kMendNow - 24h) << "its first document came all the same";
}

TEST(MendTimes, AnAdjustmentOfTheClockTakesNoSuccessAway) {
  model::FeedState state = polled_ahead(1s);
  EXPECT_TRUE(mend_times(state, kMendNow));
  EXPECT_EQ(state.last_success, kMendNow);
  EXPECT_EQ(state.set_back, 0s);
}

TEST(MendTimes, NothingElseLiesInTheFuture) {
  model::FeedState state = polled_ahead(8h);
  state.first_success = state.failing_since = state.first_410 = state.dead_since =
      state.moved_since = state.searched = state.habit.last_new = kMendNow + 8h;
  EXPECT_TRUE(mend_times(state, kMendNow));
  for (const auto& time :
       {state.first_success, state.failing_since, state.first_410, state.dead_since,
        state.moved_since, state.searched, state.habit.last_new}) {
    EXPECT_EQ(time, kMendNow);
  }
}

TEST(MendTimes, AFeedThatWasNeverPolledStaysSo) {
  model::FeedState state;
  EXPECT_FALSE(mend_times(state, kMendNow));
  EXPECT_EQ(state.next_poll, model::Time{});
}

}  // namespace
}  // namespace newswatch::poll
