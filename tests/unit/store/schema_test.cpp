#include "store/schema.h"

#include <gtest/gtest.h>

#include <random>

#include "store/counts_codec.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

model::IndexRow sample_index_row() {
  model::IndexRow row;
  row.seq = 258;
  row.event = "E";
  row.story = "S";
  row.outlet = "TIME";
  row.title = "ab";
  row.story_time = model::Time(model::Duration(1));
  row.arrived = model::Time(model::Duration(-1));
  row.weights = {{2, 1.0f}};
  row.links = {7};
  return row;
}

// These bytes lie in stores: a change here is a new schema.
TEST(Schema, WritesTheBytesThatStoresHold) {
  using namespace std::string_literals;
  EXPECT_EQ(index_key(258), "\0\0\0\0\0\0\1\2"s);
  EXPECT_EQ(index_value(sample_index_row()),
            "\2\0\0\0\1E\0\0\0\1S\0\0\0\4TIME\0\0\0\2ab"s +
                "\0\0\0\0\0\0\0\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s + "\0\1\0\0\0\0\0\0\0\7"s +
                "\0\0\0\0\0\0\0\2\x3F\x80\0\0"s);
  EXPECT_EQ(counts_change_key(3), "change/00000000000000000003");
  EXPECT_EQ(counts_change_value({.seq = 3, .day = 258, .scopes = {{"ab", {5, {{3, 1}}}}}}),
            "\2\0\0\1\2\0\0\0\1\0\0\0\2ab\0\0\0\5"s + "\0\0\0\1\0\0\0\0\0\0\0\3\0\1"s);
  EXPECT_EQ(counts_snapshot_value({.day = 1, .scopes = {{"", {1, {{3, 1}}, {7}, 1}}}}),
            "\2\0\0\0\1\0\0\0\1\0\0\0\0\x3F\x80\0\0"s + "\0\0\0\1\0\0\0\0\0\0\0\3\x3F\x80\0\0"s +
                "\0\0\0\1\0\0\0\0\0\0\0\7\0\0\0\1"s);
  EXPECT_EQ(row_key(at(7), "abc"), "01738094400007/abc");
  EXPECT_EQ(held_story("01738094400007/abc"), "abc");
  EXPECT_EQ(row_key("E", ""), "E/");
  EXPECT_EQ(row_key("E", at(7), "S"), "E/01738094400007/S");
  EXPECT_EQ(row_key(std::uint64_t{18446744073709551615u}), "18446744073709551615");
  EXPECT_EQ(row_key(std::uint64_t{7}), "00000000000000000007");
}

TEST(Schema, ReadsTheIndexRowsOfSchemaOne) {
  using namespace std::string_literals;
  const auto row =
      read_index_row(index_key(258), "\1\0\0\0\1E\0\0\0\1S\0\0\0\4TIME\0\0\0\2ab"s +
                                         "\0\0\0\0\0\0\0\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s +
                                         "\0\0\0\0\0\0\0\2\x3F\x80\0\0"s);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->title, "ab");
  EXPECT_TRUE(row->links.empty());
  EXPECT_EQ(row->weights, sample_index_row().weights);
}

TEST(Schema, ReadsTheDayOfAKeyAndNothingElseForOne) {
  const model::Day day(std::chrono::days(20'116));
  EXPECT_EQ(read_key_value("3f 2025-01-28"), (model::KeyOwner{"3f", day}));
  EXPECT_EQ(read_key_value("3f"), (model::KeyOwner{"3f", std::nullopt}));
  for (const char* value : {"3f ", "3f 2025-01-28T20:15:00Z", "3f 2025-02-30",
                            "3f 0000-01-01T00:00:00+01:00", "3f  2025-01-28"}) {
    EXPECT_EQ(read_key_value(value), (model::KeyOwner{"3f", std::nullopt})) << value;
  }
}

TEST(Schema, RefusesEveryCutIndexRow) {
  const std::string key = index_key(1);
  const std::string whole = index_value(sample_index_row());
  ASSERT_TRUE(read_index_row(key, whole));
  const std::size_t without_weights = whole.size() - 12;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto row = read_index_row(key, std::string_view(whole).substr(0, size));
    EXPECT_EQ(row.has_value(), size == without_weights) << size;
  }
  EXPECT_FALSE(read_index_row(key, "\3" + whole.substr(1))) << "another version";
  EXPECT_FALSE(read_index_row(key + "x", whole));
}

TEST(Schema, SurvivesRandomBytes) {
  using namespace std::string_literals;
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 60, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : random() % 3);
    if (const auto row = read_index_row(index_key(1), bytes)) {
      EXPECT_EQ(index_value(*row), bytes);
    }
    static_cast<void>(read_counts_change(counts_change_key(1), "\2" + bytes));
    static_cast<void>(read_counts_snapshot("\2" + bytes));
    model::CountsSnapshot earlier;
    static_cast<void>(take_earlier_count(earlier, bytes, "\1\0\0\0\1"s));
  }
}

TEST(Schema, ReadsTheCountsOfEarlierSchemas) {
  using namespace std::string_literals;
  model::CountsSnapshot counts;
  ASSERT_TRUE(take_earlier_count(counts, "\0\2ab"s, "\1\0\0\0\0\0\0\0\11"s));
  ASSERT_TRUE(take_earlier_count(counts, "\0\2ab\0\0\0\0\0\0\0\3"s, "\1\0\0\0\2"s));
  EXPECT_EQ(counts.scopes.at("ab").stories, 9);
  EXPECT_EQ(counts.scopes.at("ab").terms, (std::vector<model::TermCount>{{3, 2}}));
  EXPECT_FALSE(take_earlier_count(counts, "\0\2ab"s, "\1\0"s)) << "cut short";
  EXPECT_FALSE(take_earlier_count(counts, "\0\3ab"s, "\1\0\0\0\0\0\0\0\11"s));
}

TEST(Schema, ReadsNoPartOfCounts) {
  const model::CountsChange change{
      .seq = 3, .day = 20000, .scopes = {{"a", {2, {{5, 1}}}}, {"b", {1, {{6, 1}}}}}};
  const std::string whole = counts_change_value(change);
  EXPECT_EQ(*read_counts_change(counts_change_key(3), whole), change);
  const model::CountsSnapshot snapshot{.day = 3, .scopes = {{"a", {2, {{5, 1}}, {7}, 1}}}};
  const std::string all = counts_snapshot_value(snapshot);
  EXPECT_EQ(*read_counts_snapshot(all), snapshot);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_counts_change(counts_change_key(3), whole.substr(0, size)));
  }
  for (std::size_t size = 0; size < all.size(); ++size) {
    EXPECT_FALSE(read_counts_snapshot(all.substr(0, size)));
  }
  EXPECT_FALSE(read_counts_change("change/x", whole));
}

}  // namespace
}  // namespace newswatch::store
