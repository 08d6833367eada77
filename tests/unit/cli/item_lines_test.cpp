#include "cli/item_lines.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::cli {
namespace {

TEST(ItemLines, ReadsTheContractsItem) {
  const auto item =
      read_item(R"({"id":"a","title":"T","summary":null,"published":"2025-01-28T09:00:00Z",)"
                R"("category":["ai","tech"],"author":"Ann","url":"https://x.test/1","extra":{}})");
  ASSERT_TRUE(item) << item.error().context;
  EXPECT_EQ(std::get<std::string>(item->id), "a");
  EXPECT_EQ(item->title, "T");
  EXPECT_EQ(item->summary, "");
  EXPECT_EQ(item->categories, (std::vector<std::string>{"ai", "tech"}));
  EXPECT_EQ(item->authors, std::vector<std::string>{"Ann"});
  EXPECT_EQ(item->published, text::parse_rfc3339("2025-01-28T09:00:00Z"));
}

TEST(ItemLines, GivesTheIdBackAsItCame) {
  for (const std::string id : {"12", "-7", "12.5", "18446744073709551615", R"("é \" \u202e")"}) {
    const auto item = read_item(R"({"id":)" + id + R"(,"title":"T"})");
    ASSERT_TRUE(item) << item.error().context;
    EXPECT_EQ(cluster_line(*item, "e1"), R"({"id":)" + id + R"(,"event":"e1"})");
  }
}

TEST(ItemLines, SaysWhatIsWrongWithALine) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"[1]", "not a JSON object"},
      {R"({"title":"T"})", "id is missing"},
      {R"({"id":null})", "id is neither"},
      {R"({"id":"a","title":7})", "title is not a string"},
      {R"({"id":"a","category":[1]})", "category is not"},
      {R"({"id":"a","published":"soon"})", "published is not"},
      {std::string(500, '['), "not JSON"},
      {R"({"id":"a","x":)" + std::string(200, '[') + std::string(200, ']') + "}", "nested"},
      {"{\"id\":\"\xff\"}", "not JSON"}};
  for (const auto& [line, what] : cases) {
    const auto item = read_item(line);
    ASSERT_FALSE(item) << line;
    EXPECT_NE(item.error().context.find(what), std::string::npos) << item.error().context;
  }
}

TEST(ItemLines, AnswersMatchWithReasons) {
  const auto item = read_item(R"({"id":"a \" b","title":"T"})");
  ASSERT_TRUE(item);
  const std::vector<model::TopicMatch> topics = {{"deepseek-r1", {"title: deepseek"}}};
  EXPECT_EQ(match_line(*item, topics),
            R"({"id":"a \" b","topics":[{"name":"deepseek-r1","why":["title: deepseek"]}]})");
  EXPECT_EQ(match_line(*item, {}), R"({"id":"a \" b","topics":[]})");
}

}  // namespace
}  // namespace newswatch::cli
