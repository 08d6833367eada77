#include "store/parallel_scan.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "store/rocks_reader.h"
#include "unit/store/in_memory.h"

namespace newswatch::store {
namespace {

constexpr auto kTwoFamilies = std::to_array({Family::kStories, Family::kKeys});

class ParallelScan : public RocksStoreInMemory {
 protected:
  // The keys of both families, each as often as it was visited.
  std::map<std::string, int> visited() {
    std::vector<std::map<std::string, int>> seen(scan_workers());
    const auto scanned =
        scan_parallel(*store_, kTwoFamilies,
                      [&](std::size_t worker, Family family, std::string_view key,
                          std::string_view) -> model::Result<void> {
                        ++seen.at(worker)[std::string(name_of(family)) + ':' + std::string(key)];
                        return {};
                      });
    EXPECT_TRUE(scanned) << scanned.error().context;
    for (const auto& other : std::span(seen).subspan(1)) {
      for (const auto& [key, count] : other) seen.front()[key] += count;
    }
    return seen.front();
  }

  std::map<std::string, int> expected_;
  void add(Batch& batch, const std::string& id) {
    batch.stories.push_back(sample_story(id));
    batch.keys.emplace_back("g:time:" + id, id);
    expected_["stories:" + id] = expected_["keys:g:time:" + id] = 1;
  }
};

TEST_F(ParallelScan, VisitsEveryRowOnce) {
  EXPECT_EQ(visited(), expected_) << "an empty store";
  Batch one;
  add(one, "aaaa");
  commit(one);
  EXPECT_EQ(visited(), expected_);
  std::mt19937_64 random(1);
  Batch batch;
  for (int i = 0; i < 3000; ++i) add(batch, fmt::format("{:016x}{:016x}", random(), i));
  for (const auto* id : {"0", "b", "aaaa/", "f", "ffffffffffffffffffffffffffffffffffff", "~"}) {
    add(batch, id);
  }
  add(batch, std::string(1, '\0'));
  add(batch, "\xff\xff");
  commit(batch);
  EXPECT_EQ(visited(), expected_);
}

TEST_F(ParallelScan, VisitsKeysThatBeginAlike) {
  Batch batch;
  for (int i = 0; i < 500; ++i) add(batch, fmt::format("01JJQ0000000000000{:04}", i));
  add(batch, "01JJQ0000000000000");
  commit(batch);
  EXPECT_EQ(visited(), expected_);
}

TEST_F(ParallelScan, EndsForAllWithTheFirstError) {
  Batch batch;
  for (int i = 0; i < 5000; ++i) add(batch, fmt::format("{:05}", i));
  commit(batch);
  std::atomic<int> visits = 0;
  const auto scanned = scan_parallel(
      *store_, kTwoFamilies,
      [&](std::size_t, Family, std::string_view key, std::string_view) -> model::Result<void> {
        ++visits;
        if (key != "00007") return {};
        return model::fail(model::ErrorKind::kCorrupt, "seven");
      });
  ASSERT_FALSE(scanned);
  EXPECT_EQ(scanned.error().context, "seven");
  EXPECT_LT(visits, 10000);
}

TEST(ParallelScanOfAReader, LeavesOutADamagedBlockAndTellsOfItOneAtATime) {
  const TempDir dir;
  {
    const auto store = RocksStore::open(dir.path() / "store");
    ASSERT_TRUE(store) << store.error().context;
    Batch batch;
    std::mt19937_64 random(2);
    for (int i = 0; i < 4000; ++i) {
      batch.stories.push_back(sample_story(fmt::format("{:016x}", random())));
    }
    batch.sync = true;
    ASSERT_TRUE((*store)->commit(batch));
  }
  // Opened again it puts what was in the write-ahead log into tables.
  ASSERT_TRUE(RocksStore::open(dir.path() / "store"));
  std::filesystem::path table;
  for (const auto& file : std::filesystem::directory_iterator(dir.path() / "store")) {
    if (file.path().extension() != ".sst") continue;
    if (table.empty() || file.file_size() > std::filesystem::file_size(table)) table = file.path();
  }
  std::fstream bytes(table, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(std::filesystem::file_size(table) / 3));
  bytes << "damage";
  bytes.close();
  std::atomic<int> telling = 0;
  std::set<std::string> told;
  const auto reader = RocksReader::open(
      dir.path() / "store", {.scratch_dir = dir.path(), .on_damage = [&](const Damage& damage) {
                               EXPECT_EQ(++telling, 1);
                               told.insert(damage.what);
                               --telling;
                             }});
  ASSERT_TRUE(reader) << reader.error().context;
  std::atomic<std::size_t> rows = 0;
  const auto scanned = scan_parallel(
      **reader, kTwoFamilies,
      [&](std::size_t, Family, std::string_view, std::string_view) -> model::Result<void> {
        ++rows;
        return {};
      });
  EXPECT_TRUE(scanned) << scanned.error().context;
  EXPECT_EQ(told.size(), 1u);
  EXPECT_GT(rows, 3900u);
  EXPECT_LT(rows, 4000u);
}

}  // namespace
}  // namespace newswatch::store
