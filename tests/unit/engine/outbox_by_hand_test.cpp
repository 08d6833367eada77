// What `newswatch outbox retry` and `drop` do to stored messages.
#include "engine/outbox_by_hand.h"

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using Numbers = std::vector<std::uint64_t>;

class OutboxByHand : public Newsroom {
 protected:
  // attempts 0: not tried yet.
  static model::OutboxRow row(std::uint64_t number, int attempts, bool dead = false,
                              const std::string& sink = "all") {
    model::OutboxRow out;
    out.row = number;
    out.sink = sink;
    out.notification.id = "E" + std::to_string(number) + ":event.new";
    out.notification.event.id = "E" + std::to_string(number);
    out.attempts = attempts;
    out.dead = dead;
    out.last_error = attempts > 0 ? "down" : "";
    if (attempts > 0) out.first_attempt = kThen;
    out.not_before = kThen + 1h;
    return out;
  }
  model::Result<RowsDone> retry(const model::RowChoice& choice) {
    return engine_->change_by_hand({model::ControlCommand::kOutboxRetry, choice}, clock_.now());
  }
  model::Result<RowsDone> drop(const model::RowChoice& choice) {
    return engine_->change_by_hand({model::ControlCommand::kOutboxDrop, choice}, clock_.now());
  }
  void put(std::vector<model::OutboxRow> rows) {
    store::Batch batch;
    batch.outbox = std::move(rows);
    ASSERT_TRUE(failing_->commit(batch));
  }
  Numbers dead() const {
    Numbers out;
    const auto rows = store::dead_outbox(*failing_);
    for (const auto& one : *rows) out.push_back(one.row);
    return out;
  }
  static Numbers numbers(const std::vector<model::OutboxRow>& rows) {
    Numbers out;
    for (const auto& one : rows) out.push_back(one.row);
    return out;
  }

  static constexpr model::Time kThen{std::chrono::milliseconds(1738000000000)};
};

TEST_F(OutboxByHand, AMessageThatWasGivenUpWaitsAgainAsIfItWasNeverTried) {
  put({row(1, 80, true), row(2, 80, true)});
  const auto done = retry({.rows = {1, 1, 9}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->rows, Numbers{1});
  EXPECT_EQ(done->not_found, Numbers{9});
  EXPECT_EQ(numbers(done->changes.retried), Numbers{1});
  EXPECT_EQ(dead(), Numbers{2});
  ASSERT_EQ(outbox().size(), 1u);
  const model::OutboxRow revived = outbox().at(0);
  EXPECT_FALSE(revived.dead);
  EXPECT_EQ(revived.attempts, 0);
  EXPECT_FALSE(revived.first_attempt);
  EXPECT_EQ(revived.not_before, clock_.now());
  EXPECT_EQ(revived.last_error, "down") << "for people to see";
}

TEST_F(OutboxByHand, AMessageThatFailedIsDueAndOneThatWasNotTriedStaysAsItIs) {
  put({row(1, 3), row(2, 0)});
  const auto done = retry({.rows = {1, 2}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->rows, (Numbers{1, 2}));
  EXPECT_EQ(numbers(done->changes.revised), Numbers{1}) << "it may be delivered by now";
  EXPECT_TRUE(done->changes.retried.empty());
  EXPECT_EQ(outbox().at(0).not_before, clock_.now());
  EXPECT_EQ(outbox().at(1).not_before, kThen + 1h) << "it may wait for the judge";
}

TEST_F(OutboxByHand, AllOfASinkLeavesTheOthers) {
  put({row(1, 80, true), row(2, 80, true, "mail"), row(3, 2, false, "mail"), row(4, 0, false)});
  const auto done = retry({.all = true, .sink = "mail"});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->rows, (Numbers{2, 3}));
  EXPECT_EQ(dead(), Numbers{1});
  EXPECT_EQ(retry({.all = true})->rows, Numbers{1});
  EXPECT_TRUE(retry({.all = true})->rows.empty());
}

TEST_F(OutboxByHand, ManyAreTakenInPartsUntilNoneIsLeft) {
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t number = 1; number <= kRowsAtOnce + 1; ++number) {
    rows.push_back(row(number, 80, true));
  }
  put(std::move(rows));
  auto done = retry({.all = true});
  EXPECT_TRUE(done->more);
  EXPECT_EQ(done->rows.size(), kRowsAtOnce);
  done = retry({.all = true});
  EXPECT_FALSE(done->more);
  EXPECT_EQ(done->rows, Numbers{kRowsAtOnce + 1});
  EXPECT_TRUE(dead().empty());
}

TEST_F(OutboxByHand, DropForgetsOnlyWhatIsNamed) {
  put({row(1, 80, true), row(2, 0), row(3, 0)});
  EXPECT_TRUE(drop({.all = true})->rows.empty()) << "of no sink";
  const auto done = drop({.rows = {1, 2, 7}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->changes.removed, (Numbers{1, 2}));
  EXPECT_EQ(done->not_found, Numbers{7});
  EXPECT_TRUE(dead().empty());
  EXPECT_EQ(numbers(outbox()), Numbers{3});
}

TEST_F(OutboxByHand, DropForgetsAllOfASinkThatIsNamed) {
  auto other = row(4, 0);
  other.sink = "other";
  const std::string sink = row(1, 0).sink;
  put({row(1, 80, true), row(2, 3), row(3, 0), other});
  EXPECT_EQ(drop({.all = true, .sink = sink})->rows, (Numbers{1, 2, 3}));
  EXPECT_TRUE(dead().empty());
  EXPECT_EQ(numbers(outbox()), Numbers{4});
}

TEST_F(OutboxByHand, WhatCanNotBeStoredChangesNothing) {
  put({row(1, 80, true)});
  failing_->fails = [](const store::Batch&) { return true; };
  EXPECT_FALSE(retry({.all = true}));
  EXPECT_FALSE(drop({.rows = {1}}));
  EXPECT_EQ(dead(), Numbers{1});
}

TEST_F(OutboxByHand, AnAttemptThatWasUnderWayBringsADroppedMessageNotBack) {
  put({row(1, 0)});
  ASSERT_TRUE(drop({.rows = {1}}));
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kRetry, row(1, 1)}, failed("down")}}));
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDead, row(1, 1, true)}, failed("refused")}}));
  EXPECT_TRUE(outbox().empty());
  EXPECT_TRUE(dead().empty());
}

}  // namespace
}  // namespace newswatch::engine
