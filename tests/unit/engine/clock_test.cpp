// A clock that is wrong for a while, and what must not come of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using std::chrono::days;

class WrongClock : public Newsroom {
 protected:
  void check_clock() { ASSERT_TRUE(engine_->check_clock(clock_.moment())); }
  void restart() {
    open_store();
    open();
    check_clock();
  }
  void set_ahead(model::Duration by) { clock_.set(clock_.now() + by); }
  static bool told(const Ingested& ingested, model::TroubleKind kind, bool recovered) {
    return std::ranges::any_of(ingested.trouble, [&](const TroubleChange& one) {
      return one.kind == kind && one.recovered == recovered;
    });
  }
  Told other(const std::string& title) { return {.title = title, .published = clock_.now()}; }
};

TEST_F(WrongClock, EightHoursAheadForOnePollSilenceNoFeed) {
  start_quietly();
  set_ahead(8h);
  poll(kTime, {other("Other news a")});
  set_ahead(-8h);
  clock_.pass(1min);
  restart();
  EXPECT_EQ(engine_->feed(kTime).next_poll, clock_.now() + 10min);
  EXPECT_LE(engine_->feed(kHill).next_poll, clock_.now() + 10min);
  const model::Time due = engine_->feed(kTime).next_poll;
  clock_.pass(5min);
  restart();
  EXPECT_EQ(engine_->feed(kTime).next_poll, due) << "restarts do not put it off";
}

TEST_F(WrongClock, AYearAheadForSecondsTellsNothingTwice) {
  start_quietly();
  const auto first = poll(kTime, {other(kAltman)});
  const std::string id = first.changes.placed.at(0).event.id;
  clock_.pass(1min);
  set_ahead(24h * 365);
  poll(kIndia, {other("Other news b")});
  EXPECT_EQ(engine_->index().events(), 1u) << "the index keeps it";
  restart();
  poll(kIndia, {other("Other news c")});
  EXPECT_EQ(engine_->index().events(), 1u) << "also across a restart";
  set_ahead(-24h * 365);
  clock_.pass(1min);
  const auto again = poll(kHill, {other(kAltmanAgain)});
  EXPECT_EQ(again.changes.placed.at(0).event.id, id);
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(WrongClock, AYearThatHasReallyPassedExpiresTheIndexTwoHoursLater) {
  start_quietly();
  poll(kTime, {other(kAltman)});
  set_ahead(24h * 365);
  for (int minutes = 0; minutes <= 110; minutes += 10) {
    poll(kIndia, {other("Other news " + std::to_string(minutes))});
    clock_.pass(10min);
    EXPECT_EQ(engine_->index().events(), 1u);
  }
  clock_.pass(1min);
  poll(kIndia, {other("Other news at last")});
  EXPECT_EQ(engine_->index().events(), 0u);
}

TEST_F(WrongClock, RoundsOfSecondsExpireInTheEnd) {
  start_quietly();
  poll(kTime, {other(kAltman)});
  for (int day = 1; day <= 16; ++day) {
    clock_.pass(24h);
    restart();
    poll(kIndia, {other("Other news " + std::to_string(day))});
    EXPECT_EQ(engine_->index().events(), day <= 14 ? 1u : 0u) << day;
  }
}

TEST_F(WrongClock, IdsGrowThroughAllOfIt) {
  start_quietly();
  std::vector<std::string> ids;
  const auto open_event = [&](const std::string& title) {
    const auto placed = poll(kTime, {other(title)}).changes.placed;
    ASSERT_EQ(placed.size(), 1u) << title;
    ids.push_back(placed[0].event.id);
  };
  open_event(kAltman);
  set_ahead(24h * 365);
  open_event(kNavy);
  set_ahead(-24h * 365);
  open_event("Italian watchdog opens DeepSeek inquiry on privacy");
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
  EXPECT_EQ(event(ids[2]).first_seen, clock_.now()) << "times are right again";
}

TEST_F(WrongClock, HoldsNoFreshStoryWhenTheServersSayThatItIsAhead) {
  start_quietly();
  server_time_ = clock_.now();
  set_ahead(72h);
  poll(kTime, {other("Other news d")});  // a success in the future
  const auto applied = poll(kTime, {{.title = kAltman, .published = *server_time_ - 1h}});
  EXPECT_FALSE(applied.changes.placed.at(0).report.held);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
}

TEST_F(WrongClock, HoldsNoFreshStoryAfterAStepThatNoServerSpeaksOf) {
  start_quietly();
  set_ahead(72h);
  poll(kTime, {other("Other news e")});
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 73h}});
  EXPECT_FALSE(applied.changes.placed.at(0).report.held);
}

TEST_F(WrongClock, HoldsNothingForASuccessInTheFuture) {
  start_quietly();
  set_ahead(24h * 5);
  poll(kTime, {other("Other news f")});
  set_ahead(-24h * 5);
  open();  // and no check of the clock: the poll finds it by itself
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  EXPECT_FALSE(applied.changes.placed.at(0).report.held);
}

TEST_F(WrongClock, HoldsOldStoriesAgainOnceItIsRight) {
  start_quietly();
  server_time_ = clock_.now();
  set_ahead(72h);
  poll(kTime, {other("Other news g")});
  set_ahead(-72h);
  poll(kTime, {other("Other news h")});
  clock_.pass(10min);
  server_time_ = clock_.now();
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now() - 72h}});
  EXPECT_TRUE(applied.changes.placed.at(0).report.held);
}

// A machine without a clock of its own starts with the time of its last stop, or of long ago.
TEST_F(WrongClock, DaysBehindTellsNoHappeningTwice) {
  start_quietly();
  const auto first = poll(kTime, {other(kAltman)});
  const std::string id = first.changes.placed.at(0).event.id;
  clock_.pass(1h);
  server_time_ = clock_.now();
  for (const auto behind : {days(5), days(400), days(13000)}) {
    set_ahead(-behind);
    restart();
    // Another outlet's words, dated now, which is far in the future for the clock.
    const std::string title = kAltmanAgain + " " + std::to_string(behind.count());
    const auto again = poll(kHill, {{.title = title, .published = *server_time_ - 20min}});
    ASSERT_EQ(again.changes.placed.size(), 1u);
    EXPECT_EQ(again.changes.placed[0].event.id, id) << behind.count();
    const auto story = *store::find_story(*store_, again.changes.placed[0].report.story);
    EXPECT_EQ(story->story_time, *server_time_ - 20min);
    EXPECT_EQ(story->first_seen, *server_time_);
    set_ahead(behind);
    restart();
  }
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(WrongClock, WhatWasToldWhileItWasAYearBehindIsNotToldAgainWhenItIsRight) {
  server_time_ = clock_.now();
  set_ahead(-days(365));
  const auto first = poll(kTime, {{.title = kAltman, .published = *server_time_ - 20min}});
  const std::string id = first.changes.placed.at(0).event.id;
  set_ahead(days(365));
  for (int i = 0; i < 4; ++i) {  // the new time is believed after two hours
    clock_.pass(1h);
    server_time_ = clock_.now();
    poll(kIndia, {other("Other news of hour " + std::to_string(i))});
  }
  EXPECT_EQ(poll(kHill, {other(kAltmanAgain)}).changes.placed.at(0).event.id, id);
}

TEST_F(WrongClock, ADateAheadOfTheServersStillCountsAsAbsent) {
  start_quietly();
  server_time_ = clock_.now();
  set_ahead(-days(5));
  const auto placed =
      poll(kTime, {{.title = kAltman, .published = *server_time_ + days(2)}}).changes.placed;
  const auto story = *store::find_story(*store_, placed.at(0).report.story);
  EXPECT_FALSE(story->published);
  EXPECT_EQ(story->story_time, *server_time_);
}

TEST_F(WrongClock, SaysOnceThatMostServersCallItWrong) {
  start_quietly();
  server_time_ = clock_.now() - 8h;
  const auto first = poll(kTime, {other("Other news i")});
  EXPECT_TRUE(told(first, model::TroubleKind::kClockWrong, false));
  EXPECT_EQ(first.clock.ahead, 8h);
  EXPECT_FALSE(told(poll(kHill, {other("Other news j")}), model::TroubleKind::kClockWrong, false));
  set_ahead(-8h);
  EXPECT_TRUE(told(poll(kIndia, {other("Other news k")}), model::TroubleKind::kClockWrong, true));
}

TEST_F(WrongClock, IsOverWhenItWasSetRightWhileNobodyWatched) {
  start_quietly();
  server_time_ = clock_.now() + 26h;
  poll(kTime, {other("Other news m")});
  ASSERT_TRUE(engine_->tell_trouble(clock_.now()));
  set_ahead(26h);
  restart();
  server_time_ = clock_.now();
  poll(kTime, {other("Other news n")});
  const auto told = engine_->tell_trouble(clock_.now());
  ASSERT_TRUE(told);
  ASSERT_EQ(told->troubles.size(), 1u);
  EXPECT_EQ(told->troubles[0].title, "the clock is right again after 1d2h");
}

TEST_F(WrongClock, WhatCouldNotBeStoredIsSaidWithTheNextAnswer) {
  start_quietly();
  server_time_ = clock_.now() - 8h;
  const PollResult response = polled(kTime, document("time.example", {other("Other news l")}));
  fill_disk();
  EXPECT_FALSE(engine_->ingest(response));
  free_disk();
  EXPECT_TRUE(told(apply(response), model::TroubleKind::kClockWrong, false));
}

TEST_F(WrongClock, CallsNoFeedQuietAndLearnsNothing) {
  for (int i = 0; i < 30; ++i) {
    poll(kTime, {other("Other news of hour " + std::to_string(i))});
    clock_.pass(1h);
  }
  const model::Habit before = engine_->feed(kTime).habit;
  ASSERT_NE(before.gap, 0s);
  set_ahead(24h * 365);
  const auto applied = poll(kTime, {other("Other news of a year later")});
  EXPECT_FALSE(told(applied, model::TroubleKind::kFeedQuiet, false));
  EXPECT_EQ(engine_->feed(kTime).habit.longest, before.longest);
}

TEST_F(WrongClock, AGapThatItMadeIsCalledByItsName) {
  start_quietly();
  set_ahead(8h);
  const auto forward = poll(kTime, {other("Other news m")});
  ASSERT_TRUE(forward.gap);
  EXPECT_TRUE(forward.gap->clock);
  EXPECT_EQ(forward.gap->why, "clock: set forward by 8h");
  set_ahead(-8h);
  const model::Time noticed = clock_.now();
  poll(kHill, {other("Other news n")});
  clock_.pass(5min);
  const auto back = poll(kTime, {other(kAltman)});
  ASSERT_TRUE(back.gap);
  EXPECT_TRUE(back.gap->clock);
  EXPECT_EQ(back.gap->why, "clock: set back by 8h");
  EXPECT_EQ(back.gap->from, noticed);
  EXPECT_FALSE(event(back.changes.placed.at(0).event.id).unwatched) << "nothing was missed";
  clock_.pass(10min);
  EXPECT_FALSE(poll(kTime, {other("Other news o")}).gap) << "said once";
  const auto stored = *store::gaps_since(*store_, {});
  EXPECT_EQ(std::ranges::count(stored, true, &model::Gap::clock), 2);
}

TEST_F(WrongClock, ASetBackAcrossARestartIsNoStop) {
  start_quietly();
  set_ahead(-(5h + 30min));
  open();
  const auto step = engine_->check_clock(clock_.moment());
  ASSERT_TRUE(step && *step);
  EXPECT_LE((*step)->by(), -(5h + 20min));
  EXPECT_LE(engine_->feed(kTime).next_poll, clock_.now() + 10min);
  clock_.pass(10min);
  const auto applied = poll(kTime, {other("Other news p")});
  ASSERT_TRUE(applied.gap);
  EXPECT_TRUE(applied.gap->clock);
}

TEST_F(WrongClock, AStopThatIsOneStillSaysSo) {
  start_quietly();
  clock_.pass(6h);
  restart();
  const auto applied = poll(kTime, {other("Other news q")});
  ASSERT_TRUE(applied.gap);
  EXPECT_FALSE(applied.gap->clock);
  EXPECT_EQ(applied.gap->why, "it was not asked: newswatch did not run");
}

}  // namespace
}  // namespace newswatch::engine
