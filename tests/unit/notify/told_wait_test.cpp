// A target that says how long it wants to be left alone gets exactly that, whatever else holds.
#include <gtest/gtest.h>

#include <chrono>

#include "notify/outbox.h"
#include "samples.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using test::kNow;
using test::make_row;
using Numbers = std::vector<std::uint64_t>;

DeliveryResult too_many(model::Duration time, bool only_kind = false) {
  return tl::unexpected(Failure{.cause = model::FailureCause::kRateLimited,
                                .what = "too many",
                                .wait = Wait{time, only_kind}});
}

model::OutboxRow edit_of(std::uint64_t number, const std::string& reference = "m1") {
  auto row = make_row(number);
  row.follow = model::FollowUp::kEdit;
  row.reference = reference;
  return row;
}

class ToldWait : public testing::Test {
 protected:
  static inline const DeliveryResult kTaken{};
  static inline const DeliveryResult kDown = tl::unexpected(Failure{.what = "down"});

  ToldWait() { outbox_.name_sinks({"s", "t"}); }

  static Numbers start(Outbox& outbox, model::Time now) {
    Numbers all;
    while (auto row = outbox.start_next(now)) all.push_back(row->row);
    return all;
  }
  Numbers start(model::Time now) { return start(outbox_, now); }
  // Starts this row, which the target answers.
  Attempt answer(std::uint64_t row, const DeliveryResult& result, model::Time now = kNow) {
    EXPECT_EQ(start(now), Numbers{row});
    return outbox_.finish(row, result, now).value_or(Attempt{});
  }

  Outbox outbox_;
};

TEST_F(ToldWait, IsObeyedToTheMillisecondByAllRowsOfTheSinkAndNoOther) {
  for (const std::uint64_t n : {1u, 2u, 3u}) outbox_.put(make_row(n));
  answer(1, too_many(90s));
  outbox_.put(make_row(4));
  outbox_.put(make_row(5, "t"));
  EXPECT_EQ(start(kNow), Numbers{5}) << "the other sink";
  EXPECT_EQ(start(kNow + 90s - 1ms), Numbers{});
  EXPECT_EQ(outbox_.next_due(), kNow + 90s);
  EXPECT_EQ(start(kNow + 90s), Numbers{1});
}

TEST_F(ToldWait, IsObeyedAfterARetryByHandAndARevival) {
  outbox_.put(make_row(1));
  auto tried = answer(1, too_many(1h)).row;
  tried.attempts = 0;
  outbox_.retry(tried);
  outbox_.retry(make_row(2));
  outbox_.revive("s");
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 1h), Numbers{1});
}

TEST_F(ToldWait, IsObeyedByASinkThatLeftTheConfigAndCameBack) {
  outbox_.put(make_row(1));
  answer(1, Receipt{.reference = "", .wait = Wait{1h}});
  outbox_.name_sinks({"t"});
  outbox_.name_sinks({"s", "t"});
  outbox_.put(make_row(2));
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 1h), Numbers{2});
}

TEST_F(ToldWait, ALaterShorterOneDoesNotEndIt) {
  outbox_.set_at_once("s", 2);
  for (const std::uint64_t n : {1u, 2u, 3u}) outbox_.put(make_row(n));
  EXPECT_EQ(start(kNow), (Numbers{1, 2}));
  outbox_.finish(1, too_many(1h), kNow);
  outbox_.finish(2, too_many(1s), kNow);
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
}

TEST_F(ToldWait, StaysAsLongWhenTheClockIsSetBackAndForth) {
  outbox_.put(make_row(1));
  answer(1, too_many(10min));
  auto now = kNow + 4min;
  for (const model::Duration by : {model::Duration(-1000h), model::Duration(5000h),
                                   model::Duration(-30s), model::Duration(2h)}) {
    outbox_.shift(by);
    now += by;
    EXPECT_EQ(start(now + 6min - 1ms), Numbers{});
  }
  EXPECT_EQ(outbox_.next_due(), now + 6min);
  EXPECT_EQ(start(now + 6min), Numbers{1});
}

// A step that nobody noticed makes it no longer than it was told.
TEST_F(ToldWait, AnUnnoticedStepBackMakesItNoLongerThanItWas) {
  outbox_.put(make_row(1));
  answer(1, too_many(10min));
  const auto earlier = kNow - 24h;
  EXPECT_EQ(start(earlier), Numbers{});
  EXPECT_EQ(start(earlier + 10min), Numbers{1});
}

TEST_F(ToldWait, OfEditsLeavesNewMessagesGoing) {
  outbox_.put(edit_of(1));
  outbox_.put(edit_of(2));
  outbox_.put(make_row(3));
  answer(1, too_many(1h, true));
  answer(3, kTaken);
  outbox_.put(make_row(4));
  answer(4, kTaken);
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(outbox_.next_due(), kNow + 1h);
  EXPECT_EQ(start(kNow + 1h), Numbers{1});
}

TEST_F(ToldWait, OfNewMessagesLeavesEditsGoing) {
  outbox_.put(make_row(1));
  outbox_.put(make_row(2));
  outbox_.put(edit_of(3));
  answer(1, too_many(1h, true));
  answer(3, kTaken);
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 1h), Numbers{1});
}

// An edit of nothing goes out as a new message: it is one to the target.
TEST_F(ToldWait, AnEditThatGoesOutAsNewWaitsWithTheNewOnes) {
  auto as_new = edit_of(3, "");
  as_new.or_new = true;
  outbox_.put(make_row(1));
  outbox_.put(as_new);
  answer(1, too_many(1h, true));
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 1h), Numbers{1});
  outbox_.finish(1, kTaken, kNow + 1h);
  answer(3, too_many(1h, true), kNow + 1h);
  outbox_.put(edit_of(4));
  EXPECT_EQ(start(kNow + 1h), Numbers{4}) << "what it was told is not about edits";
}

TEST_F(ToldWait, ComesWithASuccessToo) {
  outbox_.put(make_row(1));
  outbox_.put(make_row(2));
  outbox_.put(edit_of(3));
  DeliveryResult taken = Receipt{.reference = "m", .wait = Wait{5min, true}};
  EXPECT_EQ(answer(1, taken).fate, Fate::kDelivered);
  answer(3, Receipt{.reference = "", .wait = Wait{10min, false}});
  EXPECT_EQ(start(kNow + 10min - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 10min), Numbers{2});
}

TEST_F(ToldWait, IsBoundedAtAMonthAlsoInTheRow) {
  outbox_.put(make_row(1));
  const auto tried = answer(1, too_many(24h * 10000)).row;
  EXPECT_EQ(tried.not_before, kNow + kLongestTold);
  EXPECT_EQ(start(kNow + kLongestTold - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + kLongestTold), Numbers{1});
  EXPECT_EQ(outbox_.finish(1, too_many(-5s), kNow + kLongestTold)->row.not_before,
            kNow + kLongestTold);
}

TEST_F(ToldWait, OfEditsHoldsNoNewMessageAfterARestart) {
  outbox_.put(edit_of(1));
  const auto tried = answer(1, too_many(6h, true)).row;
  Outbox next;
  next.name_sinks({"s"});
  next.close_until("s", model::FollowUp::kEdit, kNow + 6h, kNow + 1min);
  next.put(tried);
  next.put(make_row(2));
  EXPECT_EQ(start(next, kNow + 1min), Numbers{2});
  next.finish(2, kTaken, kNow + 1min);
  EXPECT_EQ(start(next, kNow + 6h - 1ms), Numbers{});
  EXPECT_EQ(next.next_due(), kNow + 6h);
  EXPECT_EQ(start(next, kNow + 6h), Numbers{1});
}

TEST_F(ToldWait, AnEarlierRunsBackoffHoldsAfterARestartAsItWas) {
  outbox_.put(make_row(1));
  auto now = kNow;
  for (int i = 0; i < 5; ++i) now = answer(1, kDown, now).row.not_before;
  EXPECT_EQ(start(now), Numbers{1});
  const auto tried = outbox_.finish(1, kDown, now)->row;
  Outbox next;
  next.name_sinks({"s"});
  next.put(tried);
  next.put(make_row(2));
  EXPECT_EQ(start(next, tried.not_before - 1ms), Numbers{});
  EXPECT_EQ(start(next, tried.not_before), Numbers{1});
}

// While the target is closed the loop sleeps until it opens, whichever rows become due.
TEST_F(ToldWait, WhatBecomesDueMeanwhileWakesNobody) {
  auto later = make_row(2, "s", kNow + 20s);
  later.created = kNow;
  outbox_.put(make_row(1));
  outbox_.put(later);
  answer(1, too_many(1h));
  EXPECT_EQ(start(kNow + 1min), Numbers{});
  EXPECT_EQ(outbox_.next_due(), kNow + 1h);
  Outbox next;
  next.name_sinks({"s"});
  next.close_until("s", model::FollowUp::kOwn, kNow + 1h, kNow);
  next.put(later);
  EXPECT_EQ(next.next_due(), kNow + 1h) << "though it is due before";
}

TEST_F(ToldWait, ASinkThatBacksOffAndHasOneUnderWayWakesNobody) {
  outbox_.set_at_once("s", 8);
  for (const std::uint64_t n : {1u, 2u, 3u}) outbox_.put(make_row(n));
  EXPECT_EQ(start(kNow), (Numbers{1, 2, 3}));
  outbox_.finish(1, kDown, kNow);
  EXPECT_EQ(start(kNow + 1min), Numbers{});
  EXPECT_EQ(outbox_.next_due(), std::nullopt) << "what ends will say when to go on";
  outbox_.finish(2, kTaken, kNow + 1min);
  EXPECT_EQ(outbox_.next_due(), kNow + 1min) << "1 is at fault, and due";
}

TEST_F(ToldWait, ARowThatIsOnlyRateLimitedIsNeverGivenUp) {
  auto row = make_row(1);
  row.attempts = 10'000;
  row.first_attempt = kNow - 24h * 365;
  EXPECT_EQ(after_attempt(row, too_many(1h), 0, kNow).fate, Fate::kRetry);
  EXPECT_EQ(after_attempt(row, kDown, 0, kNow).fate, Fate::kDead);
  const DeliveryResult without =
      tl::unexpected(Failure{.cause = model::FailureCause::kRateLimited, .what = "slow down"});
  const Attempt again = after_attempt(row, without, 0, kNow);
  EXPECT_EQ(again.fate, Fate::kRetry);
  EXPECT_GT(again.row.not_before, kNow + 50min) << "not told how long: an hour";
}

TEST_F(ToldWait, ARunThatTriesEachOnceWaitsForAShortOneOnly) {
  for (const std::uint64_t n : {1u, 2u}) outbox_.put_once(make_row(n));
  for (const std::uint64_t n : {3u, 4u}) outbox_.put_once(make_row(n, "t"));
  EXPECT_EQ(start(kNow), (Numbers{1, 3}));
  outbox_.finish(1, too_many(10s), kNow);
  outbox_.finish(3, too_many(10s + 1ms), kNow);
  EXPECT_TRUE(outbox_.has_marked(kNow));
  EXPECT_EQ(outbox_.next_due(), kNow + 10s);
  EXPECT_EQ(start(kNow + 10s - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 10s), Numbers{2});
  outbox_.finish(2, kTaken, kNow + 10s);
  Outbox closed;
  closed.name_sinks({"s"});
  closed.close_until("s", model::FollowUp::kOwn, kNow + 1h, kNow);
  closed.put_once(make_row(1));
  EXPECT_FALSE(closed.has_marked(kNow)) << "left for another run";
  EXPECT_EQ(start(closed, kNow), Numbers{});
}

}  // namespace
}  // namespace newswatch::notify
