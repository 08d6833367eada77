// What RocksDB drops as it compacts.
#include "store/expiry.h"

#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include <map>
#include <memory>

#include "record/story_json.h"
#include "store/row_writes.h"
#include "store/tables.h"
#include "text/times.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

using testing::ElementsAre;

model::Day day(const char* text) {
  return std::chrono::floor<std::chrono::days>(*text::parse_rfc3339(text));
}

class Expiring : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Tables::open_writer("/store", {}, env_.get());
    ASSERT_TRUE(opened) << opened.error().context;
    tables_ = std::move(*opened);
  }

  void put(Family family, const std::map<std::string, std::string>& rows) {
    RowWrites writes(*tables_);
    for (const auto& [key, value] : rows) writes.put(family, key, value);
    ASSERT_TRUE(writes.write(false));
  }

  std::vector<std::string> left(Family family) {
    tables_->compact(family);
    std::vector<std::string> keys;
    EXPECT_TRUE(tables_->scan(family, "", "", [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return model::Result<bool>(true);
    }));
    return keys;
  }

  std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<Tables> tables_;
};

TEST_F(Expiring, NothingGoesBeforeItIsSaid) {
  put(Family::kKeys, {{"old", "s1 1999-01-01"}, {"undated", "s2"}});
  EXPECT_THAT(left(Family::kKeys), ElementsAre("old", "undated"));
}

TEST_F(Expiring, KeysGoThatNoDocumentHasShownForLong) {
  put(Family::kKeys, {{"a", "s1 2024-12-31"},
                      {"b", "s1 2025-01-01"},
                      {"c", "s2 2024-06-01"},  // a feed still shows its document of that day
                      {"d", "s3"},
                      {"e", "s4 no day"}});
  tables_->expire({.keys_before = day("2025-01-01"),
                   .kept_days = {day("2024-03-01"), day("2024-06-01")},
                   .undated = day("2025-01-01")});
  EXPECT_THAT(left(Family::kKeys), ElementsAre("b", "c", "d", "e"));
  tables_->expire({.keys_before = day("2025-01-02"), .undated = day("2025-01-01")});
  EXPECT_THAT(left(Family::kKeys), testing::IsEmpty());
}

TEST_F(Expiring, TitlesGoWithTheirLastDay) {
  put(Family::kTitles, {{"a", "2024-01-01 2024-05-05"},
                        {"b", "2025-01-01"},
                        {"c", "2025-02-01 2024-01-01 2024-01-02"},
                        {"d", ""}});
  tables_->expire({.keys_before = day("2025-01-01")});
  EXPECT_THAT(left(Family::kTitles), ElementsAre("b", "c"));
}

TEST_F(Expiring, StoriesGoByTheTimeTheyWereFirstSeen) {
  const auto json = [](const char* first_seen) {
    model::Story story = sample_story("s");
    story.first_seen = *text::parse_rfc3339(first_seen);
    story.published = *text::parse_rfc3339("1999-01-01T00:00:00Z");
    story.title = "\"first_seen\":\"1990-01-01T00:00:00Z\"";
    return record::story_json(story);
  };
  put(Family::kStories, {{"a", json("2024-12-31T23:59:59Z")},
                         {"b", json("2025-01-01T00:00:00Z")},
                         {"c", "{\"damaged"}});
  tables_->expire({.stories_before = *text::parse_rfc3339("2025-01-01T00:00:00Z")});
  EXPECT_THAT(left(Family::kStories), ElementsAre("b", "c"));
}

TEST_F(Expiring, OtherFamiliesKeepTheirRows) {
  put(Family::kEvents, {{"a", "{\"first_seen\":\"1999-01-01T00:00:00Z\"}"}});
  tables_->expire({.stories_before = *text::parse_rfc3339("2025-01-01T00:00:00Z"),
                   .keys_before = day("2025-01-01")});
  EXPECT_THAT(left(Family::kEvents), ElementsAre("a"));
}

}  // namespace
}  // namespace newswatch::store
