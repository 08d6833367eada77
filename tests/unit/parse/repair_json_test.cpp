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

TEST(RepairJson, MendsEscapes) {
  EXPECT_EQ(mended(R"({"a":"x \ud83d\ude00 \u00e9 \" \\ \/"})"),
            R"({"a":"x \ud83d\ude00 \u00e9 \" \\ \/"})");
  EXPECT_EQ(mended(R"({"a":"x \ud83d","b":"\ude00","c":"\ud83d\ud83d\ude00\ud83dx"})"),
            R"({"a":"x \ufffd","b":"\ufffd","c":"\ufffd\ud83d\ude00\ufffdx"})");
  EXPECT_EQ(mended(R"({"a":"it\'s C:\Users \x41 \uzz \-"})"),
            R"({"a":"it's C:\\Users \u0041 \\uzz -"})");
  EXPECT_EQ(mended("{\"a\":\"b\\\nc\"}"), "{\"a\":\"bc\"}");
}

TEST(RepairJson, MendsLiteralsCommentsAndMissingCommas) {
  EXPECT_EQ(mended("{\"a\":NaN,\"b\":-Infinity,\"c\":True,\"d\":undefined,\"e\":true}"),
            "{\"a\":null,\"b\":null,\"c\":true,\"d\":null,\"e\":true}");
  EXPECT_EQ(mended("{// one\n\"a\":/* two */[1]}"), "{\"a\":[1]}");
  EXPECT_EQ(mended("{\"a\":[{}\n{}],,\"b\":\"c\" \"d\":[1][2]}"),
            "{\"a\":[{},\n{}],\"b\":\"c\", \"d\":[1],[2]}");
}

TEST(JsonFeed, ReadsHalfAnEmoji) {
  const auto document = parsed(
      R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"Crane \ud83d",)"
      R"("_x":"\ude00"}]})");
  ASSERT_EQ(document.items.size(), 1U);
  EXPECT_EQ(document.items[0].title, "Crane \uFFFD");
  EXPECT_EQ(document.warnings, std::vector<std::string>{"unpaired surrogates are read as U+FFFD"});
}

TEST(JsonFeed, IsKnownByItsItemsWhereTheVersionIsShortOrMissing) {
  constexpr std::string_view kRest =
      R"("title":"T","items":[{"id":"1","url":"http://e.example/"}]})";
  for (const char* version : {R"({"version":"1",)", R"({"version":1.1,)", R"({"version":"1.1",)",
                              R"({"version":"jsonfeed 1",)", "{"}) {
    const auto document = parsed(version + std::string(kRest));
    EXPECT_EQ(document.items.size(), 1U) << version;
    EXPECT_EQ(document.warnings.size(), 1U) << version;
  }
  for (const char* other : {R"({"version":"2.3","title":"T","items":[{"url":"x"}]})",
                            R"({"title":"T","items":[{"sku":"x"}]})", R"({"version":"1"})",
                            R"({"items":[{"url":"http://e.example/"}]})", R"({"title":"T"})"}) {
    EXPECT_EQ(refusal(other), "not a feed: JSON without the version of JSON Feed") << other;
  }
}

TEST(JsonFeed, IsReadFromWhatIsMeantForScripts) {
  for (const char* text :
       {"cb({\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\"}]});",
        ")]}',\n{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\"}]}"}) {
    EXPECT_EQ(parsed(text).items.size(), 1U) << text;
  }
  EXPECT_EQ(refusal("f({})"), "not a feed: plain text: \"f({})\"");
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
