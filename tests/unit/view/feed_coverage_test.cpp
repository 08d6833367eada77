#include "view/feed_coverage.h"

#include <gtest/gtest.h>

namespace newswatch::view {
namespace {

using namespace std::chrono_literals;

constexpr model::Time kCoverNow = model::Time(1'738'094'400'000ms);

engine::FeedRow watched_feed() {
  engine::FeedRow row;
  row.name = "time";
  row.condition = engine::FeedCondition::kWell;
  row.interval = 10min;
  row.state.url = "https://time.example/feed";
  row.state.first_success = kCoverNow - 24h * 30;
  row.state.last_success = kCoverNow - 5min;
  return row;
}

model::Gap gap(model::Duration from, model::Duration to, bool rolled_over = false) {
  return {"https://time.example/feed",
          "time",
          kCoverNow - from,
          kCoverNow - to,
          rolled_over,
          false,
          "why"};
}

Coverage cover(const engine::FeedRow& row, const std::vector<model::Gap>& gaps) {
  return coverage(std::vector{row}, gaps, kCoverNow - 24h * 7, kCoverNow).at(0);
}

TEST(Coverage, AFeedWithoutGapsWasWatchedAllTheTime) {
  const Coverage all = cover(watched_feed(), {});
  EXPECT_EQ(all.share, 1);
  ASSERT_EQ(all.watched.size(), 1u);
  EXPECT_EQ(all.watched[0].from, kCoverNow - 24h * 7);
  EXPECT_EQ(all.watched[0].to, kCoverNow);
  EXPECT_TRUE(all.unwatched.empty());
}

TEST(Coverage, GapsAreCutOutOfTheWindow) {
  const Coverage all = cover(watched_feed(), {gap(24h * 9, 24h * 8), gap(24h * 8, 24h * 6),
                                              gap(24h * 3, 24h * 2), gap(2h, 1h, true)});
  ASSERT_EQ(all.unwatched.size(), 2u) << "one ended before the window";
  EXPECT_EQ(all.unwatched[0].from, kCoverNow - 24h * 7);
  ASSERT_EQ(all.watched.size(), 2u);
  EXPECT_EQ(all.watched[0].from, kCoverNow - 24h * 6);
  EXPECT_EQ(all.watched[0].to, kCoverNow - 24h * 3);
  EXPECT_EQ(all.watched[1].from, kCoverNow - 24h * 2);
  EXPECT_NEAR(all.share, 5.0 / 7, 1e-9);
  EXPECT_EQ(all.rolled_over.size(), 1u) << "it was watched, and not all was seen";
}

TEST(Coverage, BeginsWithTheFirstAnswer) {
  engine::FeedRow row = watched_feed();
  row.state.first_success = kCoverNow - 24h;
  const Coverage all = cover(row, {gap(12h, 6h)});
  EXPECT_EQ(all.window.from, kCoverNow - 24h);
  EXPECT_NEAR(all.share, 0.75, 1e-9);
}

TEST(Coverage, AFeedThatAnswersNoMoreIsAGapUntilNow) {
  engine::FeedRow row = watched_feed();
  row.state.last_success = kCoverNow - 24h;
  row.state.failures = 9;
  row.state.last_error = "timed out";
  const Coverage all = cover(row, {});
  ASSERT_EQ(all.unwatched.size(), 1u);
  EXPECT_EQ(all.unwatched[0].to, kCoverNow);
  EXPECT_EQ(all.unwatched[0].why, "timed out");
  EXPECT_NEAR(all.share, 6.0 / 7, 1e-9);
}

TEST(Coverage, AFeedThatNeverAnsweredWasNeverWatched) {
  engine::FeedRow row = watched_feed();
  row.state.first_success.reset();
  row.state.last_success.reset();
  const Coverage all = cover(row, {});
  EXPECT_EQ(all.share, 0);
  EXPECT_TRUE(all.watched.empty());
}

TEST(Coverage, TellsFeedsApartByUrlAndLeavesOutThoseThatLeftTheConfig) {
  engine::FeedRow other = watched_feed();
  other.name = "other";
  other.state.url = "https://other.example/feed";
  engine::FeedRow removed = watched_feed();
  removed.condition = engine::FeedCondition::kRemoved;
  removed.state.url = "https://removed.example/feed";
  const auto all = coverage(std::vector{watched_feed(), other, removed}, std::vector{gap(3h, 1h)},
                            kCoverNow - 24h, kCoverNow);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].unwatched.size(), 1u);
  EXPECT_TRUE(all[1].unwatched.empty());
}

TEST(Coverage, WhatTheClockMadeIsListedAndWasWatched) {
  model::Gap forward = gap(3h, -5h);
  forward.clock = true;
  forward.why = "clock: set forward by 8h";
  const Coverage all = cover(watched_feed(), {forward});
  EXPECT_EQ(all.share, 1);
  EXPECT_TRUE(all.unwatched.empty());
  ASSERT_EQ(all.clock.size(), 1u);
  EXPECT_EQ(all.clock[0].why, "clock: set forward by 8h");
}

}  // namespace
}  // namespace newswatch::view
