#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "record/json_io.h"

namespace newswatch::record {
namespace {

// The text of one member, as its object has it.
template <class Value>
std::string written(const Value& value) {
  JsonWriter io;
  io.field("v", value);
  const std::string text = io.text();
  EXPECT_EQ(text.substr(0, 5), "{\"v\":");
  EXPECT_EQ(text.back(), '}');
  return text.substr(5, text.size() - 6);
}

TEST(JsonWriter, EscapesWhatJsonAndATerminalWouldMisread) {
  EXPECT_EQ(written("\" \\ / \b\f\n\r\t"), R"("\" \\ / \b\f\n\r\t")");
  EXPECT_EQ(written(std::string("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
  EXPECT_EQ(written("\u0085\u2028\u202e\ufeff"), R"("\u0085\u2028\u202e\ufeff")");
  EXPECT_EQ(written("“é” 日本 🚀"), "\"“é” 日本 🚀\"");
}

TEST(JsonWriter, ReplacesBadBytesOneByOne) {
  EXPECT_EQ(written("a\xff\xc3("), "\"a\uFFFD\uFFFD(\"");
  EXPECT_EQ(written("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"") << "half of a surrogate pair";
  EXPECT_EQ(written("\xf0\x9f\x98"), "\"\uFFFD\"") << "cut off";
}

TEST(JsonWriter, WritesNumbersAsTheyReadBack) {
  EXPECT_EQ(written(0.58), "0.58");
  EXPECT_EQ(written(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(written(1.0), "1.0");
  EXPECT_EQ(written(-0.0), "-0.0");
  EXPECT_EQ(written(0.00001), "1e-05");
  EXPECT_EQ(written(1e20), "1e+20");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(true), "true");
}

TEST(JsonWriter, PutsCommasBetweenAndNoneAround) {
  JsonWriter io;
  EXPECT_EQ(io.text(), "{}");
  io.field("texts", std::vector<std::string>{});
  io.field("more", std::vector<std::string>{"{", "["});
  io.object("none", [](JsonWriter&) {});
  io.list("list", std::vector{1, 2}, [](JsonWriter& inner, int number) {
    inner.field("a{", number);
    inner.object("b", [](JsonWriter& deep) { deep.literal("c", "null"); });
  });
  io.hashes("hashes", {1, 18446744073709551615u});
  EXPECT_EQ(io.text(),
            R"({"texts":[],"more":["{","["],"none":{},"list":[{"a{":1,"b":{"c":null}},)"
            R"({"a{":2,"b":{"c":null}}],"hashes":["0000000000000001","ffffffffffffffff"]})");
}

// The library is the oracle: any bytes must give the object that it makes of them.
TEST(JsonWriter, WritesAnyBytesAsTheLibraryDoes) {
  std::mt19937 random(7);
  constexpr std::string_view kBytes(
      "ab\"\\\n\x01\x7f\x80\x9b\xc2\xc3\xa9\xe2\x80\xae\xed\xa0\xf0\x9f\x98\xff", 21);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes;
    for (auto length = random() % 9; length > 0; --length)
      bytes += kBytes[random() % kBytes.size()];
    const std::string expected =
        nlohmann::json(bytes).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    ASSERT_EQ(nlohmann::json::parse(written(bytes)), nlohmann::json::parse(expected)) << i;
  }
}

}  // namespace
}  // namespace newswatch::record
