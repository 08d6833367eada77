// One summary in place of what waited for a sink that was away.
#include "notify/policy.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

class SummaryTest : public Newsroom {
 protected:
  model::OutboxRow row(std::uint64_t number, const std::string& type = "event.new",
                       const std::string& sink = "all") {
    model::OutboxRow out;
    out.row = number;
    out.sink = sink;
    out.notification.type = type;
    out.notification.event.id = "E" + std::to_string(number);
    out.notification.id = out.notification.event.id + ":" + type;
    out.notification.title = "Title " + std::to_string(number);
    out.notification.link = "https://a.example/" + std::to_string(number);
    out.notification.time = clock_.now() - 1h;
    out.created = out.not_before = clock_.now() - 1h;
    return out;
  }
  void put(std::vector<model::OutboxRow> rows) {
    store::Batch batch;
    for (const auto& one : rows) {
      batch.last_outbox_row = std::max(batch.last_outbox_row, one.row);
    }
    batch.outbox = std::move(rows);
    ASSERT_TRUE(failing_->commit(batch));
    open();
  }
};

TEST_F(SummaryTest, StandsForAllThatWaitedNewestFirst) {
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t number = 1; number <= 23; ++number) rows.push_back(row(number));
  rows.push_back(row(24, "event.new", "chips-desk"));
  rows.push_back(row(25, "trouble.feed"));
  rows.push_back(row(26));
  rows.back().not_before = clock_.now() + 10s;  // the judge is asked
  put(std::move(rows));
  const auto changes = engine_->sum_up("all", clock_.now());
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->removed.size(), 23u);
  ASSERT_EQ(changes->rows.size(), 1u);
  const model::OutboxRow& summary = changes->rows.front();
  EXPECT_EQ(summary.row, 27u);
  EXPECT_EQ(summary.sink, "all");
  EXPECT_EQ(summary.notification.id, "E23:summary:27");
  EXPECT_EQ(summary.notification.type, "summary");
  EXPECT_EQ(summary.notification.title, "23 events while this sink was away");
  EXPECT_EQ(summary.notification.count, 23u);
  ASSERT_EQ(summary.notification.items.size(), 23u);
  EXPECT_EQ(summary.notification.items.front().title, "Title 23");
  EXPECT_EQ(summary.notification.items.back().link, "https://a.example/1");
  ASSERT_EQ(outbox().size(), 4u);
  EXPECT_EQ(outbox().back().notification.items.at(1).event, "E22") << "stored as a whole";
  EXPECT_EQ(engine_->last_outbox_row(), 27u);
}

TEST_F(SummaryTest, AFewMessagesStayAsTheyAre) {
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t number = 1; number <= notify::kSummaryFrom; ++number) {
    rows.push_back(row(number));
  }
  put(std::move(rows));
  const auto changes = engine_->sum_up("all", clock_.now());
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->rows.empty());
  EXPECT_TRUE(changes->removed.empty());
  EXPECT_EQ(outbox().size(), notify::kSummaryFrom);
}

TEST_F(SummaryTest, ShowsTwoHundredAndCountsAll) {
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t number = 1; number <= 250; ++number) rows.push_back(row(number));
  put(std::move(rows));
  const auto changes = engine_->sum_up("all", clock_.now());
  const model::Notification& message = changes->rows.at(0).notification;
  EXPECT_EQ(message.items.size(), 200u);
  EXPECT_EQ(message.items.front().event, "E250");
  EXPECT_EQ(message.count, 250u);
}

TEST_F(SummaryTest, WhatCanNotBeStoredLeavesTheMessages) {
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t number = 1; number <= 30; ++number) rows.push_back(row(number));
  put(std::move(rows));
  fill_disk();
  EXPECT_FALSE(engine_->sum_up("all", clock_.now()));
  EXPECT_EQ(outbox().size(), 30u);
  EXPECT_EQ(engine_->last_outbox_row(), 30u);
}

}  // namespace
}  // namespace newswatch::engine
