// Stores that are mended: what can be read is kept, and the store as it was stands beside it.
#include "store/repair_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "record/event_json.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "support/index_rows.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kEvents = 600;

class RepairTest : public testing::Test {
 protected:
  // Events of one report each; their summaries do not compress.
  void SetUp() override {
    auto store = RocksStore::open(path_);
    ASSERT_TRUE(store) << store.error().context;
    for (int n = 1; n <= kEvents; ++n) ASSERT_TRUE((*store)->commit(batch(n)));
    (*store).reset();
    ASSERT_TRUE(RocksStore::open(path_)) << "puts what is in the log into tables";
  }

  Batch batch(int n) {
    Batch batch;
    model::Event event = sample_event(n);
    event.merged_into.clear();
    event.waiting = false;
    event.report_count = 1;
    for (int i = 0; i < 300; ++i) event.summary += static_cast<char>(random_() % 90 + 33);
    batch.events = {event};
    batch.reports = {sample_report(n, fmt::format("s{}", n))};
    batch.reports[0].opened = true;
    batch.stories = {sample_story(fmt::format("s{}", n))};
    batch.stories[0].event = event.id;
    batch.stories[0].first_seen = batch.reports[0].first_seen;
    batch.last_event_id = event.id;
    return batch;
  }

  Repaired repair_it() {
    told_.clear();
    blocks_ = 0;
    auto done = repair(
        path_, [&](const Finding& finding) { told_.push_back(finding.key + ": " + finding.what); },
        [&](const Damage&) { ++blocks_; }, at(0));
    EXPECT_TRUE(done) << done.error().context;
    return done.value_or(Repaired{});
  }

  // How many events a reader shows.
  static std::size_t events_in(const fs::path& store) {
    const auto reader = RocksReader::open(store, {.on_damage = [](const Damage&) {}});
    EXPECT_TRUE(reader) << reader.error().context;
    std::size_t events = 0;
    EXPECT_TRUE(for_each_event(**reader, "", [&](const model::Event&) {
      ++events;
      return true;
    }));
    return events;
  }

  // Of the family that is largest on the disk: that of the events.
  fs::path largest_table() const {
    fs::path largest;
    for (const auto& file : fs::directory_iterator(path_)) {
      if (file.path().extension() != ".sst") continue;
      if (largest.empty() || file.file_size() > fs::file_size(largest)) largest = file.path();
    }
    return largest;
  }

  TempDir dir_;
  const fs::path path_ = dir_.path() / "store";
  std::mt19937 random_{11};
  std::vector<std::string> told_;
  int blocks_ = 0;
};

TEST_F(RepairTest, LeavesASoundStoreAlone) {
  const Repaired done = repair_it();
  EXPECT_THAT(told_, IsEmpty());
  EXPECT_EQ(done.left, 0u);
  EXPECT_TRUE(done.kept.empty());
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), fs::directory_iterator()), 1);
}

TEST_F(RepairTest, MendsRowsInPlaceAndKeepsACopy) {
  {
    const auto store = RocksStore::open(path_);
    ASSERT_TRUE(store);
    Batch batch;
    batch.dropped_reports = {{event_id(5), at(5), "s5"}};
    model::IndexRow row;
    row.seq = 3;
    row.event = event_id(9999);
    batch.index_rows = {row};
    ASSERT_TRUE((*store)->commit(batch));
  }
  const Repaired done = repair_it();
  EXPECT_EQ(told_.size(), 3u) << "the story's report, the event's count, the index row";
  EXPECT_EQ(done.left, 0u);
  EXPECT_TRUE(done.damage.empty());
  EXPECT_EQ(done.kept, fs::path(path_.string() + ".before-repair-2025-01-28T20:00:00Z"));
  EXPECT_EQ(events_in(done.kept), static_cast<std::size_t>(kEvents));
  const auto store = RocksStore::open(path_);
  ASSERT_TRUE(store);
  EXPECT_EQ(find_reports(**store, event_id(5), 0)->size(), 1u);
  EXPECT_TRUE(test::index_rows(**store)->empty());
}

TEST_F(RepairTest, TakesWhatCanBeReadOutOfDamagedBlocks) {
  const fs::path table = largest_table();
  {
    std::fstream bytes(table, std::ios::in | std::ios::out | std::ios::binary);
    for (const int tenth : {2, 6}) {
      bytes.seekp(static_cast<std::streamoff>(fs::file_size(table) * tenth / 10));
      bytes.put('!').put('?').flush();
    }
  }
  ASSERT_LT(events_in(path_), static_cast<std::size_t>(kEvents));
  const Repaired done = repair_it();
  EXPECT_GE(blocks_, 2);
  EXPECT_THAT(done.damage, HasSubstr(".sst"));
  EXPECT_EQ(done.left, 0u);
  EXPECT_TRUE(fs::exists(done.kept / table.filename())) << "the damaged file is kept";
  EXPECT_EQ(events_in(path_), static_cast<std::size_t>(kEvents)) << "from their reports";
  const Repaired again = repair_it();
  EXPECT_THAT(told_, IsEmpty());
  EXPECT_EQ(blocks_, 0);
  EXPECT_TRUE(again.kept.empty());
  const auto store = RocksStore::open(path_);
  ASSERT_TRUE(store) << store.error().context;
  EXPECT_EQ(*last_event_id(**store), event_id(kEvents));
}

TEST_F(RepairTest, DoesNotTouchAStoreWithoutOneOfItsTables) {
  fs::remove(largest_table());
  const auto done = repair(
      path_, [](const Finding&) {}, [](const Damage&) {}, at(0));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, model::ErrorKind::kCorrupt);
  EXPECT_THAT(done.error().context, HasSubstr("newswatch restore"));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace newswatch::store
