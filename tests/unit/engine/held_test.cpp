// The age gate and the first document: what is recorded and not told.
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

class AgeGate : public Newsroom {};

TEST_F(AgeGate, HoldsAStoryThatTheFeedShouldHaveShownLongAgo) {
  start_quietly();
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_TRUE(applied.changes.placed[0].report.held);
  EXPECT_TRUE(applied.changes.rows.empty());
  EXPECT_TRUE(event(applied.changes.placed[0].event.id).told_topics.empty());
}

TEST_F(AgeGate, TellsTheEventOnceItsFirstReportThatIsNotHeldJoins) {
  start_quietly();
  const auto held = poll(kTime, {{.title = kAltman, .published = clock_.now() - 49h}});
  const auto again = poll(kHill, {{.title = kAltman + " again", .published = clock_.now() - 49h}});
  EXPECT_TRUE(again.changes.rows.empty()) << "held too";
  const auto told = poll(kIndia, {{.title = kAltmanAgain, .published = clock_.now() - 40h}});
  ASSERT_EQ(told.changes.placed.size(), 1u);
  ASSERT_EQ(told.changes.placed[0].event.id, held.changes.placed[0].event.id);
  ASSERT_EQ(told.changes.rows.size(), 1u);
  const model::Notification& message = told.changes.rows[0].notification;
  EXPECT_EQ(message.title, kAltmanAgain);
  EXPECT_EQ(message.link, told.changes.placed[0].report.link);
  EXPECT_EQ(message.event.title, kAltman) << "the event keeps the report that opened it";
  EXPECT_EQ(message.reports.size(), 3u);
  EXPECT_EQ(message.id, held.changes.placed[0].event.id + ":event.new");
  const auto later = poll(kHill, {{.title = kAltmanAgain + "!", .published = clock_.now()}});
  EXPECT_TRUE(later.changes.rows.empty());
}

TEST_F(AgeGate, NeverHoldsWhatCameWhileTheDaemonWasDown) {
  start_quietly();
  clock_.pass(24h * 5);
  open();
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_FALSE(applied.changes.placed[0].report.held);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
}

TEST_F(AgeGate, AnErrorIsNoAnswerOfTheFeed) {
  start_quietly();
  for (int day = 0; day < 5; ++day) {
    clock_.pass(24h);
    apply(polled(kTime, "", 500));
    apply(polled(kTime, "<html>down</html>"));
  }
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  EXPECT_FALSE(applied.changes.placed.at(0).report.held);
}

TEST_F(AgeGate, A304IsAnAnswerOfTheFeed) {
  start_quietly();
  clock_.pass(24h * 5);
  apply(polled(kTime, "", 304));
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  EXPECT_TRUE(applied.changes.placed.at(0).report.held);
}

TEST_F(AgeGate, AgeAloneDecidesInAFirstDocument) {
  const auto applied =
      poll(kTime, {{.title = kAltman, .published = clock_.now() - 49h},
                   {.title = "US Navy bans DeepSeek", .published = clock_.now() - 47h}});
  ASSERT_EQ(applied.changes.placed.size(), 2u);
  EXPECT_TRUE(applied.changes.placed[0].report.held);
  EXPECT_FALSE(applied.changes.placed[1].report.held);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
}

TEST_F(AgeGate, IsOffWhenTheConfigSaysSo) {
  settings_.notify.max_age.reset();
  open();
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 24h * 300}});
  EXPECT_FALSE(applied.changes.placed.at(0).report.held);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
}

TEST_F(AgeGate, AHeldReportThatBringsATopicTellsNobody) {
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  const auto held =
      poll(kHill, {{.title = kAltman + ", Nvidia replies", .published = clock_.now() - 60h}});
  ASSERT_EQ(held.changes.placed.at(0).event.id, first.changes.placed.at(0).event.id);
  EXPECT_TRUE(held.changes.rows.empty());
  const auto fresh = poll(kIndia, {{.title = kAltmanAgain, .published = clock_.now()}});
  ASSERT_EQ(fresh.changes.placed.at(0).event.id, first.changes.placed.at(0).event.id);
  ASSERT_EQ(fresh.changes.rows.size(), 1u) << "the chips desk has not heard of it yet";
  EXPECT_EQ(fresh.changes.rows[0].sink, "chips-desk");
}

class FirstPollQuiet : public Newsroom {
 protected:
  FirstPollQuiet() {
    settings_.notify.first_poll = config::FirstPoll::kQuiet;
    open();
  }
};

TEST_F(FirstPollQuiet, AFirstDocumentCountsAsTold) {
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  ASSERT_EQ(first.changes.placed.size(), 1u);
  EXPECT_TRUE(first.changes.rows.empty());
  poll(kHill, {{.title = "Other news", .published = clock_.now()}});
  clock_.pass(1h);
  const auto second = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}});
  ASSERT_EQ(second.changes.placed.at(0).event.id, first.changes.placed[0].event.id);
  EXPECT_TRUE(second.changes.rows.empty());
  EXPECT_TRUE(outbox().empty());
}

TEST_F(FirstPollQuiet, WhatComesAfterItIsTold) {
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  clock_.pass(1h);
  const auto next =
      poll(kTime, {{.title = "US Navy bans DeepSeek on ships", .published = clock_.now()}});
  EXPECT_EQ(next.changes.rows.size(), 1u);
}

TEST_F(FirstPollQuiet, AFirstDocumentThatFailedWasNone) {
  apply(polled(kTime, "<html>down</html>"));
  EXPECT_TRUE(poll(kTime, {{.title = kAltman, .published = clock_.now()}}).changes.rows.empty());
}

}  // namespace
}  // namespace newswatch::engine
