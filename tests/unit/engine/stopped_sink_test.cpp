// A sink that its target shuts out, and how long a target wants to be left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoppedSink : public Newsroom {
 protected:
  StoppedSink() {
    settings_.sinks = {{.name = "chat"}, {.name = "mail"}};
    open();
    start_quietly();
    poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  }

  model::OutboxRow row_for(const std::string& sink) {
    const auto rows = *engine_->outbox();
    for (const auto& row : rows) {
      if (row.sink == sink) return row;
    }
    return {};
  }
  void deliver(const std::string& sink, const notify::DeliveryResult& result,
               model::FollowUp follow = model::FollowUp::kOwn) {
    model::OutboxRow row = row_for(sink);
    row.follow = follow;
    row.reference = "m";
    auto attempt = notify::after_attempt(row, result, 0, clock_.now());
    ASSERT_TRUE(engine_->delivered({{attempt, result}}));
  }
  std::vector<std::string> tell() {
    clock_.pass(10min);
    std::vector<std::string> all;
    if (!engine_->trouble_due(clock_.now())) return all;
    const auto changes = engine_->tell_trouble(clock_.now());
    EXPECT_TRUE(changes);
    for (const auto& row : changes->rows) {
      all.push_back(row.notification.type + " to " + row.sink);
    }
    return all;
  }
  model::SinkState state(const std::string& sink) {
    const auto all = *store::all_sinks(*store_);
    for (const auto& one : all) {
      if (one.name == sink) return one;
    }
    return {};
  }
  static notify::DeliveryResult told(model::Duration time, bool only_kind, bool failed) {
    const notify::Wait wait{time, only_kind};
    if (!failed) return notify::Receipt{.reference = "m", .wait = wait};
    return tl::unexpected(
        notify::Failure{.cause = model::FailureCause::kRateLimited, .what = "429", .wait = wait});
  }
};

TEST_F(StoppedSink, OthersHearThatItStoppedAndThatItTakesAMessageAgainNotBefore) {
  deliver("chat", failed("401", notify::Ends::kSink));
  EXPECT_TRUE(state("chat").stopped);
  EXPECT_THAT(tell(), ElementsAre("sink.dead to mail"));
  open_store();
  open();  // a restart is no recovery
  deliver("mail", {});
  EXPECT_THAT(tell(), IsEmpty());
  reload();
  EXPECT_THAT(tell(), IsEmpty()) << "nor is a config that was loaded";
  EXPECT_EQ(row_for("chat").notification.title, kAltman) << "the message waits";
  deliver("chat", {});
  EXPECT_FALSE(state("chat").stopped);
  EXPECT_THAT(tell(), ElementsAre("sink.dead.recovered to mail"));
  EXPECT_THAT(tell(), IsEmpty());
}

TEST_F(StoppedSink, TheLongestWaitOfEachKindIsStoredOfFailuresAndSuccesses) {
  const auto now = clock_.now();
  deliver("chat", told(1h, true, true), model::FollowUp::kEdit);
  EXPECT_EQ(state("chat").edits_closed_until, now + 1h);
  EXPECT_EQ(state("chat").closed_until, std::nullopt);
  deliver("chat", told(5min, false, true));
  EXPECT_EQ(state("chat").edits_closed_until, now + 1h) << "said before, and longer";
  EXPECT_EQ(state("chat").closed_until, now + 5min);
  deliver("chat", told(24h * 1000, true, false));
  EXPECT_EQ(state("chat").closed_until, now + notify::kLongestTold);
  open_store();
  open();
  ASSERT_THAT(engine_->sinks(), SizeIs(1));
  EXPECT_EQ(engine_->sinks()[0].closed_until, now + notify::kLongestTold);
}

TEST_F(StoppedSink, AClockThatIsSetBackMakesNoStoredWaitLonger) {
  deliver("chat", told(1h, false, true));
  const auto until = clock_.now() + 1h;
  clock_.set(clock_.now() - 24h * 365);
  poll(kHill, {{.title = kNavy, .published = clock_.now()}});  // the engine sees the step
  clock_.pass(10min);
  deliver("chat", {});
  EXPECT_EQ(state("chat").closed_until, until - 24h * 365);
}

}  // namespace
}  // namespace newswatch::engine
