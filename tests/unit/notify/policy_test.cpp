#include "notify/policy.h"

#include <gtest/gtest.h>

#include "samples.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using test::kNow;
using test::make_row;
using test::message;

config::SinkSettings sink_for(std::vector<std::string> topics,
                              std::vector<std::string> types = {}) {
  config::SinkSettings sink;
  sink.name = "s";
  sink.topics = std::move(topics);
  sink.types = std::move(types);
  return sink;
}

// Whether the sink gets a message of the type about an event of these topics.
bool gets(const config::SinkSettings& sink, std::string_view type, std::vector<std::string> topics,
          std::vector<std::string> told_before) {
  model::Notification n;
  n.type = type;
  n.event.topics = std::move(topics);
  n.event.outlets = n.event.origins = {"TIME"};
  return wants(sink, n, {std::move(told_before), {1, 1}});
}

TEST(Policy, SinkWithoutTopicsHearsOfAnEventOnce) {
  const auto sink = sink_for({});
  EXPECT_TRUE(gets(sink, "event.new", {"a"}, {}));
  EXPECT_FALSE(gets(sink, "event.new", {"a", "b"}, {"a"}));
}

TEST(Policy, SinkWithTopicsHearsWhenTheEventFirstCarriesOneOfThem) {
  const auto sink = sink_for({"b", "c"});
  EXPECT_FALSE(gets(sink, "event.new", {"a"}, {}));
  EXPECT_TRUE(gets(sink, "event.new", {"a", "b"}, {"a"}));
  EXPECT_FALSE(gets(sink, "event.new", {"a", "b", "c"}, {"a", "b"}));
}

TEST(Policy, TypesDefaultToNewEventsCorrectionsAndTrouble) {
  EXPECT_TRUE(gets(sink_for({}), "feed.failing", {}, {}));
  EXPECT_TRUE(gets(sink_for({"a"}), "trouble", {}, {}));
  EXPECT_FALSE(gets(sink_for({}), "troubles", {}, {}));
  EXPECT_FALSE(gets(sink_for({}), "event.update", {"a"}, {}));
  EXPECT_TRUE(gets(sink_for({}, {"event"}), "event.grown", {"a"}, {"a"}));
  EXPECT_TRUE(gets(sink_for({}), "event.corrected", {"a"}, {"a"}));
  EXPECT_FALSE(gets(sink_for({}), "event.grown", {"a"}, {"a"}));
  EXPECT_FALSE(gets(sink_for({"b"}, {"event"}), "event.grown", {"a"}, {"a"})) << "never told";
  EXPECT_FALSE(gets(sink_for({}, {"trouble"}), "event.new", {"a"}, {}));
}

TEST(Policy, MakesOneNumberedRowForEachSinkThatWants) {
  auto all = sink_for({});
  auto other = sink_for({"other"});
  auto mine = sink_for({"deepseek-r1"});
  mine.name = "mine";
  const auto rows = make_rows({all, other, mine}, message(), {}, 7, kNow, kNow + 20s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].row, 7u);
  EXPECT_EQ(rows[0].sink, "s");
  EXPECT_EQ(rows[1].row, 8u);
  EXPECT_EQ(rows[1].sink, "mine");
  EXPECT_EQ(rows[1].created, kNow);
  EXPECT_EQ(rows[1].not_before, kNow + 20s);
  EXPECT_EQ(rows[1].notification.id, message().id);
}

TEST(Policy, DelayDoublesFromASecondToAnHourWithinATenth) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    model::Duration expected = 1s;
    for (int failures = 1; failures < 40; ++failures) {
      const auto delay = retry_delay(failures, seed);
      EXPECT_GE(delay, expected - expected / 10);
      EXPECT_LE(delay, expected + expected / 10);
      expected = std::min<model::Duration>(expected * 2, 1h);
    }
  }
  EXPECT_EQ(retry_delay(3, 9), retry_delay(3, 9));
  EXPECT_NE(retry_delay(3, 9), retry_delay(3, 10));
  EXPECT_GT(retry_delay(std::numeric_limits<int>::max(), 1), 50min);
}

TEST(Policy, FailedRowIsStoredWithItsErrorAndNextTime) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "no route"});
  const Attempt attempt = after_attempt(make_row(1), failed, 0, kNow);
  EXPECT_EQ(attempt.fate, Fate::kRetry);
  EXPECT_EQ(attempt.row.attempts, 1);
  EXPECT_EQ(attempt.row.last_error, "server: no route");
  EXPECT_EQ(attempt.row.not_before, kNow + retry_delay(1, 1));
}

TEST(Policy, FirstFailureOfARowWaitsAsLongAsItsSinkHasEarned) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "no route"});
  EXPECT_GT(after_attempt(make_row(1), failed, 20, kNow).row.not_before, kNow + 50min);
}

TEST(Policy, RowDiesOfAPermanentErrorAtOnce) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "refused", .ends = Ends::kMessage});
  const Attempt attempt = after_attempt(make_row(1), failed, 0, kNow);
  EXPECT_EQ(attempt.fate, Fate::kDead);
  EXPECT_TRUE(attempt.row.dead);
}

TEST(Policy, RowIsGivenUpAfterThreeDaysFromItsFirstAttemptAndEnoughOfThem) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "no route"});
  auto old = make_row(1);
  old.first_attempt = kNow;
  EXPECT_EQ(after_attempt(old, failed, 0, kNow + 1000h).fate, Fate::kRetry) << "tried once";
  old.attempts = kGiveUpAttempts - 1;
  EXPECT_EQ(after_attempt(old, failed, 0, kNow + 71h).fate, Fate::kRetry);
  EXPECT_EQ(after_attempt(old, failed, 0, kNow + 72h).fate, Fate::kDead);
}

// The daemon may have stood still since the row was made, and a store of an older version says
// nothing of the first attempt.
TEST(Policy, TheTimeBeforeTheFirstAttemptDoesNotCount) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "no route"});
  auto row = make_row(1);
  row.attempts = kGiveUpAttempts;
  const Attempt attempt = after_attempt(row, failed, 0, kNow + 1000h);
  EXPECT_EQ(attempt.fate, Fate::kRetry);
  EXPECT_EQ(attempt.row.first_attempt, kNow + 1000h);
}

TEST(Policy, ASinkThatIsAwayIsTriedForThreeDaysAtLeast) {
  const DeliveryResult failed = tl::unexpected(Failure{.what = "no route"});
  for (std::uint64_t number = 1; number <= 50; ++number) {
    model::Time now = kNow;
    Attempt attempt = after_attempt(make_row(number), failed, 0, now);
    while (attempt.fate == Fate::kRetry) {
      now = attempt.row.not_before;
      attempt = after_attempt(attempt.row, failed, attempt.row.attempts, now);
    }
    EXPECT_GE(now - kNow, 72h);
    EXPECT_LE(now - kNow, 80h);
  }
}

}  // namespace
}  // namespace newswatch::notify
