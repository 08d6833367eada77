// RFC 8259, and what servers make of it.
#include "parse/repair_json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parse/warnings.h"
#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

std::string mended(std::string_view json) {
  Warnings warnings;
  return repair_json(json, warnings);
}

constexpr std::string_view kFeed =
    R"({"version": "https://jsonfeed.org/version/1.1", "title": "News, \"all\" [of] {it}",)"
    R"( "items": [{"id": "1", "title": "One, }]", "tags": ["a", "b"]},)"
    R"( {"id": "2", "authors": [{"name": "A"}]}, {"id": "3"}], "language": "en"})";

TEST(RepairJson, LeavesJsonAsItIs) {
  Warnings warnings;
  EXPECT_EQ(repair_json(kFeed, warnings), kFeed);
  EXPECT_EQ(warnings.take(), std::vector<std::string>());
}

TEST(RepairJson, EndsACutDocumentBehindItsLastWholeItem) {
  EXPECT_EQ(mended(R"({"items":[{"id":"1"},{"id":"2","ti)"), R"({"items":[{"id":"1"}]})");
  EXPECT_EQ(mended(R"({"a":"1","items":[{"id":"1)"), R"({"a":"1"})");
  EXPECT_EQ(mended(R"({"items":[{"id":"1"}],"title":"x)"), R"({"items":[{"id":"1"}]})");
  EXPECT_EQ(mended(R"([{"a":1},{"b")"), R"([{"a":1}])");
  EXPECT_EQ(mended("{"), "");
}

TEST(RepairJson, MendsCommasStringsAndEnds) {
  EXPECT_EQ(mended("{\"items\":[{\"id\":\"1\", }\n,\n],}"), "{\"items\":[{\"id\":\"1\"}\n]}");
  EXPECT_EQ(mended("{\"a\":\"b\nc\td\x01\"}"), "{\"a\":\"b\\nc\\td\"}");
  EXPECT_EQ(mended("{\"a\":\"b\"}\n// cached <b>"), "{\"a\":\"b\"}");
}

TEST(RepairJson, NeverStopsOnOddEnds) {
  EXPECT_EQ(mended("]"), "]");
  EXPECT_EQ(mended("{\"a\\"), "");
  EXPECT_EQ(mended(",}"), "}");
  EXPECT_EQ(mended(""), "");
}

// Items that were whole before the cut are kept, and the document is not taken for all of them.
TEST(JsonFeed, KeepsTheWholeItemsOfEveryPrefix) {
  const auto whole = parsed(kFeed);
  ASSERT_EQ(whole.items.size(), 3U);
  EXPECT_TRUE(whole.complete);
  std::size_t most = 0;
  for (std::size_t size = 1; size < kFeed.size(); ++size) {
    const auto cut = parse({kFeed.substr(0, size), {}, {}});
    if (!cut) {
      EXPECT_EQ(most, 0U) << size;
      continue;
    }
    EXPECT_FALSE(cut->complete);
    EXPECT_GE(cut->items.size(), most);
    most = cut->items.size();
    for (std::size_t i = 0; i < most; ++i) EXPECT_EQ(cut->items[i].id, whole.items[i].id);
  }
  EXPECT_EQ(most, 3U);
}

TEST(JsonFeed, ReadsLineEndsInStringsAndJunkBehindTheDocument) {
  const auto document = parsed(
      "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":"
      "[{\"id\":\"1\",\"title\":\"a\nb\",},]}<!-- cached -->");
  ASSERT_EQ(document.items.size(), 1U);
  EXPECT_EQ(document.items[0].title, "a b");
  EXPECT_TRUE(document.complete);
  EXPECT_EQ(document.warnings.size(), 3U);
}

}  // namespace
}  // namespace newswatch::parse
