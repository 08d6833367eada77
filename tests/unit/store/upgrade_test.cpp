// Stores of earlier schemas: read as they are, and brought to today's when the daemon opens them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <atomic>

#include "record/event_json.h"
#include "record/notification_json.h"
#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "text/times.h"
#include "unit/store/old_store.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

constexpr int kManyReports = 2300;  // more than two batches of the upgrade hold

std::string story_id(int n) { return fmt::format("{:032x}", n * 7919LL % 4294967291LL * 65537); }

model::Time seen(int n) { return at(n / 3); }  // three of an instant

// Event 1 has three reports of one instant, event 2 many; messages 1 to 6, every third given up.
OldRows old_rows() {
  OldRows rows;
  auto& reports = rows["reports"];
  const auto add = [&](int event, const std::string& story, model::Time first_seen, double score) {
    reports[event_id(event) + "/" + story] =
        old_report(event_id(event), story, text::rfc3339(first_seen), score);
  };
  add(1, "a1", at(5), 0.4);
  add(1, "b1", at(5), 0);
  add(1, "c1", at(2), 0.3);
  for (int n = 0; n < kManyReports; ++n) add(2, story_id(n), seen(n), n == 0 ? 0 : 0.5);
  rows["events"][event_id(1)] = record::stored_event(sample_event(1));
  for (int n = 1; n <= 6; ++n) {
    rows["outbox"][fmt::format("{:020}", n)] = old_message(n, event_id(n), n % 3 == 0);
  }
  return rows;
}

// What a person can ask of that store, as text.
std::string told(const Rows& rows) {
  std::string out;
  for (int event = 1; event <= 2; ++event) {
    const auto reports = find_reports(rows, event_id(event), 0);
    if (!reports) return reports.error().context;
    for (const auto& report : *reports) out += record::stored_report(report) + "\n";
  }
  for (const auto& messages : {all_outbox(rows), dead_outbox(rows)}) {
    if (!messages) return messages.error().context;
    for (const auto& row : *messages) out += record::stored_outbox_row(row) + "\n";
    out += "\n";
  }
  return out;
}

std::string stories(const std::vector<model::Report>& reports) {
  std::string out;
  for (const auto& report : reports) out += report.story + (report.opened ? "! " : " ");
  return out;
}

std::string numbers(const std::vector<model::OutboxRow>& rows) {
  std::string out;
  for (const auto& row : rows) out += std::to_string(row.row) + " ";
  return out;
}

// The same answers from a store of any schema that was made with old_rows().
void expect_all_there(const Rows& rows) {
  EXPECT_EQ(stories(*find_reports(rows, event_id(1), 0)), "c1 b1! a1 ");
  EXPECT_EQ(stories(*find_reports(rows, event_id(1), 2)), "c1 b1! ");
  EXPECT_EQ(stories(*newest_reports(rows, event_id(1), 2)), "b1! a1 ");
  EXPECT_EQ((*find_report(rows, event_id(1), at(2), "c1"))->score, 0.3);
  EXPECT_FALSE(find_report(rows, event_id(1), at(5), "c1")->has_value()) << "of another time";
  EXPECT_EQ(find_reports(rows, event_id(2), 0)->size(), static_cast<std::size_t>(kManyReports));
  const auto newest = *newest_reports(rows, event_id(2), 3);
  ASSERT_EQ(newest.size(), 3u);
  EXPECT_EQ(newest.back().first_seen, seen(kManyReports - 1));
  EXPECT_EQ(numbers(*all_outbox(rows)), "1 2 4 5 ");
  EXPECT_EQ(numbers(*dead_outbox(rows)), "3 6 ");
  EXPECT_TRUE(find_event(rows, event_id(1))->has_value());
}

class Upgrade : public testing::Test {
 protected:
  std::unique_ptr<RocksStore> open(rocksdb::Env* env = nullptr) {
    auto opened = RocksStore::open(path_, {.log =
                                               [this](int level, std::string_view line) {
                                                 if (level == 1) lines_.emplace_back(line);
                                               },
                                           .env = env});
    if (!opened) {
      error_ = opened.error();
      return nullptr;
    }
    return std::move(*opened);
  }
  std::unique_ptr<RocksReader> read() {
    auto opened = RocksReader::open(path_, {.scratch_dir = dir_.path()});
    EXPECT_TRUE(opened) << opened.error().context;
    return opened ? std::move(*opened) : nullptr;
  }

  TempDir dir_;
  const std::filesystem::path path_ = dir_.path() / "s";
  const std::filesystem::path copy_ =
      dir_.path() / fmt::format("s-before-schema-{}", kSchemaVersion);
  std::vector<std::string> lines_;  // of level info
  model::Error error_;
};

TEST_F(Upgrade, MovesReportsAndGivenUpMessagesOnce) {
  write_old_store(path_, 3, old_rows());
  {
    const auto store = open();
    ASSERT_NE(store, nullptr) << error_.context;
    expect_all_there(*store);
    EXPECT_THAT(lines_,
                testing::ElementsAre(fmt::format(
                    "store of schema 3 upgraded to {}: {} reports, 2 messages; as it was it stands "
                    "in {}, until you remove it or the next upgrade does",
                    kSchemaVersion, kManyReports + 3, copy_.string())));
    std::vector<std::string> keys;
    const Rows::Visit note = [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return keys.size() < 3;
    };
    ASSERT_TRUE(store->scan(Family::kReports, "", "", note));
    EXPECT_THAT(keys, testing::ElementsAre(event_id(1) + "/01738094400002/c1",
                                           event_id(1) + "/01738094400005/a1",
                                           event_id(1) + "/01738094400005/b1"));
  }
  const auto again = open();
  ASSERT_NE(again, nullptr) << error_.context;
  EXPECT_EQ(lines_.size(), 1u);
  expect_all_there(*again);
}

// It has all but near misses.
TEST_F(Upgrade, GivesSchemaFiveTheNewFamily) {
  OldRows rows;
  rows["reports"][event_id(1) + "/01738094400002/c1"] =
      old_report(event_id(1), "c1", "2025-01-28T20:00:00.002Z", 0.5);
  write_old_store(path_, 5, rows);
  const auto reader = read();
  ASSERT_NE(reader, nullptr);
  EXPECT_TRUE(near_misses(*reader, std::nullopt)->empty());
  const auto store = open();
  ASSERT_NE(store, nullptr) << error_.context;
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_TRUE(lines_[0].starts_with(
      fmt::format("store of schema 5 upgraded to {}: 0 reports, 0 messages", kSchemaVersion)));
  EXPECT_TRUE(std::filesystem::exists(copy_)) << "as for every upgrade";
  EXPECT_FALSE(stored_counts(*store)->of_earlier_schema);
  Batch batch;
  batch.near = {{.seen = at(5), .story = "s2", .topic = "t"}};
  ASSERT_TRUE(store->commit(batch));
  EXPECT_EQ(near_misses(*store, std::nullopt)->size(), 1u);
  EXPECT_EQ(find_reports(*store, event_id(1), 0)->size(), 1u);
}

// Its reports and messages stand where they do today; a term had a row of its own in `counts`.
TEST_F(Upgrade, MovesNothingOfSchemaFour) {
  using namespace std::string_literals;
  OldRows rows;
  rows["reports"][event_id(1) + "/01738094400002/c1"] =
      old_report(event_id(1), "c1", "2025-01-28T20:00:00.002Z", 0.5);
  rows["counts"]["\0\0"s] = "\1\0\0\0\0\0\0\0\11"s;
  rows["counts"]["\0\0\0\0\0\0\0\0\0\3"s] = "\1\0\0\0\2"s;
  write_old_store(path_, 4, rows);
  const auto reader = read();
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(find_reports(*reader, event_id(1), 0)->size(), 1u);
  const auto store = open();
  ASSERT_NE(store, nullptr) << error_.context;
  EXPECT_EQ(find_reports(*store, event_id(1), 0)->size(), 1u);
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_TRUE(lines_[0].starts_with(
      fmt::format("store of schema 4 upgraded to {}: 0 reports, 0 messages", kSchemaVersion)));
  const auto counts = stored_counts(*store);
  ASSERT_TRUE(counts);
  EXPECT_TRUE(counts->of_earlier_schema);
  EXPECT_EQ(counts->snapshot.scopes.at("").stories, 9);
  EXPECT_EQ(counts->snapshot.scopes.at("").terms, (std::vector<model::TermCount>{{3, 2}}));
}

TEST_F(Upgrade, KeepsTheStoreAsItWas) {
  write_old_store(path_, 3, old_rows());
  std::filesystem::create_directory(dir_.path() / "s-before-schema-3");
  const std::string before = told(*read());
  ASSERT_NE(open(), nullptr) << error_.context;
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "s-before-schema-3")) << "of an older upgrade";
  const auto copy = RocksReader::open(copy_, {.scratch_dir = dir_.path()});
  ASSERT_TRUE(copy) << copy.error().context;
  EXPECT_EQ(told(**copy), before);
  const std::vector<std::string> schema = {std::string(kMetaSchema)};
  EXPECT_EQ((*copy)->get(Family::kMeta, schema)->at(0), "3");
  // Put back, it is upgraded again.
  std::filesystem::remove_all(path_);
  std::filesystem::rename(copy_, path_);
  const auto store = open();
  ASSERT_NE(store, nullptr) << error_.context;
  expect_all_there(*store);
}

TEST_F(Upgrade, AReaderSeesTheSameBeforeAndAfter) {
  write_old_store(path_, 3, old_rows());
  const auto follower = read();
  ASSERT_NE(follower, nullptr);
  expect_all_there(*follower);
  const std::string before = told(*follower);
  const auto store = open();
  ASSERT_NE(store, nullptr) << error_.context;
  EXPECT_EQ(told(*store), before);
  expect_all_there(*read());
  Batch batch;
  batch.outbox = {sample_row(7)};
  batch.outbox[0].dead = true;
  batch.reports = {sample_report(3, "s3")};
  ASSERT_TRUE(store->commit(batch));
  ASSERT_TRUE(follower->refresh());
  EXPECT_EQ(dead_outbox(*follower)->size(), 3u) << "of a family that is newer than the reader";
  EXPECT_TRUE(find_report(*follower, event_id(3), at(3), "s3")->has_value());
}

TEST_F(Upgrade, ReadsByKeyAndByBoundsBeforeToo) {
  write_old_store(path_, 3, old_rows());
  const auto follower = read();
  ASSERT_NE(follower, nullptr);
  const std::vector<std::string> keys = {event_id(1) + "/01738094400002/c1", event_id(1) + "/c1",
                                         event_id(9) + "/01738094400002/c1"};
  const auto values = follower->get(Family::kReports, keys);
  ASSERT_TRUE(values);
  EXPECT_TRUE((*values)[0].has_value());
  EXPECT_FALSE((*values)[1].has_value());
  EXPECT_FALSE((*values)[2].has_value());
  const std::vector<std::string> rows = {row_key(std::uint64_t{3}), row_key(std::uint64_t{4})};
  EXPECT_FALSE(follower->get(Family::kOutbox, rows)->at(0).has_value());
  EXPECT_TRUE(follower->get(Family::kOutbox, rows)->at(1).has_value());
  EXPECT_TRUE(follower->get(Family::kDead, rows)->at(0).has_value());
  EXPECT_FALSE(follower->get(Family::kDead, rows)->at(1).has_value());
  std::string found;
  const Rows::Visit note = [&](std::string_view key, std::string_view) {
    found += std::string(key.substr(key.rfind('/') + 1)) + " ";
    return found.size() < 5;
  };
  ASSERT_TRUE(
      follower->scan(Family::kReports, event_id(1) + "/01738094400003", event_id(1) + "/", note));
  ASSERT_TRUE(
      follower->scan_newest_first(Family::kReports, "", event_id(1) + "/017380944000", note));
  EXPECT_EQ(found, "a1 b1 b1 ");
}

TEST_F(Upgrade, ComesFromEverySchema) {
  for (const int schema : {1, 2, 3}) {
    const std::filesystem::path path = dir_.path() / std::to_string(schema);
    write_old_store(path, schema, old_rows());
    {
      const auto reader = RocksReader::open(path, {.scratch_dir = dir_.path()});
      ASSERT_TRUE(reader) << reader.error().context;
      expect_all_there(**reader);
      EXPECT_TRUE(gaps_since(**reader, at(0))->empty());
    }
    const auto store = RocksStore::open(path);
    ASSERT_TRUE(store) << store.error().context;
    expect_all_there(**store);
    EXPECT_TRUE(all_questions(**store)->empty());
    Batch batch;
    batch.gaps = {{.url = "https://a.example/", .from = at(1), .to = at(2)}};
    ASSERT_TRUE((*store)->commit(batch));
    const auto reader = RocksReader::open(path, {.scratch_dir = dir_.path()});
    ASSERT_TRUE(reader) << reader.error().context;
    EXPECT_EQ(*gaps_since(**reader, at(0)), batch.gaps);
  }
}

TEST_F(Upgrade, NamesTheReportThatIsNotOurs) {
  OldRows rows = old_rows();
  rows["reports"][event_id(1) + "/d1"] = "{\"story\": 5";
  write_old_store(path_, 3, rows);
  ASSERT_EQ(open(), nullptr);
  EXPECT_EQ(error_.kind, model::ErrorKind::kCorrupt);
  EXPECT_THAT(error_.context, testing::HasSubstr("stored row " + event_id(1) + "/d1: report:"));
}

// The machine's files; after `left` writes to the write-ahead log one is cut in half, and it and
// all later ones fail, as if the process had been killed in the middle.
class CutOff final : public rocksdb::EnvWrapper {
 public:
  explicit CutOff(int left) : rocksdb::EnvWrapper(rocksdb::Env::Default()), left_(left) {}
  const char* Name() const override { return "CutOff"; }

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    std::unique_ptr<rocksdb::WritableFile> real;
    auto made = target()->NewWritableFile(name, &real, options);
    if (made.ok() && name.ends_with(".log")) {
      *file = std::make_unique<Cut>(std::move(real), left_);
    } else {
      *file = std::move(real);
    }
    return made;
  }

 private:
  class Cut final : public rocksdb::WritableFileWrapper {
   public:
    Cut(std::unique_ptr<rocksdb::WritableFile> real, std::atomic<int>& left)
        : rocksdb::WritableFileWrapper(real.get()), real_(std::move(real)), left_(left) {}
    using rocksdb::WritableFileWrapper::Append;
    rocksdb::Status Append(const rocksdb::Slice& data) override {
      const int left = left_--;
      if (left > 0) return real_->Append(data);
      if (left == 0) {
        real_->Append({data.data(), data.size() / 2}).PermitUncheckedError();
      }
      return rocksdb::Status::IOError("cut off");
    }
    rocksdb::Status Append(const rocksdb::Slice& data,
                           const rocksdb::DataVerificationInfo&) override {
      return Append(data);
    }

   private:
    std::unique_ptr<rocksdb::WritableFile> real_;
    std::atomic<int>& left_;
  };

  std::atomic<int> left_;
};

TEST_F(Upgrade, GoesOnAfterItWasCutOffAnywhere) {
  const std::filesystem::path kept = dir_.path() / "kept";
  write_old_store(kept, 3, old_rows());
  int cuts = 0;
  for (bool whole = false; !whole; ++cuts) {
    ASSERT_LT(cuts, 100);
    std::filesystem::remove_all(path_);
    std::filesystem::copy(kept, path_);
    CutOff env(cuts);
    whole = open(&env) != nullptr;
    if (!whole) {
      EXPECT_THAT(error_.context, testing::HasSubstr("cut off"));
      expect_all_there(*read());
    }
    const auto store = open();
    ASSERT_NE(store, nullptr) << error_.context;
    expect_all_there(*store);
    expect_all_there(*read());
  }
  EXPECT_GE(cuts, 5) << "three batches of reports, one of messages, the version";
  EXPECT_EQ(lines_.size(), static_cast<std::size_t>(cuts));
}

}  // namespace
}  // namespace newswatch::store
