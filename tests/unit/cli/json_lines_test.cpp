#include "cli/json_lines.h"

#include <gtest/gtest.h>

#include "text/time_text.h"

namespace newswatch::cli {
namespace {

TEST(JsonLines, ReadsTheContractsItem) {
  const auto item =
      read_item(R"({"id":"a","title":"T","summary":null,"published":"2025-01-28T09:00:00Z",)"
                R"("category":["ai","tech"],"author":"Ann","url":"https://x.test/1","extra":{}})");
  ASSERT_TRUE(item) << item.error().context;
  EXPECT_EQ(item->id, "\"a\"");
  EXPECT_EQ(item->title, "T");
  EXPECT_EQ(item->summary, "");
  EXPECT_EQ(item->categories, (std::vector<std::string>{"ai", "tech"}));
  EXPECT_EQ(item->authors, std::vector<std::string>{"Ann"});
  EXPECT_EQ(item->published, text::parse_rfc3339("2025-01-28T09:00:00Z"));
}

TEST(JsonLines, GivesANumberIdBackAsItCame) {
  const auto item = read_item(R"({"id":12,"title":"T"})");
  ASSERT_TRUE(item);
  EXPECT_EQ(cluster_line(*item, "e1"), R"({"id":12,"event":"e1"})");
}

TEST(JsonLines, SaysWhatIsWrongWithALine) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"[1]", "not a JSON object"},
      {R"({"title":"T"})", "id is missing"},
      {R"({"id":null})", "id is neither"},
      {R"({"id":"a","title":7})", "title is not a string"},
      {R"({"id":"a","category":[1]})", "category holds"},
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

TEST(JsonLines, AnswersMatchWithReasons) {
  const auto item = read_item(R"({"id":"a \" b","title":"T"})");
  ASSERT_TRUE(item);
  const std::vector<model::TopicMatch> topics = {{"deepseek-r1", {"title: deepseek"}}};
  EXPECT_EQ(match_line(*item, topics),
            R"({"id":"a \" b","topics":[{"name":"deepseek-r1","why":["title: deepseek"]}]})");
  EXPECT_EQ(match_line(*item, {}), R"({"id":"a \" b","topics":[]})");
}

TEST(JsonLines, PutsOwnMembersBeforeTheBase) {
  const std::vector<Member> members = {{"state", std::string("ok")},
                                       {"next_poll", std::optional<model::Time>()},
                                       {"count", std::int64_t{3}}};
  EXPECT_EQ(object_line(members, R"({"schema":1,"next_poll":"1970","etag":"x"})"),
            R"({"schema":1,"state":"ok","next_poll":null,"count":3,"etag":"x"})");
  EXPECT_EQ(object_line(members), R"({"schema":1,"state":"ok","next_poll":null,"count":3})");
}

}  // namespace
}  // namespace newswatch::cli
