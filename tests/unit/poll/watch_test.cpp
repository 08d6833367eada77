#include "poll/watch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "poll/next_poll.h"

namespace newswatch::poll {
namespace {

using namespace std::chrono_literals;

constexpr model::Time kWatchNow = model::Time(1'738'094'400'000ms);

model::FeedState answered(model::Duration ago) {
  model::FeedState state;
  state.last_success = kWatchNow - ago;
  return state;
}

TEST(Unwatched, TwoIntervalsWithoutAnAnswerAreAGap) {
  EXPECT_FALSE(unwatched(answered(20min), kWatchNow, 10min));
  const auto gap = unwatched(answered(21min), kWatchNow, 10min);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kWatchNow - 21min);
  EXPECT_EQ(gap->to, kWatchNow);
  EXPECT_FALSE(gap->rolled_over);
}

TEST(Unwatched, AFirstAnswerEndsNone) {
  EXPECT_FALSE(unwatched(model::FeedState{}, kWatchNow, 10min));
}

TEST(Unwatched, APublisherThatAsksForLongWaitsIsWatchedAllTheSame) {
  model::FeedState state = answered(5h);
  state.wait = 3h;
  EXPECT_FALSE(unwatched(state, kWatchNow, 10min));
  state.wait = 2h;
  EXPECT_TRUE(unwatched(state, kWatchNow, 10min));
}

TEST(Unwatched, SaysWhy) {
  model::FeedState state = answered(5h);
  EXPECT_EQ(unwatched(state, kWatchNow, 10min)->why, "it was not asked: newswatch did not run");
  state.failures = 3;
  state.last_error = "timed out";
  EXPECT_EQ(unwatched(state, kWatchNow, 10min)->why, "timed out");
}

model::FeedDocument items(int from, int to) {
  model::FeedDocument document;
  for (int n = from; n < to; ++n) {
    model::Item item;
    item.title = "A headline of some length, number " + std::to_string(n);
    item.id = "id-" + std::to_string(n);
    item.published = kWatchNow + std::chrono::minutes(n);
    document.items.push_back(item);
  }
  return document;
}

TEST(RolledOver, DocumentsOfFiveItemsOrMoreWithoutACommonOne) {
  const std::string window = window_of(items(0, 5));
  EXPECT_TRUE(rolled_over(window, items(5, 10)));
  EXPECT_FALSE(rolled_over(window, items(4, 9)));
  EXPECT_FALSE(rolled_over(window, items(5, 9))) << "four items say nothing";
  EXPECT_FALSE(rolled_over(window_of(items(0, 4)), items(5, 10)));
  EXPECT_FALSE(rolled_over("", items(5, 10))) << "a first document";
}

TEST(RolledOver, AnyItemThatIsLeftOfALongDocumentIsEnough) {
  const std::string window = window_of(items(0, 400));
  EXPECT_LE(window.size(), 320u) << "the state of a feed is small";
  EXPECT_FALSE(rolled_over(window, items(399, 800)));
  EXPECT_TRUE(rolled_over(window, items(400, 800)));
}

TEST(RolledOver, TheOrderInTheDocumentIsNoMatter) {
  model::FeedDocument ascending = items(0, 400);
  model::FeedDocument descending = ascending;
  std::reverse(descending.items.begin(), descending.items.end());
  EXPECT_FALSE(rolled_over(window_of(ascending), items(399, 500)));
  EXPECT_FALSE(rolled_over(window_of(descending), items(399, 500)));
}

TEST(RolledOver, IdsAndLinksThatAreMadeAnewAreNoMatter) {
  model::FeedDocument later = items(3, 9);
  for (model::Item& item : later.items) item.id += "?made=anew";
  EXPECT_FALSE(rolled_over(window_of(items(0, 5)), later));
}

TEST(RolledOver, AShortTitleIsToldApartByItsId) {
  const auto updates = [](int from) {
    model::FeedDocument document = items(from, from + 6);
    for (model::Item& item : document.items) item.title = "Update";
    return document;
  };
  EXPECT_TRUE(rolled_over(window_of(updates(0)), updates(10)));
  EXPECT_FALSE(rolled_over(window_of(updates(0)), updates(5)));
}

TEST(FreshItems, AreThoseThatTheEarlierWindowHasNot) {
  EXPECT_EQ(fresh_items("", window_of(items(0, 5))), 5u);
  EXPECT_EQ(fresh_items(window_of(items(0, 5)), window_of(items(2, 7))), 2u);
  EXPECT_EQ(fresh_items(window_of(items(0, 5)), ""), 0u);
}

TEST(Spread, AHandfulIsAskedAtOnceAndMany20ASecond) {
  EXPECT_EQ(spread(0, 3, 10min), 0ms);
  EXPECT_EQ(spread(2, 3, 10min), 100ms);
  EXPECT_EQ(spread(100, 200, 10min), 5s);
  EXPECT_LT(spread(199, 200, 10min), 10s);
}

TEST(Spread, NeverBeyondTheInterval) {
  EXPECT_EQ(spread(75'000, 150'000, 10min), 5min);
  EXPECT_LT(spread(149'999, 150'000, 10min), 10min);
  EXPECT_EQ(spread(0, 0, 10min), 0ms);
}

TEST(Unwatched, AGapNoLongerThanAJumpOfTheClockIsOneOfTheClock) {
  const auto gap = unwatched(answered(8h + 10min), kWatchNow, 10min, 8h);
  ASSERT_TRUE(gap);
  EXPECT_TRUE(gap->clock);
  EXPECT_EQ(gap->why, "clock: set forward by 8h");
  EXPECT_FALSE(unwatched(answered(11h), kWatchNow, 10min, 8h)->clock) << "it did not run as well";
  EXPECT_FALSE(unwatched(answered(15min), kWatchNow, 10min, 15min)) << "no gap at all";
}

TEST(Unwatched, TheFirstAnswerAfterTheClockWasSetBackSaysSo) {
  model::FeedState state;
  state.set_back = 5h + 30min;
  state.planned = kWatchNow - 10min;
  const auto gap = unwatched(state, kWatchNow, 10min);
  ASSERT_TRUE(gap);
  EXPECT_TRUE(gap->clock);
  EXPECT_EQ(gap->from, kWatchNow - 10min);
  EXPECT_EQ(gap->why, "clock: set back by 5h30m");
}

}  // namespace
}  // namespace newswatch::poll
