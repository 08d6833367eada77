// Reports of an event: their order, the first of them and the newest.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "store/queries.h"
#include "unit/store/in_memory.h"

namespace newswatch::store {
namespace {

TEST_F(RocksStoreInMemory, OrdersReportsByFirstSeenWithTheOpenerFirst) {
  Batch batch;
  for (const auto& [story, seen, opened] :
       {std::tuple("c", 5, true), std::tuple("a", 5, false), std::tuple("z", 1, false)}) {
    auto report = sample_report(1, story);
    report.first_seen = at(seen);
    report.opened = opened;
    batch.reports.push_back(report);
  }
  batch.reports.push_back(sample_report(11, "other event, same beginning"));
  commit(batch);
  const auto all = *find_reports(*store_, event_id(1), 0);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].story + all[1].story + all[2].story, "zca");
  EXPECT_EQ(find_reports(*store_, event_id(1), 2)->size(), 2u);
  EXPECT_EQ(newest_reports(*store_, event_id(1), 2)->front().story, "c");
}

// Passes on to a store and counts the rows that are looked at.
class Counting final : public Rows {
 public:
  explicit Counting(const Rows& real) : real_(real) {}
  model::Result<Values> get(Family family, std::span<const std::string> keys) const override {
    return real_.get(family, keys);
  }
  model::Result<void> scan(Family family, std::string_view from, std::string_view prefix,
                           const Visit& visit) const override {
    return real_.scan(family, from, prefix, counted(visit));
  }
  model::Result<void> scan_newest_first(Family family, std::string_view before,
                                        std::string_view prefix,
                                        const Visit& visit) const override {
    return real_.scan_newest_first(family, before, prefix, counted(visit));
  }
  mutable std::size_t rows = 0;

 private:
  Visit counted(const Visit& visit) const {
    return [&](std::string_view key, std::string_view value) {
      ++rows;
      return visit(key, value);
    };
  }
  const Rows& real_;
};

TEST_F(RocksStoreInMemory, FindsTheFirstAndTheNewestReportsByAShortScan) {
  Batch batch;
  std::mt19937 random(3);
  for (int n = 0; n < 300; ++n) {
    auto report = sample_report(1, fmt::format("{:08x}", random()));
    report.first_seen = at(n / 3 * 1000);
    report.published = at(static_cast<int>(random() % 9000));
    report.opened = random() % 10 == 0;
    batch.reports.push_back(report);
  }
  for (const int other : {0, 2}) batch.reports.push_back(sample_report(other, "of another event"));
  commit(batch);
  const auto stories = [](const std::vector<model::Report>& reports) {
    std::vector<std::string> out;
    for (const auto& report : reports) out.push_back(report.story);
    return out;
  };
  const auto all = stories(*find_reports(*store_, event_id(1), 0));
  ASSERT_EQ(all.size(), 300u);
  for (const int n : {0, 1, 2, 3, 4, 50, 299, 300, 301}) {
    const auto count = std::min<std::ptrdiff_t>(n, 300);
    const Counting rows(*store_);
    EXPECT_EQ(stories(*newest_reports(rows, event_id(1), static_cast<std::size_t>(n))),
              std::vector(all.end() - count, all.end()));
    EXPECT_LE(rows.rows, static_cast<std::size_t>(n) + 3);
    if (n == 0) continue;
    rows.rows = 0;
    EXPECT_EQ(stories(*find_reports(rows, event_id(1), static_cast<std::size_t>(n))),
              std::vector(all.begin(), all.begin() + count));
    EXPECT_LE(rows.rows, static_cast<std::size_t>(n) + 3);
  }
}

TEST_F(RocksStoreInMemory, MovesAReportOfTheSameTime) {
  Batch batch;
  batch.reports = {sample_report(1, "s"), sample_report(1, "t")};
  commit(batch);
  Batch move;
  move.dropped_reports = {{event_id(1), at(1), "s"}};
  move.reports = {sample_report(1, "s")};
  move.reports[0].event = event_id(2);
  commit(move);
  EXPECT_EQ(find_reports(*store_, event_id(1), 0)->size(), 1u);
  EXPECT_TRUE(find_report(*store_, event_id(2), at(1), "s")->has_value());
}

}  // namespace
}  // namespace newswatch::store
