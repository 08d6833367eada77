// What programs read from a daemon that runs: held against the tools of those who made the formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "support/process.h"
#include "support/source_tree.h"
#include "system/web_page.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kPromtool = "/usr/bin/promtool";
constexpr const char* kDebiansPython = "/usr/bin/python3";
const fs::path kRules = test::kRoot / "config/prometheus/newswatch.rules.yml";
const fs::path kDashboard = test::kRoot / "config/grafana/newswatch.json";

test::Output told_by_shell(const std::string& command) {
  return test::run_command({"/bin/sh", "-c", command + " 2>&1"});
}

class WebFormats : public WebPage {
 protected:
  // Once all kinds of metrics have a value: the message of start() was counted.
  std::string metrics() const {
    EXPECT_TRUE(until([&] {
      return get("/metrics").body.find("newswatch_deliveries_total{") != std::string::npos;
    }));
    return get("/metrics").body;
  }
  fs::path saved(const std::string& name, const std::string& text) const {
    std::ofstream(here_.folder() / name) << text;
    return here_.folder() / name;
  }
};

TEST_F(WebFormats, PrometheusFindsNothingWrongWithTheMetrics) {
  if (!fs::exists(kPromtool)) GTEST_SKIP() << "prometheus is missing";
  start();
  const auto checked = told_by_shell(std::string(kPromtool) + " check metrics < " +
                                     saved("metrics", metrics()).string());
  EXPECT_EQ(checked.status, 0);
  EXPECT_EQ(checked.text, "");
}

TEST(WebAlerts, FireWhenTheyShouldAndOnlyThen) {
  if (!fs::exists(kPromtool)) GTEST_SKIP() << "prometheus is missing";
  const auto checked = told_by_shell(std::string(kPromtool) + " check rules " + kRules.string());
  EXPECT_EQ(checked.status, 0) << checked.text;
  const auto tried = told_by_shell(std::string(kPromtool) + " test rules " +
                                   (test::kRoot / "tests/web/alerts.test.yml").string());
  EXPECT_EQ(tried.status, 0) << tried.text;
}

std::set<std::string> metrics_in(const std::string& text) {
  static const std::regex name(R"(\b(?:newswatch|process)_[a-z_]+)");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
    std::string one = at->str();
    if (one.ends_with("_bucket")) one.resize(one.size() - 7);
    names.insert(one);
  }
  return names;
}

TEST_F(WebFormats, AlertsAndDashboardUseMetricsThatThereAre) {
  start();
  std::set<std::string> there;
  const std::string text = metrics();
  static const std::regex type(R"(# TYPE (\S+) )");
  for (std::sregex_iterator at(text.begin(), text.end(), type), end; at != end; ++at) {
    there.insert(at->str(1));
  }
  const auto dashboard = json::parse(test::read_text(kDashboard));
  std::string used = test::read_text(kRules);
  std::set<int> ids;
  for (const json& panel : dashboard["panels"]) {
    EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["title"];
    for (const json& target : panel["targets"]) used += target["expr"].get<std::string>() + "\n";
  }
  const auto named = metrics_in(used);
  EXPECT_GT(named.size(), 15U);
  for (const std::string& one : named) EXPECT_TRUE(there.contains(one)) << one;
}

TEST_F(WebFormats, CountsOfConditionsThatAreOverAreZero) {
  start();
  const std::string failing = "newswatch_feeds{condition=\"failing\"} ";
  server_.serve("/", "gone", {.status = 500});
  ASSERT_TRUE(
      until([&] { return get("/metrics").body.find(failing + "1\n") != std::string::npos; }));
  server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  EXPECT_TRUE(
      until([&] { return get("/metrics").body.find(failing + "0\n") != std::string::npos; }));
}

TEST_F(WebFormats, AnswersOfTheApiAreAsTheyAreDescribed) {
  if (told_by_shell(std::string(kDebiansPython) + " -c 'import jsonschema'").status != 0) {
    GTEST_SKIP() << "python3-jsonschema is missing";
  }
  start();
  // One that was edited, one without a time, one that nobody wanted.
  std::string timeless = rss({{"g2", "Ferry strike strands thousands in Dover", "Ferry crews"}});
  timeless = std::regex_replace(timeless, std::regex("<pubDate>[^<]*</pubDate>"), "");
  server_.serve("/", timeless);
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  server_.serve("/", rss({{"g1", "Volcano erupts at Reykjavik", "Lava on the road"}}));
  ASSERT_TRUE(until([&] { return events().dump().find("\"earlier\"") != std::string::npos; }));
  const std::string id = event_id();
  ASSERT_EQ(run_cli(here_.command({"events", "dismiss", id})).status, 0);

  json answers = json::array();
  const auto add = [&](const char* described, const std::string& path, int status) {
    const test::HttpAnswer answer = get(path);
    EXPECT_EQ(answer.status, status) << path;
    answers.push_back({described, answer.status, json::parse(answer.body, nullptr, false)});
  };
  add("/api/v1/events", "/api/v1/events", 200);
  add("/api/v1/events", "/api/v1/events?limit=0", 400);
  add("/api/v1/events/{id}", "/api/v1/events/" + id, 200);
  add("/api/v1/events/{id}", "/api/v1/events/01NOTHING", 404);
  add("/healthz", "/healthz", 200);
  server_.serve("/", "gone", {.status = 500});
  ASSERT_TRUE(until([&] { return get("/healthz").status == 503; }));
  add("/healthz", "/healthz", 503);
  EXPECT_THAT(answers.dump(), HasSubstr("\"dismissed\":"));
  EXPECT_THAT(answers.dump(), HasSubstr("\"published\":null"));

  const auto openapi = saved("openapi.json", get("/api/v1/openapi.json").body);
  const auto script = test::kRoot / "tests/web/answers.py";
  const auto checked =
      told_by_shell(std::string(kDebiansPython) + " " + script.string() + " " + openapi.string() +
                    " " + saved("answers.json", answers.dump()).string());
  EXPECT_EQ(checked.status, 0) << checked.text;
}

TEST_F(WebFormats, FeedsSayWhereTheyAre) {
  start();
  EXPECT_THAT(get("/events.atom").body, HasSubstr("<link rel=\"self\" href=\"/events.atom\"/>"));
  EXPECT_THAT(get("/topics/a%2Fb%22%3E.atom").body,
              HasSubstr("<link rel=\"self\" href=\"/topics/a%2Fb%22%3E.atom\"/>"));
}

}  // namespace
}  // namespace newswatch::system_test
