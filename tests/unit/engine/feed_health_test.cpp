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
  EXPECT_FALSE(is_late(rows[0], kHealthNow)) << "its time comes";
}

TEST(FeedHealth, ListsStoredFeedsThatLeftTheConfigLast) {
  const std::vector states = {polled("https://gone.test/feed", 1min)};
  const auto rows = feed_rows(two_feeds(), states, kHealthNow);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2].condition, FeedCondition::kRemoved);
  EXPECT_FALSE(is_late(rows[2], kHealthNow)) << "nobody waits for it";
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

TEST(FeedHealth, AFeedIsLateAfterThreeIntervals) {
  const auto late = [](model::FeedState state) {
    return is_late(feed_rows(two_feeds(), std::vector{std::move(state)}, kHealthNow)[0],
                   kHealthNow);
  };
  EXPECT_FALSE(late(polled("https://one.test/feed", 30min)));
  EXPECT_TRUE(late(polled("https://one.test/feed", 31min)));
  auto state = polled("https://one.test/feed", 2h);
  state.next_poll = *state.last_success + 1h;
  EXPECT_FALSE(late(state)) << "the publisher may ask for longer intervals";
  state.failures = 3;
  EXPECT_TRUE(late(state)) << "now it is the backoff that makes the pause longer";
  state.retry_after = kHealthNow + 1h;
  EXPECT_FALSE(late(state)) << "told to wait";
  state.gone = true;
  EXPECT_FALSE(late(state));
  model::FeedState never;
  never.url = "https://one.test/feed";
  never.last_attempt = kHealthNow;
  never.failures = 1;
  EXPECT_TRUE(late(never));
}

}  // namespace
}  // namespace newswatch::engine
