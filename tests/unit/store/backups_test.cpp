// Backups of a store: what is copied, what is kept, and what is noticed when their files change.
#include "store/backups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;
using model::ErrorKind;
using testing::HasSubstr;

// An event and the message about it, in one batch.
Batch told_event(int n) {
  Batch batch;
  batch.events = {sample_event(n)};
  batch.events[0].summary = std::string(500, static_cast<char>('a' + n % 26));
  batch.outbox = {sample_row(static_cast<std::uint64_t>(n))};
  batch.last_event_id = event_id(n);
  batch.last_outbox_row = static_cast<std::uint64_t>(n);
  return batch;
}

class BackupsTest : public testing::Test {
 protected:
  // A store of events 1 to n, closed again.
  void make_store(int n) {
    auto store = RocksStore::open(store_);
    ASSERT_TRUE(store) << store.error().context;
    for (int i = 1; i <= n; ++i) ASSERT_TRUE((*store)->commit(told_event(i)));
    (*store).reset();
    ASSERT_TRUE(RocksStore::open(store_)) << "puts what is in the log into tables";
  }
  std::unique_ptr<Backups> open(Backups::Use use = Backups::Use::kAdd) {
    auto opened = Backups::open(backups_, use);
    EXPECT_TRUE(opened) << opened.error().context;
    return opened ? std::move(*opened) : nullptr;
  }
  AddedBackup add(std::size_t keep = 7) {
    const auto backups = open();
    auto added = backups->add(store_, keep);
    EXPECT_TRUE(added) << added.error().context;
    return added.value_or(AddedBackup{});
  }
  // The number of events of the backup, each with its message.
  int events_of(std::uint32_t number) {
    const fs::path to = dir_.path() / "restored";
    fs::remove_all(to);
    fs::create_directory(to);
    const auto backups = open(Backups::Use::kRead);
    const auto done = backups->restore(number, to);
    EXPECT_TRUE(done) << done.error().context;
    const auto store = RocksStore::open(to);
    EXPECT_TRUE(store) << store.error().context;
    if (!store) return -1;
    int events = 0;
    EXPECT_TRUE(for_each_event(**store, "", [&](const model::Event&) {
      ++events;
      return true;
    }));
    EXPECT_EQ(all_outbox(**store)->size(), static_cast<std::size_t>(events));
    EXPECT_EQ(*last_outbox_row(**store), static_cast<std::uint64_t>(events));
    return events;
  }
  std::vector<std::uint32_t> numbers() {
    std::vector<std::uint32_t> all;
    for (const BackupEntry& entry : open(Backups::Use::kRead)->all()) all.push_back(entry.number);
    return all;
  }
  fs::path a_table() const {
    for (const auto& file : fs::recursive_directory_iterator(backups_)) {
      if (file.path().extension() == ".sst") return file.path();
    }
    return {};
  }

  TempDir dir_;
  const fs::path store_ = dir_.path() / "store", backups_ = dir_.path() / "backups";
};

TEST_F(BackupsTest, HoldWhatTheStoreHeld) {
  make_store(50);
  EXPECT_EQ(add().entry.number, 1u);
  make_store(60);
  EXPECT_EQ(add().entry.number, 2u);
  EXPECT_EQ(events_of(1), 50);
  EXPECT_EQ(events_of(2), 60);
}

TEST_F(BackupsTest, CopyOnlyTablesThatAreNew) {
  make_store(3000);
  const AddedBackup first = add();
  EXPECT_EQ(first.copied_bytes, first.entry.bytes);
  EXPECT_EQ(first.copied_files, first.entry.files);
  const AddedBackup again = add();
  EXPECT_EQ(again.entry.bytes, first.entry.bytes);
  EXPECT_LT(again.copied_bytes, first.entry.bytes / 10) << "the MANIFEST and the log alone";
}

TEST_F(BackupsTest, KeepTheNewest) {
  make_store(3);
  for (int i = 0; i < 3; ++i) add();
  EXPECT_EQ(add(2).removed, 2u);
  EXPECT_EQ(numbers(), (std::vector<std::uint32_t>{3, 4}));
  EXPECT_EQ(events_of(3), 3);
}

TEST_F(BackupsTest, TakeNoFolderOfOthers) {
  make_store(1);
  fs::create_directory(backups_);
  std::ofstream(backups_ / "letter.txt") << "mine";
  const auto opened = Backups::open(backups_, Backups::Use::kAdd);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(opened.error().context, HasSubstr("holds other files"));
  EXPECT_EQ(std::distance(fs::directory_iterator(backups_), fs::directory_iterator()), 1);
  const auto read = Backups::open(backups_, Backups::Use::kRead);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kBadInput);
  EXPECT_FALSE(Backups::open(backups_ / "letter.txt", Backups::Use::kAdd));
  EXPECT_FALSE(Backups::open(dir_.path() / "no" / "folder", Backups::Use::kAdd));
}

TEST_F(BackupsTest, AreMadeByOneProcessAtATime) {
  const auto one = open();
  const auto other = Backups::open(backups_, Backups::Use::kAdd);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::kTransient);
}

TEST_F(BackupsTest, TellWhichOfThemIsDamaged) {
  make_store(3000);
  add();
  make_store(3001);
  add();
  EXPECT_TRUE(open(Backups::Use::kRead)->verify(1));
  const fs::path table = a_table();
  std::fstream bytes(table, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(fs::file_size(table) / 2));
  bytes.put('!').flush();
  const auto backups = open(Backups::Use::kRead);
  int damaged = 0;
  for (const BackupEntry& entry : backups->all()) {
    const auto whole = backups->verify(entry.number);
    if (whole) continue;
    ++damaged;
    EXPECT_EQ(whole.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(whole.error().context, HasSubstr(table.filename().string()));
    fs::create_directory(dir_.path() / std::to_string(entry.number));
    EXPECT_FALSE(backups->restore(entry.number, dir_.path() / std::to_string(entry.number)));
  }
  EXPECT_GT(damaged, 0);
}

TEST_F(BackupsTest, ATableThatIsMissingIsDamage) {
  make_store(3000);
  add();
  fs::remove(a_table());
  const auto backups = open(Backups::Use::kRead);
  EXPECT_TRUE(backups->all().empty());
  EXPECT_EQ(backups->without_a_list(), std::vector<std::uint32_t>{1});
  EXPECT_FALSE(backups->restore(1, dir_.path()));
}

// Each is of one instant: never an event without its message.
TEST_F(BackupsTest, AreConsistentWhileTheStoreIsWritten) {
  const auto store = RocksStore::open(store_);
  ASSERT_TRUE(store) << store.error().context;
  int committed = 0, before = 0;
  for (std::uint32_t number = 1; number <= 4; ++number) {
    for (int i = 0; i < 700; ++i) ASSERT_TRUE((*store)->commit(told_event(++committed)));
    const fs::path snapshot = dir_.path() / "snapshot-1";
    before = committed;
    std::atomic<bool> made = false, over = false;
    int during = 0;  // the last that was committed when the snapshot was there
    std::thread adding([&] {
      const auto done = (*store)->snapshot(snapshot);
      EXPECT_TRUE(done) << done.error().context;
      made = true;
      const auto backups = open();
      const auto added = backups->add(snapshot, 7);
      EXPECT_TRUE(added) << added.error().context;
      over = true;
    });
    while (!over) {
      EXPECT_TRUE((*store)->commit(told_event(++committed)));
      if (!made) during = committed;
    }
    adding.join();
    fs::remove_all(snapshot);
    const int events = events_of(number);
    EXPECT_GE(events, before) << "what was committed before";
    EXPECT_LE(events, during + 1) << "and nothing that came after";
  }
  EXPECT_GT(committed, before) << "nothing was written meanwhile";
}

}  // namespace
}  // namespace newswatch::store
