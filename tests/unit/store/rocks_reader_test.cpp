#include "store/rocks_reader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "record/event_json.h"
#include "record/story_json.h"
#include "store/queries.h"
#include "store/rocks_store.h"
#include "unit/store/churn.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

using model::ErrorKind;

std::unique_ptr<RocksStore> writer(const TempDir& dir) {
  auto opened = RocksStore::open(dir.path() / "store");
  EXPECT_TRUE(opened) << opened.error().context;
  return std::move(*opened);
}

std::unique_ptr<RocksReader> reader(const TempDir& dir) {
  auto opened = RocksReader::open(dir.path() / "store", {.scratch_dir = dir.path()});
  EXPECT_TRUE(opened) << opened.error().context;
  return std::move(*opened);
}

std::vector<std::string> ids_after(const RocksReader& from, const std::string& after) {
  std::vector<std::string> ids;
  EXPECT_TRUE(for_each_event(from, after, [&](const model::Event& event) {
    ids.push_back(event.id);
    return true;
  }));
  return ids;
}

TEST(RocksReader, SaysThatThereIsNoStore) {
  const TempDir dir;
  const auto opened = RocksReader::open(dir.path() / "store", {.scratch_dir = dir.path()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kBadInput);
  EXPECT_NE(opened.error().context.find("no store in"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST(RocksReader, FollowsAWriterAndLeavesNoFolderBehind) {
  const TempDir dir;
  const auto store = writer(dir);
  {
    const auto follower = reader(dir);
    Batch batch;
    batch.events = {sample_event(1), sample_event(2)};
    batch.reports = {sample_report(1, "s1")};
    batch.stories = {sample_story("s1")};
    batch.keys = {{"k", "s1"}};
    batch.outbox = {sample_row(1)};
    batch.feeds = {sample_feed("https://example.com/feed")};
    batch.last_event_id = event_id(2);
    ASSERT_TRUE(store->commit(batch));
    EXPECT_TRUE(ids_after(*follower, "").empty());
    ASSERT_TRUE(follower->refresh());
    EXPECT_EQ(ids_after(*follower, ""), (std::vector{event_id(1), event_id(2)}));
    EXPECT_EQ(ids_after(*follower, event_id(1)), (std::vector{event_id(2)}));
    EXPECT_EQ(record::stored_event(**find_event(*follower, event_id(2))),
              record::stored_event(sample_event(2)));
    EXPECT_EQ(find_reports(*follower, event_id(1), 0)->size(), 1u);
    EXPECT_EQ(record::story_json(**find_story(*follower, "s1")),
              record::story_json(sample_story("s1")));
    EXPECT_FALSE(find_story(*follower, "s2")->has_value());
    const std::vector<std::string> keys = {"k", "none"};
    const auto owners = *find_keys(*follower, keys);
    EXPECT_EQ(owners[0], (model::KeyOwner{"s1", std::nullopt}));
    EXPECT_EQ(owners[1], std::nullopt);
    EXPECT_EQ(all_outbox(*follower)->size(), 1u);
    EXPECT_EQ(all_feeds(*follower)->size(), 1u);
    EXPECT_EQ(*last_event_id(*follower), event_id(2));
    std::vector<std::string> newest;
    ASSERT_TRUE(for_each_event_newest_first(*follower, [&](const model::Event& event) {
      newest.push_back(event.id);
      return false;
    }));
    EXPECT_EQ(newest, (std::vector{event_id(2)}));
  }
  const auto left = std::distance(std::filesystem::directory_iterator(dir.path()), {});
  EXPECT_EQ(left, 1) << "the store alone";
}

TEST(RocksReader, FollowsAcrossRestartsOfTheWriter) {
  const TempDir dir;
  auto store = writer(dir);
  const auto follower = reader(dir);
  for (int n = 1; n <= 4; ++n) {
    Batch batch;
    batch.events = {sample_event(n)};
    ASSERT_TRUE(store->commit(batch));
    store.reset();
    if (n % 2 == 0) store = writer(dir);
    const auto fresh = follower->refresh();
    ASSERT_TRUE(fresh) << fresh.error().context;
    EXPECT_EQ(ids_after(*follower, "").size(), static_cast<std::size_t>(n));
    if (!store) store = writer(dir);
  }
}

TEST(RocksReader, CompletesAnEventIdFromItsBeginning) {
  const TempDir dir;
  const auto store = writer(dir);
  Batch batch;
  batch.events = {sample_event(1), sample_event(2)};
  batch.events.push_back(sample_event(3));
  batch.events.back().id = "01ZZZZZZZZZZZZZZZZZZZZZZZZ";
  ASSERT_TRUE(store->commit(batch));
  const auto found = reader(dir);
  EXPECT_EQ(*complete_event_id(*found, "01z"), "01ZZZZZZZZZZZZZZZZZZZZZZZZ");
  EXPECT_EQ(*complete_event_id(*found, event_id(2)), event_id(2));
  EXPECT_EQ(*complete_event_id(*found, "02"), std::nullopt);
  EXPECT_EQ(complete_event_id(*found, "01JJ").error().kind, ErrorKind::kBadInput);
}

TEST(RocksReader, CompletesAStoryIdAndReadsOneReport) {
  const TempDir dir;
  const auto store = writer(dir);
  Batch batch;
  batch.stories = {sample_story("abc0"), sample_story("abd0")};
  batch.reports = {sample_report(1, "abc0")};
  ASSERT_TRUE(store->commit(batch));
  const auto found = reader(dir);
  EXPECT_EQ(*complete_story_id(*found, "ABC"), "abc0");
  EXPECT_EQ(*complete_story_id(*found, "abd0"), "abd0");
  EXPECT_EQ(*complete_story_id(*found, "ac"), std::nullopt);
  const auto unclear = complete_story_id(*found, "ab");
  ASSERT_FALSE(unclear);
  EXPECT_EQ(unclear.error().kind, ErrorKind::kBadInput);
  EXPECT_NE(unclear.error().context.find("several stories begin with ab: abc0, abd0"),
            std::string::npos);
  EXPECT_EQ((*find_report(*found, event_id(1), at(1), "abc0"))->story, "abc0");
  EXPECT_FALSE(find_report(*found, event_id(1), at(1), "abd0")->has_value());
}

TEST(RocksReader, ListsHeldStoriesUntilTheyAreReleased) {
  const TempDir dir;
  const auto store = writer(dir);
  Batch batch;
  for (int i = 0; i < 3; ++i) {
    auto story = sample_story(std::string(1, static_cast<char>('c' - i)));
    story.first_seen = at(1000 * i);
    batch.stories.push_back(story);
  }
  ASSERT_TRUE(store->commit(batch));
  const auto held = [&](std::optional<model::Time> since) {
    std::string ids;
    EXPECT_TRUE(for_each_held(*reader(dir), since, [&](const model::Story& story) {
      ids += story.id;
      return true;
    }));
    return ids;
  };
  EXPECT_EQ(held(std::nullopt), "cba");
  EXPECT_EQ(held(at(1000)), "ba");
  Batch release;
  release.stories = {batch.stories[1]};
  release.stories[0].held = false;
  ASSERT_TRUE(store->commit(release));
  EXPECT_EQ(held(std::nullopt), "ca");
}

TEST(RocksReader, RefusesAStoreWhoseMakingWasCutOff) {
  const TempDir dir;
  std::filesystem::create_directory(dir.path() / "store");
  std::ofstream(dir.path() / "store" / "CURRENT") << "MANIFEST-000001\n";
  const auto opened = RocksReader::open(dir.path() / "store", {.scratch_dir = dir.path()});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().context.find("store in"), std::string::npos);
}

// Each event has a report of its own in the same batch; 6 KB each fill the memtables quickly, and
// rewriting the first hundred makes the compactions overlap.
void write_events(RocksStore& store, int count) {
  for (int n = 1; n <= count; ++n) {
    Batch batch;
    auto event = sample_event(n);
    event.summary = std::string(6000, static_cast<char>('a' + n % 26));
    batch.events = {event};
    if (n > 1) {
      batch.events.push_back(sample_event(n % 100 + 1));
      batch.events.back().summary = std::string(3000, 'x');
      if (n % 100 + 1 > n) batch.events.pop_back();
    }
    batch.reports = {sample_report(n, "s")};
    batch.reports[0].title = std::string(6000, static_cast<char>('a' + n % 26));
    ASSERT_TRUE(store.commit(batch));
  }
}

TEST(RocksReader, NeverSeesAGapBesideABusyWriter) {
  const TempDir dir;
  const auto store = writer(dir);
  constexpr int kCount = 4000;
  std::atomic<bool> done = false;
  std::thread busy([&] {
    write_events(*store, kCount);
    done = true;
  });
  auto follower = reader(dir);
  std::size_t seen = 0;
  int looks = 0;
  for (bool last = false; !last; ++looks) {
    last = done;
    if (looks % 5 == 4) follower = reader(dir);  // a new one in the middle of it
    const auto fresh = follower->refresh();
    ASSERT_TRUE(fresh) << fresh.error().context;
    const auto ids = ids_after(*follower, "");
    ASSERT_GE(ids.size(), seen);
    seen = ids.size();
    if (seen == 0) continue;
    EXPECT_EQ(ids.back(), event_id(static_cast<int>(seen)));
    EXPECT_EQ(find_reports(*follower, ids.back(), 0)->size(), 1u) << ids.back();
    EXPECT_EQ(find_reports(*follower, ids.front(), 0)->size(), 1u);
  }
  busy.join();
  EXPECT_EQ(seen, static_cast<std::size_t>(kCount));
  EXPECT_GE(looks, 3);
  std::size_t tables = 0;
  for (const auto& file : std::filesystem::directory_iterator(dir.path() / "store")) {
    tables += file.path().extension() == ".sst" ? 1 : 0;
  }
  EXPECT_GT(tables, 0u) << "no flush has happened: the test shows nothing";
}

// The long form is tests/bench/reader_churn.cpp.
TEST(RocksReader, SeesTheRightRowsWhileTheyComeAndGo) {
  const TempDir dir;
  const ChurnCounts counts =
      churn(dir.path() / "store", [](std::uint64_t steps) { return steps >= 1200; });
  EXPECT_EQ(counts.wrong, "");
  EXPECT_EQ(counts.steps, 1200u);
  EXPECT_EQ(counts.restarts, 2u);
  EXPECT_GT(counts.looks, 10u);
}

TEST(RocksReader, SeesTheStoreThatWasPutInThePlaceOfAnother) {
  const TempDir dir;
  const auto make = [&](const char* name, int first, int count) {
    auto store = RocksStore::open(dir.path() / name);
    ASSERT_TRUE(store) << store.error().context;
    for (int n = first; n < first + count; ++n) {
      Batch batch;
      batch.events = {sample_event(n)};
      batch.sync = true;
      ASSERT_TRUE((*store)->commit(batch));
    }
  };
  make("store", 1, 3);
  make("other", 7, 2);  // its files have the same names
  const auto follower = reader(dir);
  EXPECT_EQ(ids_after(*follower, "").size(), 3u);
  std::filesystem::rename(dir.path() / "store", dir.path() / "away");
  const auto gone = follower->refresh();
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(ids_after(*follower, "").size(), 3u) << "what was seen stays";
  std::filesystem::rename(dir.path() / "other", dir.path() / "store");
  auto fresh = follower->refresh();
  ASSERT_TRUE(fresh) << fresh.error().context;
  EXPECT_EQ(ids_after(*follower, ""), (std::vector{event_id(7), event_id(8)}));
  make("store", 9, 1);
  fresh = follower->refresh();
  ASSERT_TRUE(fresh) << fresh.error().context;
  EXPECT_EQ(ids_after(*follower, "").back(), event_id(9)) << "and it is followed";
}

// As `rsync --delete` or `cp` restores a backup: the folder stays, its files are others.
TEST(RocksReader, SeesABackupThatWasCopiedOverTheStore) {
  const TempDir dir;
  const auto add = [&](int n) {
    auto store = RocksStore::open(dir.path() / "store");
    ASSERT_TRUE(store) << store.error().context;
    Batch batch;
    batch.events = {sample_event(n)};
    batch.sync = true;
    ASSERT_TRUE((*store)->commit(batch));
  };
  add(1);
  std::filesystem::copy(dir.path() / "store", dir.path() / "backup");
  add(2);
  const auto follower = reader(dir);
  EXPECT_EQ(ids_after(*follower, "").size(), 2u);
  for (const auto& file : std::filesystem::directory_iterator(dir.path() / "store")) {
    if (file.path().filename() != "IDENTITY") std::filesystem::remove(file);
  }
  for (const auto& file : std::filesystem::directory_iterator(dir.path() / "backup")) {
    std::filesystem::copy(file, dir.path() / "store" / file.path().filename(),
                          std::filesystem::copy_options::skip_existing);
  }
  auto fresh = follower->refresh();
  ASSERT_TRUE(fresh) << fresh.error().context;
  EXPECT_EQ(ids_after(*follower, ""), std::vector{event_id(1)});
  add(3);
  fresh = follower->refresh();
  ASSERT_TRUE(fresh) << fresh.error().context;
  EXPECT_EQ(ids_after(*follower, ""), (std::vector{event_id(1), event_id(3)}));
}

}  // namespace
}  // namespace newswatch::store
