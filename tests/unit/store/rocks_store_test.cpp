#include "store/rocks_store.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <sys/stat.h>

#include <algorithm>

#include "record/event_json.h"
#include "record/feed_state_json.h"
#include "record/notification_json.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/schema.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

using model::ErrorKind;

class RocksStoreInMemory : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    store_.reset();
    auto opened = RocksStore::open("/store", {.log = {}, .env = env_.get()});
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
  }
  void commit(const Batch& batch) {
    const auto done = store_->commit(batch);
    ASSERT_TRUE(done) << done.error().context;
  }

  std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<RocksStore> store_;
};

TEST_F(RocksStoreInMemory, IsEmptyWhenNew) {
  const std::vector<std::string> keys = {"a", ""};
  EXPECT_EQ(*find_keys(*store_, keys), (std::vector<std::optional<std::string>>(2)));
  EXPECT_EQ(*last_event_id(*store_), "");
  EXPECT_EQ(*last_outbox_row(*store_), 0u);
  EXPECT_TRUE(all_feeds(*store_)->empty());
  EXPECT_TRUE(all_outbox(*store_)->empty());
  EXPECT_TRUE(fold_state(*store_)->rows.empty());
  EXPECT_FALSE(find_event(*store_, "01X")->has_value());
  EXPECT_FALSE(find_report(*store_, "01X", "s")->has_value());
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
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "a/", note)), "a/2 a/1 ");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "b", note)), "");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "\xff\xff", note)),
            "\xff\xff/1 \xff\xff ");
  EXPECT_EQ(scanned(store_->scan_newest_first(Family::kTitles, "", note)),
            "\xff\xff/1 \xff\xff \xff a0 ");
}

TEST_F(RocksStoreInMemory, GivesBackEverythingAfterReopening) {
  Batch batch;
  batch.feeds = {sample_feed("https://example.com/feed")};
  batch.stories = {sample_story("s1")};
  batch.keys = {{"k1", "s1"}, {std::string("k\0\xFF", 3), "s2"}};
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
  EXPECT_EQ(found, (std::vector<std::optional<std::string>>{std::nullopt, "s2", "s1"}));
  const std::vector<std::string> titles = {"t1", "k1"};
  EXPECT_EQ((*find_title_days(*store_, titles))[0], "2025-01-28 2025-01-29");
  EXPECT_EQ((*find_title_days(*store_, titles))[1], std::nullopt);
  const std::vector<std::string> ids = {"s1", "s9"};
  const auto stories = *find_stories(*store_, ids);
  EXPECT_EQ(record::story_json(*stories[0]), record::story_json(sample_story("s1")));
  EXPECT_FALSE(stories[1]);
  EXPECT_EQ(record::stored_event(**find_event(*store_, event_id(1))),
            record::stored_event(sample_event(1)));
  EXPECT_EQ(record::stored_report(**find_report(*store_, event_id(1), "s1")),
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
  batch.counts = {{"", {{5, 1}, {6, 4000000000u}}, 9}, {"topic", {{5, 2}}, 3}};
  commit(batch);
  open();
  const auto state = *fold_state(*store_);
  ASSERT_EQ(state.rows.size(), 3u);
  EXPECT_EQ(state.rows[0].seq, 2u);
  EXPECT_EQ(state.rows[1].seq, 300u);
  EXPECT_EQ(state.rows[2].seq, 70000u);
  EXPECT_EQ(state.rows[0].weights, batch.index_rows[1].weights);
  EXPECT_EQ(state.rows[0].arrived, batch.index_rows[1].arrived);
  EXPECT_EQ(state.rows[0].title, "normal title");
  EXPECT_EQ(state.counts.at("").stories, 9u);
  EXPECT_EQ(state.counts.at("").df.at(6), 4000000000u);
  EXPECT_EQ(state.counts.at("topic").stories, 3u);
  EXPECT_EQ(state.counts.at("topic").df.at(5), 2u);

  Batch drop;
  drop.dropped_index_rows = {300};
  drop.counts = {{"", {{5, 8}}, 10}};
  commit(drop);
  EXPECT_EQ(fold_state(*store_)->rows.size(), 2u);
  EXPECT_EQ(fold_state(*store_)->counts.at("").df.at(5), 8u);
  EXPECT_EQ(fold_state(*store_)->counts.at("").df.at(6), 4000000000u);
}

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
  EXPECT_EQ(second.error().kind, ErrorKind::kPermanent);
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

// A new store with another schema number, and without families of these names.
void remake(const std::filesystem::path& dir, std::size_t schema,
            const std::vector<std::string>& without, const char* with = nullptr) {
  ASSERT_TRUE(RocksStore::open(dir));
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, dir, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, dir, families, &handles, &db).ok());
  for (auto* handle : handles) {
    const std::string& name = handle->GetName();
    if (name == "meta") {
      ASSERT_TRUE(db->Put({}, handle, "schema", std::to_string(schema)).ok());
    }
    if (std::find(without.begin(), without.end(), name) != without.end()) {
      ASSERT_TRUE(db->DropColumnFamily(handle).ok());
    }
  }
  if (with != nullptr) {
    rocksdb::ColumnFamilyHandle* more = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, with, &more).ok());
    handles.push_back(more);
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  delete db;
}

// What a later version may leave behind: another number, or families that this one does not know.
void make_newer(const std::filesystem::path& dir, bool new_family) {
  if (new_family) {
    remake(dir, kSchemaVersion + 1, {"titles"}, "future");
  } else {
    remake(dir, kSchemaVersion + 1, {});
  }
}

// As schemas 1 and 2 left it.
void make_older(const std::filesystem::path& dir, std::size_t schema) {
  remake(dir, schema,
         schema == 1 ? std::vector<std::string>{"gaps", "questions"}
                     : std::vector<std::string>{"gaps"});
}

TEST(RocksStore, ReadsAStoreOfAnOlderSchemaAndWritesItOn) {
  for (const std::size_t schema : {1u, 2u}) {
    const TempDir dir;
    make_older(dir.path() / "s", schema);
    {
      const auto reader = RocksReader::open(dir.path() / "s");
      ASSERT_TRUE(reader) << reader.error().context;
      EXPECT_TRUE(gaps_since(**reader, at(0))->empty());
    }
    const auto store = RocksStore::open(dir.path() / "s");
    ASSERT_TRUE(store) << store.error().context;
    Batch batch;
    batch.gaps = {{.url = "https://a.example/", .from = at(1), .to = at(2)}};
    ASSERT_TRUE((*store)->commit(batch));
    const auto reader = RocksReader::open(dir.path() / "s");
    ASSERT_TRUE(reader) << reader.error().context;
    EXPECT_EQ(*gaps_since(**reader, at(0)), batch.gaps);
  }
}

TEST(RocksStore, KeepsGapsByTheirEndsAndDropsTheOld) {
  const TempDir dir;
  const auto store = RocksStore::open(dir.path() / "s");
  ASSERT_TRUE(store);
  Batch batch;
  for (int i = 0; i < 5; ++i) {
    batch.gaps.push_back({"https://a.example/" + std::to_string(i), "a", at(0), at(i * 1000),
                          i % 2 == 1, "timed out"});
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

TEST(RocksStore, RefusesAStoreOfANewerSchema) {
  for (const bool new_family : {false, true}) {
    const TempDir dir;
    make_newer(dir.path() / "s", new_family);
    const auto opened = RocksStore::open(dir.path() / "s");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::kPermanent);
    EXPECT_NE(opened.error().context.find(
                  "was written by a newer newswatch (schema 4; this one knows 3)"),
              std::string::npos)
        << opened.error().context;
  }
}

// What the first version left: no family `questions`, and its number in meta.
void make_older(const std::filesystem::path& dir) {
  {
    auto store = RocksStore::open(dir);
    ASSERT_TRUE(store);
    Batch batch;
    batch.events.emplace_back();
    batch.events.back().id = "01JJQ8HYE0CWMDJ039XT1VF216";
    ASSERT_TRUE((*store)->commit(batch));
  }
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, dir, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, dir, families, &handles, &db).ok());
  for (auto* handle : handles) {
    if (handle->GetName() == "meta") {
      ASSERT_TRUE(db->Put({}, handle, "schema", "1").ok());
    }
    if (handle->GetName() == "questions") {
      ASSERT_TRUE(db->DropColumnFamily(handle).ok());
    }
    db->DestroyColumnFamilyHandle(handle);
  }
  delete db;
}

TEST(RocksStore, AReaderReadsAStoreOfTheFirstSchemaBeforeTheDaemonDoes) {
  const TempDir dir;
  make_older(dir.path() / "s");
  {
    const auto reader = RocksReader::open(dir.path() / "s");
    ASSERT_TRUE(reader) << reader.error().context;
    EXPECT_TRUE(find_event(**reader, "01JJQ8HYE0CWMDJ039XT1VF216")->has_value());
  }
  auto store = RocksStore::open(dir.path() / "s");
  ASSERT_TRUE(store) << store.error().context;
  EXPECT_TRUE(find_event(**store, "01JJQ8HYE0CWMDJ039XT1VF216")->has_value());
  EXPECT_TRUE(all_questions(**store)->empty());
  const auto reader = RocksReader::open(dir.path() / "s");
  ASSERT_TRUE(reader) << reader.error().context;
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
  { ASSERT_TRUE(RocksStore::open(dir.path())); }
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, dir.path(), &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open({}, dir.path(), families, &handles, &db).ok());
  for (auto* handle : handles) {
    ASSERT_TRUE(db->Put({}, handle, "odd", "{\"id\": 5").ok());
    db->DestroyColumnFamilyHandle(handle);
  }
  delete db;
  auto opened = RocksStore::open(dir.path());
  ASSERT_TRUE(opened);
  const auto event = find_event(**opened, "odd");
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().kind, ErrorKind::kCorrupt);
  EXPECT_NE(event.error().context.find("stored row odd: event:"), std::string::npos);
  EXPECT_EQ(all_feeds(**opened).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(all_outbox(**opened).error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(fold_state(**opened).error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace newswatch::store
