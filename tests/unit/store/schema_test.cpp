#include "store/schema.h"

#include <gtest/gtest.h>

#include <random>

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
  EXPECT_EQ(stories_key("ab"), "\0\2ab"s);
  EXPECT_EQ(term_key("ab", 3), "\0\2ab\0\0\0\0\0\0\0\3"s);
  EXPECT_EQ(stories_value(5), "\1\0\0\0\0\0\0\0\5"s);
  EXPECT_EQ(term_value(5), "\1\0\0\0\5"s);
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
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 60, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : random() % 3);
    if (const auto row = read_index_row(index_key(1), bytes)) {
      EXPECT_EQ(index_value(*row), bytes);
    }
    if (const auto key = read_count_key(bytes)) {
      EXPECT_EQ(key->term ? term_key(key->scope, *key->term) : stories_key(key->scope), bytes);
    }
    if (const auto df = read_term_value(bytes)) {
      EXPECT_EQ(term_value(*df), bytes);
    }
    if (const auto stories = read_stories_value(bytes)) {
      EXPECT_EQ(stories_value(*stories), bytes);
    }
  }
}

TEST(Schema, KeepsScopesApart) {
  EXPECT_NE(term_key("", 1), stories_key(std::string("\0\0\0\0\0\0\0\1", 8)));
  const auto key = read_count_key(term_key(std::string("a\0b", 3), 9));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->scope, std::string("a\0b", 3));
  EXPECT_EQ(key->term, 9u);
}

}  // namespace
}  // namespace newswatch::store
