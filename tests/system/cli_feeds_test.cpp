// newswatch feeds check, import and export of the built program; publishers are on loopback.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "support/feed_server.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::string_view kFeed =
    "<rss version='2.0'><channel><title>x</title><ttl>60</ttl>"
    "<item><title>a</title><guid>1</guid><pubDate>Tue, 28 Jan 2025 10:00:00 GMT</pubDate></item>"
    "<item><title>b</title></item></channel></rss>";

class CliFeeds : public CliFolder {
 protected:
  void write_config(const std::vector<std::pair<std::string, std::string>>& feeds,
                    const std::string& more = "") {
    std::ofstream out(config_);
    out << "[daemon]\nstate_dir = '" << (folder_ / "state").string()
        << "'\n[fetch]\nhost_gap = '0s'\ntimeout = '5s'\nallow_networks = ['127.0.0.0/8']\n";
    for (const auto& [name, url] : feeds) {
      out << "[[feed]]\nname = '" << name << "'\nurl = '" << url << "'\n" << more;
    }
  }

  std::map<std::string, json> answers(const Ran& ran) {
    std::map<std::string, json> out;
    for (const std::string& line : lines(ran.out)) {
      json answer = json::parse(line);
      out[answer.at("name")] = answer;
    }
    return out;
  }
};

TEST_F(CliFeeds, CheckOnlineShowsWhatEachFeedAnswers) {
  test::FeedServer server;
  server.serve("/good", std::string(kFeed),
               {.etag = "\"1\"", .headers = {{"Cache-Control", "max-age=600"}}});
  server.serve("/page", "<html><title>Blocked</title></html>", {.content_type = "text/html"});
  server.redirect("/moved", "/good", 301);
  server.redirect("/found", "/good", 302);
  std::string dead;
  {
    const test::FeedServer closed;
    dead = closed.url("/feed");
  }
  write_config({{"good", server.url("/good")},
                {"page", server.url("/page")},
                {"moved", server.url("/moved")},
                {"found", server.url("/found")},
                {"missing", server.url("/missing")},
                {"dead", dead}});
  const Ran ran = cli({"feeds", "check", "--online", "--json"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  auto by_name = answers(ran);
  ASSERT_EQ(by_name.size(), 6u) << ran.out;
  const json& good = by_name["good"];
  EXPECT_EQ(good.at("schema"), 1);
  EXPECT_EQ(good.at("ok"), true);
  EXPECT_EQ(good.at("status"), 200);
  EXPECT_EQ(good.at("format"), "rss20");
  EXPECT_EQ(good.at("items"), 2);
  EXPECT_EQ(good.at("dated"), 1);
  EXPECT_EQ(good.at("with_id"), 1);
  EXPECT_EQ(good.at("newest"), "2025-01-28T10:00:00Z");
  EXPECT_EQ(good.at("asks"), "max-age 10m, ttl 1h");
  EXPECT_EQ(good.at("validators"), "etag");
  EXPECT_EQ(by_name["page"].at("ok"), false);
  EXPECT_EQ(by_name["page"].at("status"), 200);
  EXPECT_THAT(by_name["page"].at("problem").get<std::string>(), HasSubstr("Blocked"));
  EXPECT_EQ(by_name["moved"].at("ok"), true);
  EXPECT_EQ(by_name["moved"].at("redirects"), 1);
  EXPECT_EQ(by_name["moved"].at("moved_to"), server.url("/good"));
  EXPECT_EQ(by_name["found"].at("redirects"), 1);
  EXPECT_EQ(by_name["found"].at("moved_to"), "");
  EXPECT_EQ(by_name["missing"].at("status"), 404);
  EXPECT_FALSE(by_name["dead"].at("problem").get<std::string>().empty());
  EXPECT_EQ(by_name["dead"].at("status"), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "state"));  // nothing is kept
}

TEST_F(CliFeeds, CheckOnlineAsksTheNamedOnceWithoutValidatorsAndKeepsToTheStore) {
  test::FeedServer server;
  server.serve("/a", std::string(kFeed), {.etag = "\"1\""});
  server.serve("/b", std::string(kFeed));
  write_config({{"a", server.url("/a")}, {"b", server.url("/b")}});
  store::Batch batch;
  batch.feeds.emplace_back();
  batch.feeds.back().url = server.url("/a");
  batch.feeds.back().etag = "\"1\"";
  commit(batch);
  const Ran ran = cli({"feeds", "check", "--online", "a"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  const auto rows = lines(ran.out);
  ASSERT_EQ(rows.size(), 2u) << ran.out;
  EXPECT_THAT(rows[0], testing::StartsWith("NAME\tSTATUS"));
  EXPECT_THAT(rows[1], HasSubstr("50%"));
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_FALSE(server.requests().front().has("If-None-Match"));
  const Ran listed = cli({"feeds", "list", "--json"});
  EXPECT_THAT(listed.out, HasSubstr("never polled"));
}

TEST_F(CliFeeds, CheckOnlineSendsTheFeedsOwnPasswordAndName) {
  test::FeedServer server;
  server.serve("/a", std::string(kFeed));
  std::ofstream(folder_ / "auth") << "me:hunter2\n";
  write_config({{"a", server.url("/a")}}, "auth_file = 'auth'\nuser_agent = 'checker/1'\n");
  const Ran ran = cli({"feeds", "check", "--online"});
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests().front().header("Authorization"), "Basic bWU6aHVudGVyMg==");
  EXPECT_EQ(server.requests().front().header("User-Agent"), "checker/1");
  EXPECT_EQ((ran.out + ran.err).find("hunter2"), std::string::npos);
}

TEST_F(CliFeeds, CheckOfflineNamesWhatKeepsAFeedFromBeingAsked) {
  const Ran well = cli({"feeds", "check"});
  EXPECT_EQ(well.status, 0) << well.out << well.err;
  EXPECT_THAT(lines(well.out).at(1), testing::StartsWith("one\t"));
  write_config({{"guarded", "http://10.0.0.1/feed"}}, "auth_file = 'absent'\n");
  const Ran ill = cli({"feeds", "check", "--json"});
  EXPECT_EQ(ill.status, 1);
  const json answer = json::parse(lines(ill.out).at(0));
  EXPECT_EQ(answer.at("ok"), false);
  EXPECT_GE(answer.at("notes").size(), 2u);
  const Ran unknown = cli({"feeds", "check", "nobody"});
  EXPECT_EQ(unknown.status, 3);
  EXPECT_EQ(unknown.err,
            "newswatch: no feed \"nobody\" in the config; `newswatch feeds list` shows all\n");
  EXPECT_THAT(cli({"feeds", "check", "gaurded"}).err, HasSubstr("did you mean \"guarded\"?"));
  EXPECT_EQ(cli({"feeds", "check", "--online", "guarded", "nobody"}).status, 3);
}

TEST_F(CliFeeds, ExportComesBackByImport) {
  const Ran exported = cli({"feeds", "export"});
  EXPECT_EQ(exported.status, 0) << exported.err;
  const std::string other = (folder_ / "other.toml").string();
  std::ofstream(other) << "[[feed]]\nname = 'one'\nurl = 'https://else.test/'\n";
  const Ran imported = run_cli({"feeds", "import", "-", "--config", other}, exported.out);
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.err, HasSubstr("2 taken, 0 known already, 0 unusable"));
  EXPECT_THAT(imported.out, HasSubstr("\"one 2\""));
  const Ran checked = run_cli({"config", "check", "-"}, imported.out);
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("2 feeds"));
  const Ran again = cli({"feeds", "import", "-"}, exported.out);
  EXPECT_EQ(again.out, "");
  EXPECT_THAT(again.err, HasSubstr("0 taken, 2 known"));
}

TEST_F(CliFeeds, ImportSaysWhereTheListIsBroken) {
  const Ran broken = cli({"feeds", "import", "-"}, "<opml>\n<body>\n<outline\n");
  EXPECT_EQ(broken.status, 1);
  EXPECT_EQ(broken.out, "");
  EXPECT_THAT(broken.err, HasSubstr("line 3"));
  EXPECT_EQ(cli({"feeds", "import", "/nonexistent.opml"}).status, 1);
  EXPECT_EQ(cli({"feeds", "import"}).status, 2);
}

}  // namespace
}  // namespace newswatch::system_test
