// A store whose files were cut, lost or changed: it opens with everything in it, or is refused with
// the file's name and left as it is. It is never an empty store.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "store/schema.h"
#include "unit/store/old_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;
using model::ErrorKind;
using testing::HasSubstr;

constexpr int kInTables = 200, kInLog = 20;  // events in tables, and those in the WAL alone

class DamagedStore : public testing::Test {
 protected:
  // As a daemon leaves it that was killed some time after its start.
  void SetUp() override {
    for (const auto& [from, to] : {std::pair{1, kInTables}, {kInTables + 1, kInTables + kInLog}}) {
      auto store = RocksStore::open(whole_);
      ASSERT_TRUE(store) << store.error().context;
      for (int n = from; n <= to; ++n) ASSERT_TRUE((*store)->commit(batch(n)));
    }
    restore();
  }

  void restore() {
    fs::remove_all(path_);
    fs::copy(whole_, path_);
  }

  Batch batch(int n) {
    Batch batch;
    batch.events = {sample_event(n)};
    for (int i = 0; i < 300; ++i) {  // does not compress
      batch.events[0].summary += static_cast<char>(random_() % 90 + 33);
    }
    batch.feeds = {sample_feed(fmt::format("https://example.com/{}", n))};
    batch.last_event_id = event_id(n);
    batch.sync = n % 5 == 0;
    return batch;
  }

  fs::path file(std::string_view ending, std::string_view begin = "") const {
    fs::path largest;
    std::uintmax_t size = 0;
    for (const auto& entry : fs::directory_iterator(path_)) {
      const std::string name = entry.path().filename();
      if (!name.ends_with(ending) || !name.starts_with(begin)) continue;
      if (!largest.empty() && entry.file_size() < size) continue;
      largest = entry.path();
      size = entry.file_size();
    }
    EXPECT_FALSE(largest.empty()) << ending;
    return largest;
  }

  static void flip(const fs::path& path, std::uintmax_t at) {
    std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(bytes.get() ^ 0x55);
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(byte);
  }

  std::string names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(path_)) {
      if (entry.path().filename() == "LOCK") continue;
      all.push_back(entry.path().filename().string() + " " + std::to_string(entry.file_size()));
    }
    std::sort(all.begin(), all.end());
    return fmt::format("{}", fmt::join(all, "\n"));
  }

  // The writer and the reader refuse it, name the file, and change nothing.
  void expect_refused(std::string_view what) {
    const std::string before = names();
    const auto store = RocksStore::open(path_);
    ASSERT_FALSE(store) << what;
    EXPECT_EQ(store.error().kind, ErrorKind::kCorrupt) << store.error().context;
    EXPECT_THAT(store.error().context, HasSubstr(std::string(what)));
    EXPECT_THAT(store.error().context, HasSubstr("restore a backup"));
    const auto reader = RocksReader::open(path_, {.scratch_dir = dir_.path()});
    ASSERT_FALSE(reader) << what;
    EXPECT_EQ(reader.error().kind, ErrorKind::kCorrupt) << reader.error().context;
    EXPECT_THAT(reader.error().context, HasSubstr(std::string(what)));
    EXPECT_EQ(names(), before) << what;
  }

  void expect_whole() {
    const auto store = RocksStore::open(path_);
    ASSERT_TRUE(store) << store.error().context;
    EXPECT_EQ(all_feeds(**store)->size(), static_cast<std::size_t>(kInTables + kInLog));
    EXPECT_EQ(*last_event_id(**store), event_id(kInTables + kInLog));
  }

  // Ids of the events that a reader shows, in the order of the scan.
  std::vector<std::string> shown(bool newest_first) {
    const auto reader = RocksReader::open(
        path_, {.scratch_dir = dir_.path(),
                .on_damage = [this](const Damage& damage) { damages_.push_back(damage); }});
    EXPECT_TRUE(reader) << reader.error().context;
    if (!reader) return {};
    std::vector<std::string> ids;
    const EventVisit note = [&](const model::Event& event) {
      ids.push_back(event.id);
      return true;
    };
    const auto done = newest_first ? for_each_event_newest_first(**reader, note)
                                   : for_each_event(**reader, "", note);
    EXPECT_TRUE(done) << done.error().context;
    return ids;
  }

  TempDir dir_;
  const fs::path whole_ = dir_.path() / "whole", path_ = dir_.path() / "store";
  std::mt19937 random_{7};
  std::vector<Damage> damages_;
};

TEST_F(DamagedStore, OpensWhenNothingIsWrong) { expect_whole(); }

TEST_F(DamagedStore, IsRefusedWithItsManifestCutAnywhere) {
  const fs::path manifest = file("", "MANIFEST-");
  const std::uintmax_t size = fs::file_size(manifest);
  for (std::uintmax_t cut = 0; cut < size; cut += 1 + size / 12) {
    fs::resize_file(manifest, cut);
    expect_refused(manifest.filename().string());
    restore();
  }
  fs::resize_file(manifest, size - 1);
  expect_refused(manifest.filename().string());
}

TEST_F(DamagedStore, IsRefusedWithOtherBytesInItsManifest) {
  const fs::path manifest = file("", "MANIFEST-");
  const std::uintmax_t size = fs::file_size(manifest);
  for (const std::uintmax_t at : {std::uintmax_t{4}, size / 2, size - 2}) {
    flip(manifest, at);
    expect_refused(manifest.filename().string());
    restore();
  }
  fs::remove(manifest);
  expect_refused(manifest.filename().string());
}

TEST_F(DamagedStore, IsRefusedWithoutItsMarkTooWhenItWouldBeEmpty) {
  const fs::path manifest = file("", "MANIFEST-");
  for (const std::uintmax_t cut : {0, 50, 200}) {
    fs::remove(path_ / "newswatch-seen");
    fs::resize_file(manifest, cut);
    const std::string before = names();
    const auto store = RocksStore::open(path_);
    ASSERT_FALSE(store) << cut;
    EXPECT_EQ(store.error().kind, ErrorKind::kCorrupt) << store.error().context;
    EXPECT_EQ(names(), before);
    restore();
  }
}

TEST_F(DamagedStore, IsRefusedWithoutOrWithABadCurrent) {
  fs::remove(path_ / "CURRENT");
  expect_refused("CURRENT");
  for (const char* text : {"", "MANIFEST-000001", "nonsense\n", "MANIFEST-000001\n"}) {
    restore();
    std::ofstream(path_ / "CURRENT", std::ios::trunc) << text;
    expect_refused(std::string_view(text).ends_with("1\n") ? "MANIFEST-000001" : "CURRENT");
  }
  for (const auto& entry : fs::directory_iterator(path_)) {
    const fs::path name = entry.path().filename();
    if (name != "IDENTITY" && name != "newswatch-seen") fs::remove(entry.path());
  }
  expect_refused("CURRENT");
  fs::remove(path_ / "newswatch-seen");
  EXPECT_TRUE(RocksStore::open(path_)) << "as a first start leaves it that was killed early";
}

TEST_F(DamagedStore, IsRefusedWhenSyncedWritesAreGone) {
  const fs::path log = file(".log");
  const std::uintmax_t size = fs::file_size(log);
  ASSERT_GT(size, 1000u);
  for (const std::uintmax_t cut : {std::uintmax_t{0}, size / 2}) {
    fs::resize_file(log, cut);
    expect_refused("*.log");
    restore();
  }
  fs::remove(log);
  expect_refused("*.log");
  restore();
  flip(log, size / 2);
  expect_refused("*.log");
  // A person who accepts the loss removes the mark.
  fs::remove(path_ / "newswatch-seen");
  EXPECT_TRUE(RocksStore::open(path_));
}

TEST_F(DamagedStore, OpensAfterAPowerCutThatTookWhatWasNotSynced) {
  {
    auto store = RocksStore::open(path_);
    ASSERT_TRUE(store);
    for (int n = 501; n <= 507; ++n) ASSERT_TRUE((*store)->commit(batch(n)));  // 505 with sync
    fs::copy(path_, dir_.path() / "cut");
  }
  fs::remove_all(path_);
  fs::rename(dir_.path() / "cut", path_);
  const fs::path log = file(".log");
  fs::resize_file(log, fs::file_size(log) - 20);
  const auto store = RocksStore::open(path_);
  ASSERT_TRUE(store) << store.error().context;
  EXPECT_EQ(*last_event_id(**store), event_id(506));
}

TEST_F(DamagedStore, IsRefusedWithATableThatIsMissingOrEmpty) {
  const fs::path table = file(".sst");
  const std::string name = table.filename();
  fs::resize_file(table, fs::file_size(table) - 10);
  expect_refused(name);
  fs::resize_file(table, 0);
  expect_refused(name);
  fs::remove(table);
  expect_refused(name);
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  expect_refused(".sst");
}

TEST_F(DamagedStore, ShowsWhatStandsAroundADamagedBlock) {
  const fs::path table = file(".sst");  // of events: the largest
  const std::vector<std::string> all = shown(false);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kInTables + kInLog));
  ASSERT_TRUE(damages_.empty());
  for (const int tenth : {0, 3, 8}) {
    restore();
    flip(table, fs::file_size(table) * tenth / 10 + 200);
    for (const bool newest_first : {false, true}) {
      damages_.clear();
      std::vector<std::string> ids = shown(newest_first);
      if (newest_first) std::reverse(ids.begin(), ids.end());
      EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
      EXPECT_LT(ids.size(), all.size());
      EXPECT_GT(ids.size(), all.size() - 20) << "one block of 4 KiB holds ten";
      ASSERT_EQ(damages_.size(), 1u);
      const Damage& damage = damages_[0];
      EXPECT_EQ(damage.family, Family::kEvents);
      EXPECT_THAT(damage.what, HasSubstr(table.filename().string()));
      for (const std::string& id : all) {
        const bool missing = !std::binary_search(ids.begin(), ids.end(), id);
        if (missing) {
          EXPECT_TRUE(id > damage.from || damage.from.empty()) << id;
          EXPECT_LT(id, damage.to);
        }
      }
    }
  }
}

TEST_F(DamagedStore, AReadOfADamagedBlockNamesFamilyAndFile) {
  const fs::path table = file(".sst");
  flip(table, fs::file_size(table) / 2);
  const auto store = RocksStore::open(path_);
  ASSERT_TRUE(store) << store.error().context;
  const auto done = for_each_event(**store, "", [](const model::Event&) { return true; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kCorrupt);
  EXPECT_THAT(done.error().context, HasSubstr("read events"));
  EXPECT_THAT(done.error().context, HasSubstr(table.filename().string()));
}

}  // namespace
}  // namespace newswatch::store
