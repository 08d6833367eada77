// Gaps in the watch, in the store and on the events that they may have hidden.
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;

class Gaps : public Newsroom {};

constexpr const char* kNews = "Altman calls the DeepSeek model impressive";

TEST_F(Gaps, AnEventThatCameOutWhileItsFeedWasNotWatchedSaysSo) {
  start_quietly();
  const model::Time last = engine_->feed(kTime).last_success.value();
  clock_.pass(6h);
  const Ingested applied = poll(kTime, {{.title = kNews, .published = clock_.now() - 2h}});
  ASSERT_TRUE(applied.gap);
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  const model::Event stored = event(applied.changes.placed[0].event.id);
  ASSERT_TRUE(stored.unwatched);
  EXPECT_EQ(stored.unwatched->from, last);
  EXPECT_EQ(stored.unwatched->to, clock_.now());
  EXPECT_FALSE(stored.unwatched->rolled_over);
  ASSERT_FALSE(outbox().empty());
  EXPECT_TRUE(outbox()[0].notification.event.unwatched) << "and its message too";
}

TEST_F(Gaps, AnEventThatCameOutBeforeOrWhileItWasWatchedDoesNot) {
  start_quietly();
  clock_.pass(6h);
  const Ingested old = poll(kTime, {{.title = kNews, .published = clock_.now() - 20h}});
  ASSERT_EQ(old.changes.placed.size(), 1u);
  EXPECT_FALSE(event(old.changes.placed[0].event.id).unwatched);
  clock_.pass(10min);
  const Ingested now = poll(
      kTime, {{.title = "US Navy bans DeepSeek on its ships", .published = clock_.now() - 1min}});
  ASSERT_EQ(now.changes.placed.size(), 1u);
  EXPECT_FALSE(event(now.changes.placed[0].event.id).unwatched);
}

TEST_F(Gaps, ADocumentThatRolledOverMarksItsEvents) {
  const auto items = [&](int from) {
    std::vector<Told> told;
    for (int n = from; n < from + 6; ++n) {
      told.push_back({.title = "Other news of the hour number " + std::to_string(n),
                      .published = clock_.now() - 1min});
    }
    return told;
  };
  poll(kTime, items(0));
  clock_.pass(10min);
  EXPECT_FALSE(poll(kTime, items(3)).gap);
  clock_.pass(10min);
  auto next = items(20);
  next[0].title = kNews;
  const Ingested applied = poll(kTime, next);
  ASSERT_TRUE(applied.gap);
  EXPECT_TRUE(applied.gap->rolled_over);
  EXPECT_EQ(applied.gap->feed, "time");
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_TRUE(event(applied.changes.placed[0].event.id).unwatched.value().rolled_over);
}

TEST_F(Gaps, OutliveARestart) {
  start_quietly();
  clock_.pass(6h);
  open();
  const Ingested applied = poll(kTime, {{.title = kNews, .published = clock_.now() - 2h}});
  EXPECT_TRUE(applied.gap) << "the daemon was down";
}

}  // namespace
}  // namespace newswatch::engine
