#include "notify/outbox.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace newswatch::notify {
namespace {

using test::kNow;
using test::make_row;

const DeliveryResult kGood{};
const DeliveryResult kBad = tl::unexpected(Failure{.what = "down"});

std::vector<std::uint64_t> numbers(const std::vector<model::OutboxRow>& rows) {
  std::vector<std::uint64_t> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(row.row);
  return out;
}

using Numbers = std::vector<std::uint64_t>;

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() { outbox_.name_sinks({"s", "t"}); }

  // All that start at this time.
  static std::vector<model::OutboxRow> start(Outbox& outbox, model::Time now) {
    std::vector<model::OutboxRow> started;
    while (auto row = outbox.start_next(now)) started.push_back(std::move(*row));
    return started;
  }
  std::vector<model::OutboxRow> start(model::Time now) { return start(outbox_, now); }

  Outbox outbox_;
};

TEST_F(OutboxTest, StartsOneRowAtATimeOfEachSinkInOrder) {
  for (const std::uint64_t n : {3u, 1u, 2u}) outbox_.put(make_row(n));
  outbox_.put(make_row(4, "t"));
  EXPECT_EQ(numbers(start(kNow)), (Numbers{1, 4}));
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_EQ(outbox_.finish(1, kGood, kNow)->fate, Fate::kDelivered);
  EXPECT_EQ(numbers(start(kNow)), Numbers{2});
  EXPECT_EQ(outbox_.size(), 3u);
}

TEST_F(OutboxTest, StartsAsManyRowsAsTheSinkTakesAtOnceAndOneAfterAFailure) {
  outbox_.set_at_once("s", 3);
  for (std::uint64_t n = 1; n <= 6; ++n) outbox_.put(make_row(n));
  EXPECT_EQ(numbers(start(kNow)), (Numbers{1, 2, 3}));
  EXPECT_EQ(outbox_.finish(2, kGood, kNow)->fate, Fate::kDelivered);
  EXPECT_EQ(numbers(start(kNow)), Numbers{4});
  EXPECT_EQ(outbox_.finish(1, kBad, kNow)->fate, Fate::kRetry);
  outbox_.put_back("s");
  EXPECT_EQ(outbox_.size(), 5u);
  EXPECT_EQ(numbers(start(kNow)), Numbers{}) << "the sink backs off";
  EXPECT_EQ(numbers(start(kNow + std::chrono::minutes(1))), Numbers{1});
  outbox_.finish(1, kGood, kNow);
  EXPECT_EQ(numbers(start(kNow)), (Numbers{3, 4, 5}));
}

TEST_F(OutboxTest, AReleasedRowGoesOutUnlessItDidMeanwhile) {
  auto waits = make_row(1);
  waits.not_before = kNow + std::chrono::seconds(20);
  outbox_.put(waits);
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  waits.not_before = kNow;
  outbox_.revise(waits);
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
  outbox_.revise(waits);  // under way
  outbox_.finish(1, kGood, kNow);
  outbox_.revise(waits);  // delivered
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_EQ(outbox_.size(), 0u);
}

TEST_F(OutboxTest, FailingSinkBacksOffAsAWholeAndDelaysNoOther) {
  for (const std::uint64_t n : {1u, 2u}) outbox_.put(make_row(n));
  for (const std::uint64_t n : {3u, 4u}) outbox_.put(make_row(n, "t"));
  EXPECT_EQ(numbers(start(kNow)), (Numbers{1, 3}));
  const auto failed = outbox_.finish(1, kBad, kNow);
  outbox_.finish(3, kGood, kNow);
  EXPECT_EQ(numbers(start(kNow)), Numbers{4});
  EXPECT_EQ(outbox_.next_due(), failed->row.not_before);
  EXPECT_EQ(numbers(start(failed->row.not_before - std::chrono::milliseconds(1))), Numbers{});
  EXPECT_EQ(numbers(start(failed->row.not_before)), Numbers{1});
}

TEST_F(OutboxTest, LeavesATargetAloneForAsLongAsItToldAnEarlierRun) {
  using model::FollowUp;
  outbox_.put(make_row(1));
  auto change = make_row(2);
  change.follow = FollowUp::kEdit;
  change.reference = "m1";
  outbox_.put(change);
  outbox_.close_until("s", FollowUp::kOwn, kNow + std::chrono::seconds(60), kNow);
  outbox_.close_until("s", FollowUp::kEdit, kNow + std::chrono::seconds(30), kNow);
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_EQ(numbers(start(kNow + std::chrono::seconds(30))), Numbers{2});
  outbox_.finish(2, kGood, kNow + std::chrono::seconds(30));
  EXPECT_EQ(numbers(start(kNow + std::chrono::seconds(59))), Numbers{});
  EXPECT_EQ(numbers(start(kNow + std::chrono::seconds(60))), Numbers{1});
}

// Else the notify loop would spin.
TEST_F(OutboxTest, NothingIsDueBeforeItCanStart) {
  outbox_.put(make_row(1));
  start(kNow);
  const DeliveryResult busy =
      tl::unexpected(Failure{.what = "busy", .wait = Wait{std::chrono::seconds(60)}});
  outbox_.finish(1, busy, kNow);
  outbox_.put(make_row(2));  // comes while the target wants nothing
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_GE(outbox_.next_due(), kNow + std::chrono::seconds(60));
}

TEST_F(OutboxTest, NothingIsDueWhileASinkThatFailedIsTriedWithOneRow) {
  outbox_.set_at_once("s", 3);
  for (std::uint64_t n = 1; n <= 6; ++n) outbox_.put(make_row(n));
  start(kNow);
  for (std::uint64_t n = 1; n <= 3; ++n) outbox_.finish(n, kBad, kNow);
  const auto due = outbox_.next_due();
  ASSERT_TRUE(due);
  EXPECT_EQ(start(*due).size(), 1u);
  EXPECT_EQ(outbox_.next_due(), std::nullopt);
}

TEST_F(OutboxTest, RowsThatFailTogetherAreOneFailureOfTheSink) {
  outbox_.set_at_once("s", 8);
  for (std::uint64_t n = 1; n <= 8; ++n) outbox_.put(make_row(n));
  start(kNow);
  for (std::uint64_t n = 1; n <= 8; ++n) {
    EXPECT_EQ(outbox_.finish(n, kBad, kNow)->known_outage, n > 1);
  }
  EXPECT_LE(outbox_.next_due(), kNow + std::chrono::milliseconds(1100));
}

TEST_F(OutboxTest, RowsOfASinkThatWorksAgainGoOutAtOnce) {
  for (const std::uint64_t n : {1u, 2u}) {
    auto row = make_row(n);
    row.attempts = 5;
    row.not_before = kNow + std::chrono::minutes(10) * n;
    outbox_.put(row);
  }
  EXPECT_EQ(numbers(start(kNow)), Numbers{}) << "the backoff of the last run holds";
  EXPECT_EQ(numbers(start(kNow + std::chrono::minutes(10))), Numbers{1});
  outbox_.finish(1, kGood, kNow + std::chrono::minutes(10));
  EXPECT_EQ(numbers(start(kNow + std::chrono::minutes(10))), Numbers{2});
}

TEST_F(OutboxTest, RowThatWaitsForTheJudgeIsPassedBy) {
  auto waiting = make_row(1);
  waiting.not_before = kNow + std::chrono::seconds(20);
  outbox_.put(waiting);
  outbox_.put(make_row(2));
  EXPECT_EQ(numbers(start(kNow)), Numbers{2});
  outbox_.finish(2, kGood, kNow);
  EXPECT_EQ(outbox_.next_due(), kNow + std::chrono::seconds(20));
  outbox_.put(make_row(1));  // released
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
}

TEST_F(OutboxTest, MergedEventIsNotHeardOf) {
  outbox_.put(make_row(1));
  outbox_.remove(1);
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_EQ(outbox_.size(), 0u);
}

TEST_F(OutboxTest, RowDroppedUnderWayIsNotStoredAgainWhenItFails) {
  outbox_.put(make_row(1));
  start(kNow);
  outbox_.remove(1);
  EXPECT_EQ(outbox_.finish(1, kBad, kNow)->fate, Fate::kRetry) << "of the sink it says something";
  EXPECT_EQ(outbox_.size(), 0u);
  EXPECT_EQ(outbox_.next_due(), std::nullopt);
}

TEST_F(OutboxTest, RowsOfAnUnnamedSinkStayUntouched) {
  outbox_.put(make_row(1, "gone"));
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  EXPECT_EQ(outbox_.next_due(), std::nullopt);
  EXPECT_EQ(outbox_.unnamed(), (std::map<std::string, std::size_t>{{"gone", 1}}));
  outbox_.name_sinks({"gone"});
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
}

TEST_F(OutboxTest, CancelledRowIsNeitherTriedNorFailed) {
  outbox_.put(make_row(1));
  start(kNow);
  EXPECT_TRUE(outbox_.under_way());
  outbox_.put_back("s");
  EXPECT_FALSE(outbox_.under_way());
  const auto again = start(kNow);
  ASSERT_EQ(numbers(again), Numbers{1});
  EXPECT_EQ(again[0].attempts, 0);
}

TEST_F(OutboxTest, DeadRowLeavesAndTheNextGoesOn) {
  for (const std::uint64_t n : {1u, 2u}) outbox_.put(make_row(n));
  start(kNow);
  const DeliveryResult refused = tl::unexpected(Failure{.what = "refused", .ends = Ends::kMessage});
  EXPECT_EQ(outbox_.finish(1, refused, kNow)->fate, Fate::kDead);
  EXPECT_EQ(numbers(start(kNow)), Numbers{2});
  auto dead = make_row(3);
  dead.dead = true;
  outbox_.put(dead);
  EXPECT_EQ(outbox_.size(), 1u);
}

TEST_F(OutboxTest, OnceTriesEachRowOnceWhateverItsNextAttempt) {
  auto left = make_row(1);
  left.attempts = 3;
  left.not_before = kNow + std::chrono::minutes(30);
  outbox_.put_once(left);
  outbox_.put_once(make_row(2));
  outbox_.put(make_row(3));
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
  outbox_.finish(1, kBad, kNow);
  EXPECT_TRUE(outbox_.has_marked(kNow));
  EXPECT_EQ(numbers(start(kNow)), Numbers{2});
  outbox_.finish(2, kBad, kNow);
  EXPECT_FALSE(outbox_.has_marked(kNow));
  EXPECT_EQ(numbers(start(kNow + std::chrono::hours(24))), Numbers{});
}

TEST_F(OutboxTest, OnceDoesNotWaitForASinkThatTheConfigDoesNotName) {
  outbox_.put_once(make_row(1, "gone"));
  EXPECT_FALSE(outbox_.has_marked(kNow));
}

TEST_F(OutboxTest, ClockSetBackDoesNotHoldRowsForYears) {
  outbox_.put(make_row(1, "s", kNow + std::chrono::hours(24) * 365));
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
}

TEST_F(OutboxTest, ClockSetBackHoldsNoRowAmongOthersThatWait) {
  auto row = make_row(1, "s", kNow + std::chrono::seconds(20));
  row.created = kNow;
  outbox_.put(row);
  outbox_.put(make_row(2, "s", kNow + std::chrono::hours(24) * 365));
  EXPECT_EQ(numbers(start(kNow)), Numbers{2});
}

TEST_F(OutboxTest, SinksTakeTurns) {
  for (const std::uint64_t n : {1u, 2u, 3u}) outbox_.put(make_row(n));
  outbox_.put(make_row(4, "t"));
  EXPECT_EQ(outbox_.start_next(kNow)->row, 1u);
  outbox_.finish(1, kGood, kNow);
  EXPECT_EQ(outbox_.start_next(kNow)->row, 4u) << "though the first sink has more";
  EXPECT_EQ(outbox_.start_next(kNow)->row, 2u);
}

// A sink that is down, or rows that wait for the judge, must not cost more with each row.
TEST_F(OutboxTest, ALongBacklogCostsNoMoreThanAShortOne) {
  constexpr std::uint64_t kRows = 50000;
  const auto soon = kNow + std::chrono::seconds(20);
  auto waits = make_row(1, "s", soon);
  waits.created = kNow;
  for (std::uint64_t n = 1; n <= kRows; ++n) {
    waits.row = n;
    outbox_.put(waits);
  }
  auto ready = make_row(2);
  for (std::uint64_t n = kRows + 1; n <= kRows + 5000; ++n) {
    ready.row = n;
    outbox_.put(ready);
    ASSERT_EQ(outbox_.start_next(kNow)->row, n);
    ASSERT_FALSE(outbox_.next_due());
    ASSERT_TRUE(outbox_.finish(n, kGood, kNow));
    ASSERT_EQ(outbox_.next_due(), soon);
  }
  EXPECT_EQ(outbox_.size(), kRows);
}

TEST_F(OutboxTest, ARowThatWasGivenUpAndIsRetriedByHandWakesItsSink) {
  outbox_.put(make_row(1));
  start(kNow);
  outbox_.finish(1, kBad, kNow);
  outbox_.put(make_row(9));
  EXPECT_EQ(numbers(start(kNow)), Numbers{});
  outbox_.retry(make_row(5));
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
}

TEST_F(OutboxTest, ASinkThatWasAwayAndHasMuchWaitingSaysSoWhenItIsBack) {
  constexpr std::uint64_t kRows = kSummaryFrom + 2;
  for (std::uint64_t n = 1; n <= kRows; ++n) {
    auto row = make_row(n);
    row.notification.event.id = "the same";  // so that none is tried in place of the first
    outbox_.put(row);
  }
  start(kNow);
  auto tried = outbox_.finish(1, kBad, kNow);
  while (tried->row.not_before < kNow + kSummaryAfter) {
    const auto now = tried->row.not_before;
    ASSERT_EQ(numbers(start(now)), Numbers{1});
    tried = outbox_.finish(1, kBad, now);
  }
  const auto back = tried->row.not_before;
  ASSERT_EQ(numbers(start(back)), Numbers{1});
  EXPECT_EQ(outbox_.finish(1, kGood, back)->away_since, kNow);
  outbox_.hold("s", true);
  EXPECT_EQ(numbers(start(back)), Numbers{});
  EXPECT_EQ(outbox_.next_due(), std::nullopt);
  outbox_.hold("s", false);
  ASSERT_EQ(numbers(start(back)), Numbers{2});
  EXPECT_FALSE(outbox_.finish(2, kGood, back)->away_since) << "once";
}

TEST_F(OutboxTest, ASinkThatWasAwayBeforeTheRestartIsKnownByItsRows) {
  for (std::uint64_t n = 1; n <= kSummaryFrom + 2; ++n) {
    auto row = make_row(n);
    if (n == 1) {
      row.attempts = 9;
      row.first_attempt = kNow - std::chrono::hours(5);
    }
    outbox_.put(row);
  }
  start(kNow);
  EXPECT_EQ(outbox_.finish(1, kGood, kNow)->away_since, kNow - std::chrono::hours(5));
}

TEST_F(OutboxTest, AShortAbsenceAndAFewRowsAreNoReasonForASummary) {
  for (std::uint64_t n = 1; n <= kSummaryFrom + 2; ++n) outbox_.put(make_row(n));
  for (std::uint64_t n = 101; n <= 110; ++n) outbox_.put(make_row(n, "t"));
  start(kNow);
  outbox_.finish(1, kBad, kNow);
  outbox_.finish(101, kBad, kNow);
  ASSERT_EQ(numbers(start(kNow + std::chrono::minutes(30))), (Numbers{1, 101}));
  EXPECT_FALSE(outbox_.finish(1, kGood, kNow + std::chrono::minutes(30))->away_since);
  EXPECT_FALSE(outbox_.finish(101, kGood, kNow + std::chrono::hours(3))->away_since);
}

TEST_F(OutboxTest, RetryByHandEndsTheBackoff) {
  outbox_.put(make_row(1));
  start(kNow);
  outbox_.finish(1, kBad, kNow);
  outbox_.put(make_row(1));
  EXPECT_EQ(numbers(start(kNow)), Numbers{1});
}

TEST_F(OutboxTest, ARetryWaitsNoLongerForAClockThatWasSetBack) {
  outbox_.put(make_row(1));
  start(kNow);
  const auto failed = outbox_.finish(1, kBad, kNow);
  ASSERT_TRUE(failed);
  const model::Time earlier = kNow - std::chrono::minutes(90);
  // Of an earlier run, stored before the clock was set back.
  Outbox next;
  next.name_sinks({"s"});
  next.put(failed->row);
  for (Outbox* outbox : {&outbox_, &next}) {
    EXPECT_EQ(numbers(start(*outbox, earlier)), Numbers{});
    EXPECT_EQ(numbers(start(*outbox, earlier + std::chrono::seconds(6))), Numbers{1});
  }
}

TEST_F(OutboxTest, ARowThatWaitsForTheJudgeWaitsNoLongerForAClockThatWasSetBack) {
  auto row = make_row(1, "s", kNow + std::chrono::seconds(20));
  row.created = kNow;
  outbox_.put(row);
  const model::Time earlier = kNow - std::chrono::minutes(90);
  EXPECT_EQ(numbers(start(earlier)), Numbers{});
  EXPECT_EQ(numbers(start(earlier + std::chrono::seconds(20))), Numbers{1});
}

TEST_F(OutboxTest, AStepForwardNeitherEndsAWaitNorGivesARowUp) {
  auto row = make_row(1);
  row.created = kNow;
  row.attempts = kGiveUpAttempts;
  row.tried = kNow;
  row.not_before = kNow + std::chrono::minutes(10);
  outbox_.put(row);
  const auto year = std::chrono::hours(24) * 365;
  outbox_.shift(year);
  EXPECT_EQ(numbers(start(kNow + year + std::chrono::minutes(9))), Numbers{});
  EXPECT_EQ(numbers(start(kNow + year + std::chrono::minutes(10))), Numbers{1});
  const auto failed = outbox_.finish(1, kBad, kNow + year + std::chrono::minutes(10));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->fate, Fate::kRetry);
}

}  // namespace
}  // namespace newswatch::notify
