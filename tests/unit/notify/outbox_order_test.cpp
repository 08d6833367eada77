// Several rows under way at once: the order of what is told about one event, sinks that stop, and
// rows that change or go while they are under way.
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "notify/outbox.h"
#include "samples.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using test::kNow;
using test::make_row;
using Numbers = std::vector<std::uint64_t>;

model::OutboxRow about(std::uint64_t number, const std::string& event) {
  auto row = make_row(number);
  row.notification.event.id = event;
  return row;
}

model::OutboxRow edit_about(std::uint64_t number, const std::string& event) {
  auto row = about(number, event);
  row.follow = model::FollowUp::kEdit;
  return row;
}

class OutboxOrder : public testing::Test {
 protected:
  static inline const DeliveryResult kTaken{};
  static inline const DeliveryResult kDown = tl::unexpected(Failure{.what = "down"});
  static inline const DeliveryResult kRefused =
      tl::unexpected(Failure{.what = "too long", .ends = Ends::kMessage});
  static inline const DeliveryResult kWrongKey = tl::unexpected(
      Failure{.cause = model::FailureCause::kAuth, .what = "401", .ends = Ends::kSink});

  OutboxOrder() {
    outbox_.name_sinks({"s", "t"});
    outbox_.set_at_once("s", 8);
  }
  Numbers start(model::Time now) {
    Numbers all;
    while (auto row = outbox_.start_next(now)) all.push_back(row->row);
    return all;
  }

  Outbox outbox_;
};

TEST_F(OutboxOrder, OneAboutAnEventAtATimeAndOthersPass) {
  for (const std::uint64_t n : {5u, 3u, 1u}) outbox_.put(about(n, "a"));
  outbox_.put(about(2, "b"));
  outbox_.put(about(4, "c"));
  EXPECT_EQ(start(kNow), (Numbers{1, 2, 4}));
  outbox_.finish(1, kTaken, kNow);
  EXPECT_EQ(start(kNow), Numbers{3});
  outbox_.put_back("s");
  EXPECT_EQ(start(kNow), (Numbers{2, 3, 4}));
}

TEST_F(OutboxOrder, OneThatWaitsForItsTimeHoldsThoseAboutItsEvent) {
  auto waits = about(1, "a");
  waits.not_before = kNow + 20s;
  outbox_.put(waits);
  outbox_.put(about(2, "a"));
  outbox_.put(about(3, "b"));
  EXPECT_EQ(start(kNow), Numbers{3});
  EXPECT_EQ(outbox_.next_due(), kNow + 20s);
  outbox_.remove(1);
  EXPECT_EQ(start(kNow), Numbers{2}) << "the first one was dropped";
}

TEST_F(OutboxOrder, OneAtFaultHoldsThoseAboutItsEventAlone) {
  auto at_fault = about(1, "a");
  at_fault.own_fault = true;
  at_fault.attempts = 9;
  at_fault.tried = kNow;
  at_fault.not_before = kNow + 30min;
  outbox_.put(at_fault);
  outbox_.put(about(2, "a"));
  outbox_.put(about(3, "b"));
  EXPECT_EQ(start(kNow), Numbers{3});
  outbox_.finish(3, kTaken, kNow);
  EXPECT_EQ(start(kNow + 30min - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 30min), Numbers{1});
  EXPECT_EQ(outbox_.finish(1, kRefused, kNow + 30min)->fate, Fate::kDead);
  EXPECT_EQ(start(kNow + 30min), Numbers{2}) << "it will never go out: the next one may";
}

TEST_F(OutboxOrder, ARowThatChangesItsEventWaitsForThatEventsRows) {
  outbox_.put(about(1, "a"));
  outbox_.put(about(2, "b"));
  outbox_.put(about(3, "b"));
  outbox_.revise(about(2, "a"));
  EXPECT_EQ(start(kNow), (Numbers{1, 3}));
  outbox_.finish(1, kTaken, kNow);
  EXPECT_EQ(start(kNow), Numbers{2});
}

TEST_F(OutboxOrder, AMessageAboutNoEventHoldsNoOther) {
  auto one = about(1, ""), two = about(2, "");
  outbox_.set_at_once("s", 1);
  outbox_.put(one);
  ASSERT_EQ(start(kNow), Numbers{1});
  outbox_.set_at_once("s", 8);
  outbox_.revise(one);  // while it is under way
  outbox_.put(two);
  EXPECT_EQ(start(kNow), Numbers{2});
}

// What must hold after any series of calls.
TEST_F(OutboxOrder, NoRowEverPassesAnEarlierOneAboutItsEvent) {
  std::mt19937 random(7);
  const auto dice = [&](unsigned sides) { return random() % sides; };
  auto now = kNow;
  std::map<std::uint64_t, std::string> waiting, going;  // row: event
  std::uint64_t next = 1, delivered = 0;
  for (int i = 0; i < 20000; ++i) {
    now += std::chrono::milliseconds(dice(3000));
    if (dice(3) == 0 && waiting.size() < 40) {
      auto row = about(next, std::string(1, static_cast<char>('a' + dice(6))));
      row.created = now;
      row.not_before = now + (dice(4) == 0 ? 5s : 0s);
      row.follow = static_cast<model::FollowUp>(dice(3));
      row.or_new = dice(2) == 0;
      waiting[next++] = row.notification.event.id;
      outbox_.put(row);
    }
    if (dice(50) == 0 && !waiting.empty()) {
      outbox_.remove(waiting.begin()->first);
      waiting.erase(waiting.begin());
    }
    if (dice(400) == 0) {
      outbox_.put_back("s");
      waiting.merge(going);
      going.clear();
    }
    if (dice(300) == 0) {
      const auto by = std::chrono::hours(dice(100)) - 50h;
      outbox_.shift(by);
      now += by;
    }
    while (const auto row = outbox_.start_next(now)) {
      ASSERT_TRUE(waiting.contains(row->row));
      for (const auto* rows : {&waiting, &going}) {
        for (const auto& [number, event] : *rows) {
          ASSERT_FALSE(number < row->row && event == row->notification.event.id)
              << row->row << " passes " << number;
        }
      }
      going.insert(waiting.extract(row->row));
    }
    if (going.empty()) continue;
    auto at = std::next(going.begin(), static_cast<std::ptrdiff_t>(dice(unsigned(going.size()))));
    const auto fate = dice(10);
    const DeliveryResult told = Receipt{.reference = "m", .wait = Wait{7s, dice(2) == 0}};
    const auto attempt = outbox_.finish(at->first,
                                        fate < 6    ? told
                                        : fate == 6 ? kRefused
                                                    : kDown,
                                        now);
    ASSERT_TRUE(attempt);
    delivered += attempt->fate == Fate::kDelivered;
    if (attempt->fate == Fate::kRetry) waiting.insert(*at);
    going.erase(at);
  }
  EXPECT_GT(delivered, 1000u);
  EXPECT_EQ(outbox_.size(), waiting.size() + going.size());
}

TEST_F(OutboxOrder, LaterRowsGetTheReferenceOfTheFirstMessage) {
  outbox_.put(about(1, "a"));
  outbox_.put(edit_about(2, "a"));
  outbox_.put(edit_about(3, "b"));
  ASSERT_EQ(start(kNow), (Numbers{1, 3}));
  outbox_.put(edit_about(4, "a"));
  outbox_.finish(1, Receipt{.reference = "m1"}, kNow);
  const auto second = outbox_.start_next(kNow);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->reference, "m1");
  outbox_.finish(2, Receipt{.reference = "other"}, kNow);
  EXPECT_EQ(outbox_.start_next(kNow)->reference, "m1");
}

TEST_F(OutboxOrder, ARevisionKeepsTheReferenceThatTheStoreDoesNotHave) {
  auto edit = edit_about(2, "a");
  edit.reference = "m1";
  outbox_.put(edit);
  auto revised = edit_about(2, "a");
  revised.notification.news = "Now 10 outlets";
  outbox_.revise(revised);
  const auto started = outbox_.start_next(kNow);
  ASSERT_TRUE(started);
  EXPECT_EQ(started->reference, "m1");
  EXPECT_EQ(started->notification.news, "Now 10 outlets");
}

// The writer revises what it knows: the outcome of the last attempt may be on its way to it.
TEST_F(OutboxOrder, ARevisionThatKnowsLessThanTheOutboxEndsNoBackoff) {
  outbox_.put(about(1, "a"));
  auto now = kNow;
  for (int i = 0; i < 6; ++i) {
    ASSERT_EQ(start(now), Numbers{1});
    now = outbox_.finish(1, kDown, now)->row.not_before;
  }
  auto revised = about(1, "a");
  revised.notification.title = "new title";
  outbox_.revise(revised);
  EXPECT_EQ(start(now - 1ms), Numbers{});
  const auto started = outbox_.start_next(now);
  ASSERT_TRUE(started);
  EXPECT_EQ(started->attempts, 6);
  EXPECT_EQ(started->notification.title, "new title");
  const auto tried = outbox_.finish(1, kDown, now)->row;
  auto by_hand = tried;
  by_hand.attempts = 0;
  by_hand.not_before = now;
  outbox_.revise(by_hand);
  EXPECT_EQ(start(now), Numbers{1}) << "a person wants it now";
}

TEST_F(OutboxOrder, ASinkThatStopsKeepsItsRowsAndDelaysNoOther) {
  for (std::uint64_t n = 1; n <= 3; ++n) outbox_.put(make_row(n));
  outbox_.put(make_row(4, "t"));
  outbox_.set_at_once("s", 1);
  EXPECT_EQ(start(kNow), (Numbers{1, 4}));
  outbox_.finish(4, kTaken, kNow);
  EXPECT_EQ(outbox_.finish(1, kWrongKey, kNow)->fate, Fate::kSinkStopped);
  EXPECT_TRUE(outbox_.is_stopped("s"));
  outbox_.put(make_row(5, "t"));
  EXPECT_EQ(start(kNow + 1000h), Numbers{5});
  outbox_.finish(5, kTaken, kNow);
  EXPECT_EQ(outbox_.next_due(), std::nullopt);
  EXPECT_EQ(outbox_.size(), 3u);
  outbox_.revive("s");
  EXPECT_EQ(start(kNow), Numbers{1}) << "at once";
}

TEST_F(OutboxOrder, ASinkThatTakesWhatWasUnderWayHasNotStopped) {
  for (std::uint64_t n = 1; n <= 3; ++n) outbox_.put(make_row(n));
  EXPECT_EQ(start(kNow), (Numbers{1, 2, 3}));
  outbox_.finish(1, kWrongKey, kNow);
  outbox_.finish(2, kTaken, kNow);
  EXPECT_FALSE(outbox_.is_stopped("s")) << "as the engine sees it, too";
}

TEST_F(OutboxOrder, WhatIsRefusedForGoodEndsAloneAndDelaysNoOther) {
  for (std::uint64_t n = 1; n <= 20; ++n) outbox_.put(make_row(n));
  Numbers dead;
  std::size_t taken = 0;
  while (const auto row = outbox_.start_next(kNow)) {
    const auto attempt = outbox_.finish(row->row, row->row % 2 == 0 ? kRefused : kTaken, kNow);
    if (attempt->fate == Fate::kDead) dead.push_back(row->row);
    taken += attempt->fate == Fate::kDelivered;
  }
  EXPECT_EQ(dead.size(), 10u);
  EXPECT_EQ(taken, 10u) << "at the same millisecond";
}

TEST_F(OutboxOrder, ARowDroppedUnderWayStillStopsItsSinkAndItsWaitHolds) {
  outbox_.put(make_row(1));
  outbox_.put(make_row(2));
  ASSERT_EQ(start(kNow), (Numbers{1, 2}));
  outbox_.remove(1);
  outbox_.remove(2);
  const DeliveryResult wait = tl::unexpected(Failure{.what = "429", .wait = Wait{1h}});
  EXPECT_EQ(outbox_.finish(2, wait, kNow)->fate, Fate::kRetry);
  EXPECT_EQ(outbox_.finish(1, kWrongKey, kNow)->fate, Fate::kSinkStopped)
      << "people are to hear of it";
  EXPECT_EQ(outbox_.size(), 0u);
  outbox_.revive("s");
  outbox_.put(make_row(3));
  EXPECT_EQ(start(kNow + 1h - 1ms), Numbers{});
  EXPECT_EQ(start(kNow + 1h), Numbers{3});
}

TEST_F(OutboxOrder, ARowDroppedUnderWayThatIsRefusedIsNoMessageGivenUp) {
  outbox_.put(make_row(1));
  ASSERT_EQ(start(kNow), Numbers{1});
  outbox_.remove(1);
  EXPECT_EQ(outbox_.finish(1, kRefused, kNow)->fate, Fate::kDropped);
}

// A run that tries each row once keeps the order, too: what follows waits for the next run.
TEST_F(OutboxOrder, OnceStartsNothingBehindOneThatFailed) {
  outbox_.put_once(about(1, "a"));
  outbox_.put_once(edit_about(2, "a"));
  outbox_.put_once(about(3, "b"));
  EXPECT_EQ(start(kNow), (Numbers{1, 3}));
  outbox_.finish(3, kTaken, kNow);
  outbox_.finish(1, kDown, kNow);
  EXPECT_EQ(start(kNow), Numbers{});
  EXPECT_FALSE(outbox_.has_marked(kNow));
  EXPECT_EQ(outbox_.size(), 2u);
}

TEST_F(OutboxOrder, RowsThatCanNotStartCostNothing) {
  constexpr std::uint64_t kRows = 50'000;
  for (std::uint64_t n = 1; n <= kRows; ++n) outbox_.put(about(n, "e" + std::to_string(n)));
  outbox_.put(about(kRows + 1, "e1"));
  for (std::uint64_t n = kRows + 2; n < 2 * kRows; ++n) {
    auto edit = edit_about(n, n % 2 == 0 ? "e1" : "f" + std::to_string(n));
    outbox_.put(edit);
  }
  outbox_.close_until("s", model::FollowUp::kOwn, kNow + 1h, kNow);
  outbox_.close_until("s", model::FollowUp::kEdit, kNow + 2h, kNow);
  start(kNow);  // once: what is due is sorted out
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_FALSE(outbox_.start_next(kNow));
    ASSERT_EQ(outbox_.next_due(), kNow + 1h);
  }
  const auto edits = kNow + 1h;
  outbox_.close_until("s", model::FollowUp::kOwn, kNow + 4h, edits);
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_FALSE(outbox_.start_next(edits));
    ASSERT_EQ(outbox_.next_due(), kNow + 2h);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s) << "a scan of the rows: minutes";
}

}  // namespace
}  // namespace newswatch::notify
