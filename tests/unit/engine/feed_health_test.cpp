#include "engine/feed_health.h"

#include <gtest/gtest.h>

#include <vector>

#include "text/times.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;

const model::Time kHealthNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

config::Settings two_feeds() {
  config::Settings settings;
  settings.fetch.interval = 10min;
  settings.feeds = {{"one", "One", "https://one.test/feed"},
                    {"two", "Two", "https://two.test/feed"}};
  return settings;
}

model::FeedState polled(const std::string& url, model::Duration ago) {
  model::FeedState state;
  state.url = url;
  state.name = url;
  state.last_attempt = state.last_success = kHealthNow - ago;
  state.next_poll = kHealthNow - ago + 10min;
  return state;
}

TEST(FeedHealth, ListsFeedsOfTheConfigThatWereNeverPolled) {
  const auto rows = feed_rows(two_feeds(), {}, kHealthNow);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "one");
  EXPECT_EQ(rows[0].condition, FeedCondition::kNeverPolled);
  EXPECT_FALSE(is_healthy(rows, kHealthNow));
}

TEST(FeedHealth, ListsStoredFeedsThatLeftTheConfigLast) {
  const std::vector states = {polled("https://gone.test/feed", 1min)};
  const auto rows = feed_rows(two_feeds(), states, kHealthNow);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2].condition, FeedCondition::kRemoved);
  EXPECT_FALSE(is_healthy(rows, kHealthNow)) << "a feed that is not watched is no sign of health";
}

TEST(FeedHealth, NamesTheCondition) {
  auto state = polled("https://one.test/feed", 1min);
  const auto condition = [&] {
    return feed_rows(two_feeds(), std::vector{state}, kHealthNow)[0].condition;
  };
  EXPECT_EQ(condition(), FeedCondition::kWell);
  state.failures = 2;
  EXPECT_EQ(condition(), FeedCondition::kFailing);
  state.retry_after = kHealthNow + 1h;
  EXPECT_EQ(condition(), FeedCondition::kToldWait);
  state.gone = true;
  EXPECT_EQ(condition(), FeedCondition::kGone);
}

TEST(FeedHealth, OneFeedWithinThreeIntervalsIsHealth) {
  const auto healthy = [](model::Duration first, model::Duration second) {
    const std::vector states = {polled("https://one.test/feed", first),
                                polled("https://two.test/feed", second)};
    return is_healthy(feed_rows(two_feeds(), states, kHealthNow), kHealthNow);
  };
  EXPECT_TRUE(healthy(30min, 5h));
  EXPECT_FALSE(healthy(31min, 5h));
}

TEST(FeedHealth, PublisherMayAskForLongerIntervals) {
  auto state = polled("https://one.test/feed", 2h);
  state.next_poll = *state.last_success + 1h;
  EXPECT_TRUE(is_healthy(feed_rows(two_feeds(), std::vector{state}, kHealthNow), kHealthNow));
  state.failures = 3;  // now it is the backoff that makes the pause longer
  EXPECT_FALSE(is_healthy(feed_rows(two_feeds(), std::vector{state}, kHealthNow), kHealthNow));
}

}  // namespace
}  // namespace newswatch::engine
