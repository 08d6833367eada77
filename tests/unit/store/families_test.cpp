#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <map>
#include <set>

#include "store/rocks_store.h"
#include "store/schema.h"
#include "unit/store/full_batch.h"

namespace newswatch::store {
namespace {

TEST(Families, AreOneEntryEach) {
  std::set<std::string_view> names;
  for (const FamilyEntry& entry : kFamilies) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_EQ(name_of(entry.family), entry.name);
  }
  EXPECT_EQ(families_of(0), 0u);
  EXPECT_EQ(families_of(1), 11u);
  EXPECT_EQ(families_of(2), 12u);
  EXPECT_EQ(families_of(3), 13u);
  EXPECT_EQ(families_of(kSchemaVersion), kFamilies.size());
}

TEST(Families, AreThoseOfTheFolder) {
  const TempDir dir;
  ASSERT_TRUE(RocksStore::open(dir.path() / "s"));
  std::vector<std::string> there;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, dir.path() / "s", &there).ok());
  std::vector<std::string> names = {"default"};
  for (const FamilyEntry& entry : kFamilies) names.emplace_back(entry.name);
  EXPECT_THAT(there, testing::UnorderedElementsAreArray(names));
}

TEST(Families, HoldTheirRowsUnderTheKeysOfTheSchema) {
  using namespace std::string_literals;
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  const auto store = RocksStore::open("/s", {.log = {}, .env = env.get()});
  ASSERT_TRUE(store) << store.error().context;
  ASSERT_TRUE((*store)->commit(full_batch()));
  const std::map<Family, std::vector<std::string>> expected = {
      {Family::kMeta,
       {"clock", "judge_hour", "last_event_id", "last_outbox_row", "rules", "schema", "silences",
        "tally", "undated"}},
      {Family::kFeeds, {"https://a.example/feed"}},
      {Family::kKeys, {"u:a.example/1"}},
      {Family::kTitles, {"t:time:a title"}},
      {Family::kStories, {"s1"}},
      {Family::kHeld, {"01738094400003/s1"}},
      {Family::kEvents, {event_id(1)}},
      {Family::kReports, {event_id(1) + "/01738094400001/s1"}},
      {Family::kIndex, {"\0\0\0\0\0\0\0\7"s}},
      {Family::kCounts, {"change/00000000000000000003", "snapshot"}},
      {Family::kOutbox, {"00000000000000000006", "00000000000000000007", "00000000000000000008"}},
      {Family::kQuestions, {event_id(1) + "/" + event_id(2)}},
      {Family::kNear, {"01738094400005/s2/t"}},
      {Family::kGaps, {"01738094400002/https://a.example/feed"}},
      {Family::kDead, {"00000000000000000009"}},
      {Family::kTrouble, {"feed.gone/https://a.example/feed", "store.full/"}},
      {Family::kSinks, {"mail"}},
      {Family::kSent, {event_id(1) + "/00000000000000000007"}},
      {Family::kDays, {"2025-01-28"}},
      {Family::kFacts, {"s1/s2"}},
  };
  for (const FamilyEntry& entry : kFamilies) {
    std::vector<std::string> keys;
    ASSERT_TRUE((*store)->scan(entry.family, "", "", [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return model::Result<bool>(true);
    }));
    EXPECT_EQ(keys, expected.at(entry.family)) << entry.name;
  }
}

}  // namespace
}  // namespace newswatch::store
