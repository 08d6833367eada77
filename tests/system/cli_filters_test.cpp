// Commands of the built program that need a config and no store: parse, match, cluster, config.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kOneFeed = "[[feed]]\nname = 'one'\nurl = 'https://one.test/feed'\n";

class CliFilters : public CliFolder {};

TEST_F(CliFilters, MatchAnswersInOrderAndNamesABadLine) {
  const Ran ran = cli({"match"},
                      "{\"id\":\"a\",\"title\":\"DeepSeek's R1\",\"summary\":\"\"}\n"
                      "{broken\n"
                      "{\"id\":\"b\",\"title\":\"Else\",\"category\":[\"AI\",\"x\"]}\n"
                      "{\"id\":\"c\",\"title\":\"Else\",\"category\":\"sport\"}");
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr("standard input:2: "));
  const auto answers = lines(ran.out);
  ASSERT_EQ(answers.size(), 3u) << ran.out;
  EXPECT_EQ(json::parse(answers[0]).at("topics").at(0).at("name"), "deepseek-r1");
  EXPECT_EQ(json::parse(answers[0]).at("topics").at(0).at("why").at(0), "title: deepseek");
  EXPECT_EQ(json::parse(answers[1]).at("topics").size(), 1u);
  EXPECT_EQ(answers[2], "{\"id\":\"c\",\"topics\":[]}");
}

TEST_F(CliFilters, MatchTakesAFeedDocumentAndWhatParsePrints) {
  const std::string feed =
      "<rss version='2.0'><channel><title>x</title>\n<item><title>DeepSeek R1 is out</title>"
      "<guid>a</guid></item>\n<item><title>Rain</title><category>AI</category>"
      "<link>https://one.test/b</link></item></channel></rss>";
  const Ran parsed = cli({"parse", "-"}, feed);
  ASSERT_EQ(parsed.status, 0) << parsed.err;
  for (const std::string& input : {feed, parsed.out}) {
    const Ran ran = cli({"match"}, input);
    EXPECT_EQ(ran.status, 0) << ran.err;
    const auto answers = lines(ran.out);
    ASSERT_EQ(answers.size(), 2u) << ran.out;
    EXPECT_EQ(json::parse(answers[0]).at("id"), "a");
    EXPECT_EQ(json::parse(answers[0]).at("topics").at(0).at("why").at(0), "title: deepseek");
    EXPECT_EQ(json::parse(answers[1]).at("topics").at(0).at("why").at(0), "category: ai");
  }
  const Ran page = cli({"match"}, "<html><title>Sign in</title></html>");
  EXPECT_EQ(page.status, 1);
  EXPECT_THAT(page.err, HasSubstr("standard input: not a feed"));
}

TEST_F(CliFilters, ClusterAnswersALineBeforeItReadsTheNext) {
  CliProcess cluster({"cluster", "--config", config_});
  cluster.write(
      "{\"id\":\"a\",\"published\":\"2025-01-28T09:00:00Z\","
      "\"title\":\"Altman calls DeepSeek cost claims wildly overstated\"}\n");
  const auto first = json::parse(cluster.read_line());
  cluster.write(
      "{\"id\":\"b\",\"published\":\"2025-01-28T10:00:00Z\","
      "\"title\":\"Wildly overstated: Altman on DeepSeek cost claims\"}\n"
      "{\"id\":\"c\",\"published\":\"2025-01-28T10:00:00Z\",\"title\":\"Storm hits the coast of "
      "Ireland\"}\n");
  const auto second = json::parse(cluster.read_line());
  const auto third = json::parse(cluster.read_line());
  EXPECT_EQ(first.at("event"), second.at("event"));
  EXPECT_NE(first.at("event"), third.at("event"));
  cluster.close_stdin();
  EXPECT_EQ(cluster.wait(), 0);
}

TEST_F(CliFilters, ParseSaysWhatIsNoFeed) {
  const Ran ran = run_cli({"parse", "-"}, "<html><title>Blocked</title></html>");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
  EXPECT_EQ(run_cli({"parse", "/nonexistent/feed.xml"}).status, 1);
}

TEST_F(CliFilters, ConfigCheckNamesThePlaceAndWhatToWrite) {
  const Ran good = cli({"config", "check"});
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("2 feeds, 1 topic"));
  const std::string bad = (folder_ / "bad.toml").string();
  std::ofstream(bad) << "[fetch]\nintervall = \"10m\"\n";
  const Ran ran = run_cli({"config", "check", bad});
  EXPECT_EQ(ran.status, 78);
  EXPECT_THAT(ran.err, testing::StartsWith("newswatch: " + bad + ":2:1: "));
  EXPECT_EQ(run_cli({"match", "--config", bad}).status, 78);
  const Ran piped = run_cli({"config", "check", "-", "--json"}, "x = 1\n");
  EXPECT_EQ(piped.status, 78);
  EXPECT_EQ(json::parse(lines(piped.out).at(0)).at("line"), 1);
}

TEST_F(CliFilters, ConfigCheckSaysThatHeadlinesLeave) {
  const auto told = [](const std::string& judge) {
    const Ran ran = run_cli({"config", "check", "-"}, kOneFeed + "[judge]\n" + judge + "\n");
    EXPECT_EQ(ran.status, 0) << ran.err;
    return ran.out;
  };
  EXPECT_THAT(told("url = 'https://models.example.com/v1'"),
              HasSubstr("warning: [judge] sends headlines out: models.example.com gets title"));
  EXPECT_THAT(told("url = 'http://models.example.com/v1'"), HasSubstr("everyone on the way"));
  EXPECT_THAT(told("url = 'http://127.0.0.1/v1'\nallow_networks = ['127.0.0.1']"),
              testing::Not(HasSubstr("headlines")));
  EXPECT_THAT(told("command = ['/bin/sh']"), testing::Not(HasSubstr("headlines")));
}

TEST_F(CliFilters, ConfigCheckSaysWhatIsLeftOfATerm) {
  const auto told = [](const std::string& term) {
    const Ran ran = run_cli(
        {"config", "check", "-"},
        kOneFeed + "[[topic]]\nname = 't'\n[[topic.clause]]\nany = { title = ['" + term + "'] }\n");
    EXPECT_EQ(ran.status, 0) << ran.err;
    return ran.out;
  };
  EXPECT_THAT(told("yahoo!"),
              HasSubstr("warning: topic \"t\": term \"yahoo!\" is read as \"yahoo\", without !; to "
                        "ask for the sign write '/yahoo\\!/'"));
  EXPECT_THAT(told("c++"), testing::Not(HasSubstr("warning: topic")));
}

TEST_F(CliFilters, MatchReadsTheWholeSummaryAndTheContent) {
  const std::string file = (folder_ / "text.toml").string();
  std::ofstream(file) << "[[topic]]\nname = 't'\n[[topic.clause]]\n"
                         "any = { summary = ['deepseek'], text = ['nvidia'] }\n";
  const std::string padding(3000, '.');
  const Ran ran =
      run_cli({"match", "--config", file},
              "{\"id\":\"cut\",\"summary\":\"" + padding + " DeepSeek\"}\n" +
                  "{\"id\":\"in place\",\"content\":\"<b>DeepSeek</b>\"}\n" +
                  "{\"id\":\"beside\",\"summary\":\"x\",\"content\":\"<i>Nvidia</i>\"}\n");
  ASSERT_EQ(lines(ran.out).size(), 3u) << ran.err;
  for (const std::string& answer : lines(ran.out)) {
    EXPECT_EQ(json::parse(answer).at("topics").size(), 1u) << answer;
  }
}

TEST_F(CliFilters, ConfigShowLoadsAgain) {
  const Ran shown = cli({"config", "show"});
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(run_cli({"config", "check", "-"}, shown.out).status, 0);
  const auto object = json::parse(cli({"config", "show", "--json"}).out);
  EXPECT_EQ(object.at("schema"), 1);
  EXPECT_EQ(object.at("toml"), shown.out);
}

}  // namespace
}  // namespace newswatch::system_test
