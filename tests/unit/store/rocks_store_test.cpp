#include "store/rocks_store.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/notification_json.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/schema.h"
#include "support/index_rows.h"
#include "unit/store/in_memory.h"
#include "unit/store/old_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

using model::ErrorKind;

TEST_F(RocksStoreInMemory, IsEmptyWhenNew) {
  const std::vector<std::string> keys = {"a", ""};
  EXPECT_EQ(*find_keys(*store_, keys), std::vector<std::optional<model::KeyOwner>>(2));
  EXPECT_EQ(*last_event_id(*store_), "");
  EXPECT_EQ(*last_outbox_row(*store_), 0u);
  EXPECT_TRUE(all_feeds(*store_)->empty());
  EXPECT_TRUE(all_outbox(*store_)->empty());
  EXPECT_TRUE(test::index_rows(*store_)->empty());
  EXPECT_FALSE(find_event(*store_, "01X")->has_value());
  EXPECT_FALSE(find_report(*store_, "01X", at(0), "s")->has_value());
}

TEST_F(RocksStoreInMemory, ScansWhatBeginsWithAPrefixBothWays) {
  Batch batch;
  for (const char* key : {"a", "a/1", "a/2", "a0", "\xff", "\xff\xff", "\xff\xff/1"}) {
    batch.title_days.emplace_back(key, "days");
  }
  commit(batch);
  std::string keys;
  const Rows::Visit note = [&](std::string_view key, std::string_view) {
    keys += std::string(key) + " ";
    return keys.size() < 12;
  };
  const auto scanned = [&](const model::Result<void>& done) {
    EXPECT_TRUE(done);
    return std::exchange(keys, "");
  };
  EXPECT_EQ(scanned(store_->scan(Family::kTitles, "a/", "a/", note)), "a/1 a/2 ");
  EXPECT_EQ(scanned(store_->scan(Family::kTitles, "a/2", "a", note)), "a/2 a0 ");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "", "a/", note)), "a/2 a/1 ");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "", "b", note)), "");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "", "\xff\xff", note)),
            "\xff\xff/1 \xff\xff ");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "", "", note)),
            "\xff\xff/1 \xff\xff \xff a0 ");
}

TEST_F(RocksStoreInMemory, GivesBackEverythingAfterReopening) {
  Batch batch;
  batch.feeds = {sample_feed("https://example.com/feed")};
  batch.stories = {sample_story("s1")};
  const model::Day day = std::chrono::floor<std::chrono::days>(at(0));
  batch.keys = {{"k1", "s1", day}, {std::string("k\0\xFF", 3), "s2"}};
  batch.title_days = {{"t1", "2025-01-28 2025-01-29"}};
  batch.events = {sample_event(1)};
  batch.reports = {sample_report(1, "s1")};
  batch.outbox = {sample_row(7)};
  batch.last_event_id = event_id(1);
  batch.last_outbox_row = 7;
  commit(batch);
  open();

  const std::vector<std::string> keys = {"none", std::string("k\0\xFF", 3), "k1"};
  const auto found = *find_keys(*store_, keys);
  EXPECT_EQ(found,
            (std::vector<std::optional<model::KeyOwner>>{
                std::nullopt, model::KeyOwner{"s2", std::nullopt}, model::KeyOwner{"s1", day}}));
  const std::vector<std::string> titles = {"t1", "k1"};
  EXPECT_EQ((*find_title_days(*store_, titles))[0], "2025-01-28 2025-01-29");
  EXPECT_EQ((*find_title_days(*store_, titles))[1], std::nullopt);
  const std::vector<std::string> ids = {"s1", "s9"};
  const auto stories = *find_stories(*store_, ids);
  EXPECT_EQ(record::story_json(*stories[0]), record::story_json(sample_story("s1")));
  EXPECT_FALSE(stories[1]);
  EXPECT_EQ(record::stored_event(**find_event(*store_, event_id(1))),
            record::stored_event(sample_event(1)));
  EXPECT_EQ(record::stored_report(**find_report(*store_, event_id(1), at(1), "s1")),
            record::stored_report(sample_report(1, "s1")));
  ASSERT_EQ(all_feeds(*store_)->size(), 1u);
  EXPECT_EQ(all_feeds(*store_)->front().etag, sample_feed("").etag);
  ASSERT_EQ(all_outbox(*store_)->size(), 1u);
  EXPECT_EQ(record::stored_outbox_row(all_outbox(*store_)->front()),
            record::stored_outbox_row(sample_row(7)));
  EXPECT_EQ(*last_event_id(*store_), event_id(1));
  EXPECT_EQ(*last_outbox_row(*store_), 7u);
}

TEST_F(RocksStoreInMemory, GivesBackTheFoldStateExactly) {
  Batch batch;
  for (const std::uint64_t seq : {300u, 2u, 70000u}) {
    model::IndexRow row;
    row.seq = seq;
    row.event = event_id(1);
    row.story = "s";
    row.story_time = at(-1);
    row.arrived = model::Time(model::Duration(-5));
    row.outlet = "TIME";
    row.title = "normal title";
    row.weights = {{1, 0.1f}, {0xFFFFFFFFFFFFFFFFu, 1e-30f}};
    batch.index_rows.push_back(row);
  }
  batch.counts_change = {.seq = 7,
                         .day = 20000,
                         .scopes = {{"", {9, {{5, 1}, {6, 65535}}}}, {"topic", {3, {{5, 2}}}}}};
  commit(batch);
  open();
  const auto rows = *test::index_rows(*store_);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].seq, 2u);
  EXPECT_EQ(rows[1].seq, 300u);
  EXPECT_EQ(rows[2].seq, 70000u);
  EXPECT_EQ(rows[0].weights, batch.index_rows[1].weights);
  EXPECT_EQ(rows[0].arrived, batch.index_rows[1].arrived);
  EXPECT_EQ(rows[0].title, "normal title");
  const auto counts = *stored_counts(*store_);
  EXPECT_EQ(counts.snapshot, model::CountsSnapshot());
  ASSERT_EQ(counts.changes.size(), 1u);
  EXPECT_EQ(counts.changes[0], batch.counts_change);

  Batch drop;
  drop.dropped_index_rows = {300};
  commit(drop);
  EXPECT_EQ(test::index_rows(*store_)->size(), 2u);
}

TEST_F(RocksStoreInMemory, ASnapshotOfCountsTakesThePlaceOfTheChangesBeforeIt) {
  Batch change;
  for (std::uint64_t seq = 8; seq <= 12; ++seq) {
    change.counts_change = {.seq = seq, .day = 20000, .scopes = {{"", {1, {{seq, 1}}}}}};
    commit(change);
  }
  Batch snapshot;
  snapshot.counts_snapshot = {
      .day = 20000,
      .scopes = {{"", {5.5F, {{8, 1.25F}, {9, 1}}, {1, 0, 0xFFFFFFFFFFFFFFFFu}, 2}},
                 {model::kLinkScope, {}}}};
  commit(snapshot);
  change.counts_change = {.seq = 13, .day = 20001, .scopes = {{"t", {1, {{3, 1}}}}}};
  commit(change);
  open();
  const auto counts = *stored_counts(*store_);
  EXPECT_EQ(counts.snapshot, snapshot.counts_snapshot);
  ASSERT_EQ(counts.changes.size(), 1u);
  EXPECT_EQ(counts.changes[0], change.counts_change);
  EXPECT_FALSE(counts.of_earlier_schema);
}

TEST_F(RocksStoreInMemory, KeepsOutboxInOrderOfDecisionAndDropsDelivered) {
  Batch batch;
  batch.outbox = {sample_row(100), sample_row(9), sample_row(10)};
  commit(batch);
  Batch delivered;
  delivered.dropped_outbox = {10};
  commit(delivered);
  const auto rows = *all_outbox(*store_);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].row, 9u);
  EXPECT_EQ(rows[1].row, 100u);
}

TEST_F(RocksStoreInMemory, KeepsTheMessagesThatWereGivenUpApart) {
  Batch batch;
  batch.outbox = {sample_row(1), sample_row(2)};
  commit(batch);
  EXPECT_TRUE(dead_outbox(*store_)->empty());
  Batch given_up;
  given_up.outbox = {sample_row(1)};
  given_up.outbox[0].dead = true;
  given_up.outbox[0].last_error = "no such mailbox";
  commit(given_up);
  open();
  const auto waiting = *all_outbox(*store_);
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].row, 2u);
  const auto dead = *dead_outbox(*store_);
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(record::stored_outbox_row(dead[0]), record::stored_outbox_row(given_up.outbox[0]));
}

TEST_F(RocksStoreInMemory, GathersNoFilesOverManyShortRuns) {
  for (int run = 0; run < 120; ++run) {
    Batch batch;
    batch.outbox = {sample_row(run + 1)};
    if (run > 0) batch.dropped_outbox = {static_cast<std::uint64_t>(run)};
    commit(batch);
    open();
  }
  std::vector<std::string> files;
  ASSERT_TRUE(env_->GetChildren("/store", &files).ok());
  const auto tables = std::count_if(files.begin(), files.end(),
                                    [](const std::string& name) { return name.ends_with(".sst"); });
  EXPECT_LT(tables, 50);
  EXPECT_EQ(all_outbox(*store_)->size(), 1u);
}

TEST(RocksStore, RefusesAStoreThatAnotherHolds) {
  const TempDir dir;
  const auto first = RocksStore::open(dir.path() / "store");
  ASSERT_TRUE(first) << first.error().context;
  const auto second = RocksStore::open(dir.path() / "store");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kBadInput);
  EXPECT_NE(second.error().context.find("another newswatch runs"), std::string::npos);
}

TEST(RocksStore, MakesItsFolderForOwnerAndGroupOnly) {
  const TempDir dir;
  const mode_t before = ::umask(0027);
  ASSERT_TRUE(RocksStore::open(dir.path() / "a" / "store"));
  ::umask(before);
  struct stat info {};
  ASSERT_EQ(::stat((dir.path() / "a/store").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0750u);
  ASSERT_EQ(::stat((dir.path() / "a/store/CURRENT").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640u);
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "a/store/LOG"));
}

TEST(RocksStore, SaysWhyAFolderCannotBeMade) {
  const auto opened = RocksStore::open("/dev/null/store");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kPermanent);
  EXPECT_NE(opened.error().context.find("/dev/null/store"), std::string::npos);
}

TEST(RocksStore, KeepsGapsByTheirEndsAndDropsTheOld) {
  const TempDir dir;
  const auto store = RocksStore::open(dir.path() / "s");
  ASSERT_TRUE(store);
  Batch batch;
  for (int i = 0; i < 5; ++i) {
    batch.gaps.push_back({.url = "https://a.example/" + std::to_string(i),
                          .feed = "a",
                          .from = at(0),
                          .to = at(i * 1000),
                          .rolled_over = i % 2 == 1,
                          .why = "timed out"});
  }
  ASSERT_TRUE((*store)->commit(batch));
  Batch drop;
  drop.gaps_before = at(1000);
  ASSERT_TRUE((*store)->commit(drop));
  const auto reader = RocksReader::open(dir.path() / "s");
  ASSERT_TRUE(reader);
  const auto all = gaps_since(**reader, at(0));
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, std::vector(batch.gaps.begin() + 1, batch.gaps.end()));
  EXPECT_EQ(gaps_since(**reader, at(2500))->size(), 2u);
}

// What a later version may leave behind: another number, or families that this one does not know.
TEST(RocksStore, RefusesAStoreOfANewerSchema) {
  std::vector<std::string> same, others = {"meta", "future"};
  for (const FamilyEntry& entry : kFamilies) same.emplace_back(entry.name);
  for (const auto& families : {same, others}) {
    const TempDir dir;
    write_store(dir.path() / "s", families,
                {{"meta", {{"schema", std::to_string(kSchemaVersion + 1)}}}});
    const auto opened = RocksStore::open(dir.path() / "s");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::kBadInput);
    EXPECT_NE(opened.error().context.find(
                  fmt::format("was written by a newer newswatch (schema {}; this one knows {})",
                              kSchemaVersion + 1, kSchemaVersion)),
              std::string::npos)
        << opened.error().context;
  }
}

TEST(RocksStore, SaysThatADatabaseOfAnotherProgramIsNotItsOwn) {
  const TempDir dir;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, dir.path(), &db).ok());
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  ASSERT_TRUE(db->CreateColumnFamily({}, "theirs", &handle).ok());
  db->DestroyColumnFamilyHandle(handle);
  delete db;
  const auto opened = RocksStore::open(dir.path());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().context.find("no store of newswatch"), std::string::npos);
}

TEST(RocksStore, NamesTheRowThatIsNotOurs) {
  const TempDir dir;
  std::vector<std::string> families;
  OldRows rows;
  for (const FamilyEntry& entry : kFamilies) {
    families.emplace_back(entry.name);
    rows[families.back()] = {{"odd", "{\"id\": 5"}};
  }
  rows["meta"]["schema"] = std::to_string(kSchemaVersion);
  write_store(dir.path(), families, rows);
  auto opened = RocksStore::open(dir.path());
  ASSERT_TRUE(opened);
  const auto event = find_event(**opened, "odd");
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().kind, ErrorKind::kCorrupt);
  EXPECT_NE(event.error().context.find("stored row odd: event:"), std::string::npos);
  EXPECT_EQ(all_feeds(**opened).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(all_outbox(**opened).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(test::index_rows(**opened).error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace newswatch::store
