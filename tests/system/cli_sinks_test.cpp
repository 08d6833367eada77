// `newswatch sinks test`, `events silence` and `held --messages`, and the examples of
// newswatch.toml(5).
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "support/source_tree.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::FeedServer;
using test::Reply;
using test::Request;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliSinks : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    server_.handle_rest([](const Request&) { return Reply{.status = 200, .body = "taken"}; });
    std::ofstream(config_, std::ios::app)
        << "[[sink]]\nname = \"hook\"\ntype = \"webhook\"\nurl = \"" << server_.url("/news")
        << "\"\nallow_networks = [\"127.0.0.0/8\"]\nheaders_file = \"headers\"\nmin_outlets = 3\n"
        << "[[sink]]\nname = \"file\"\ntype = \"file\"\n";
    std::filesystem::create_directories(folder_ / "state");
    std::ofstream(folder_ / "headers") << "X-Key: very-secret-key\n";
  }

  FeedServer server_;
};

TEST_F(CliSinks, TestSendsAMarkedMessageAndSaysWhatCameOfIt) {
  const Ran ran = cli({"sinks", "test", "--json"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto shown = lines(ran.out);
  ASSERT_EQ(shown.size(), 2u) << ran.out;
  const json hook = json::parse(shown[0]);
  EXPECT_EQ(hook["sink"], "hook");
  EXPECT_EQ(hook["ok"], true);
  EXPECT_EQ(hook["answer"], "HTTP status 200: taken");
  ASSERT_EQ(server_.requests().size(), 1u);
  const Request request = server_.requests()[0];
  EXPECT_EQ(request.header("X-Key"), "very-secret-key");
  EXPECT_THAT(json::parse(request.body)["data"]["title"].get<std::string>(), HasSubstr("[test]"));
}

TEST_F(CliSinks, ADryRunPrintsTheBytesWithoutSecretsAndSendsNothing) {
  const Ran ran = cli({"sinks", "test", "hook", "--dry-run"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("POST " + server_.url("/news")), HasSubstr("X-Key: ***"),
                             HasSubstr("webhook-id: "), HasSubstr("[test]")));
  EXPECT_THAT(ran.out, Not(HasSubstr("very-secret-key")));
  EXPECT_TRUE(server_.requests().empty());
  EXPECT_EQ(cli({"sinks", "test", "nope"}).status, 3);
}

TEST_F(CliSinks, AFailureHasItsWordAndItsStatus) {
  server_.handle_rest(
      [](const Request&) { return Reply{.status = 401, .body = "no very-secret-key"}; });
  const Ran ran = cli({"sinks", "test", "hook", "--json"});
  EXPECT_EQ(ran.status, 1);
  const json hook = json::parse(lines(ran.out).at(0));
  EXPECT_EQ(hook["cause"], "auth");
  EXPECT_EQ(hook["answer"], "POST " + server_.url("") + ": HTTP status 401: no ***");
}

TEST_F(CliSinks, ConfigCheckOnlineTriesThem) {
  const Ran ran = run_cli({"config", "check", config_, "--online"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(": ok: "), HasSubstr("hook\twebhook\tdelivered\t")));
}

TEST_F(CliSinks, AnEventIsSentAsItIs) {
  store::Batch batch;
  batch.events = {event(kNew, "Altman: overstated", 1h)};
  batch.reports = {report(kNew, "TIME", "Altman: overstated")};
  commit(batch);
  EXPECT_EQ(cli({"sinks", "test", "hook", "--event", kNew}).status, 0);
  const json sent = json::parse(server_.requests().at(0).body);
  EXPECT_EQ(sent["data"]["title"], "[test] Altman: overstated");
  EXPECT_EQ(sent["data"]["event"]["id"], kNew);
  EXPECT_EQ(cli({"sinks", "test", "--event", "NOSUCH"}).status, 3);
}

TEST_F(CliSinks, WhatIsHeldBackIsListedWithItsReason) {
  store::Batch batch;
  model::OutboxRow row;
  row.row = 1;
  row.sink = "file";
  row.notification.id = kNew + ":event.new";
  row.notification.type = "event.new";
  row.notification.title = "Altman: overstated";
  row.notification.event.id = kNew;
  row.created = ago(10min);
  row.not_before = ago(-1h);
  row.gather = row.waits_for = "digest";
  batch.outbox = {row};
  batch.last_outbox_row = 1;
  model::Event few = event(kLast, "Nvidia falls", 5min);
  few.told_topics = few.topics;
  batch.events = {few};
  commit(batch);
  const auto shown = lines(cli({"held", "--messages", "--json"}).out);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(json::parse(shown[0])["waits_for"], "digest");
  EXPECT_EQ(json::parse(shown[1])["waits_for"], "outlets: 2 of 3");
  EXPECT_EQ(json::parse(shown[1])["sink"], "hook");
  EXPECT_THAT(cli({"status"}).out, HasSubstr("1 of those waiting are held back"));
}

TEST_F(CliSinks, ASilenceIsListedAndEnds) {
  store::Batch batch;
  batch.events = {event(kNew, "Altman: overstated", 1h)};
  commit(batch);
  EXPECT_EQ(cli({"events", "silence", "deepseek-r1", "--for", "3h"}).status, 0);
  EXPECT_EQ(cli({"events", "silence", kNew.substr(16)}).status, 0);
  EXPECT_EQ(cli({"events", "silence", "altman", "--word"}).status, 0);
  EXPECT_EQ(cli({"events", "silence", "nothing-of-this-name"}).status, 3);
  EXPECT_EQ(cli({"events", "silence", "deepseek-r1", "--for", "soon"}).status, 2);
  std::vector<std::string> kinds;
  for (const std::string& line : lines(cli({"events", "silence", "--json"}).out)) {
    kinds.push_back(json::parse(line)["kind"]);
  }
  EXPECT_EQ(kinds, (std::vector<std::string>{"topic", "event", "word"}));
  EXPECT_EQ(cli({"events", "silence", "deepseek-r1", "--end"}).status, 0);
  EXPECT_EQ(lines(cli({"events", "silence", "--json"}).out).size(), 2u);
}

// Each example of newswatch.toml(5) that begins with a table is a config that `config check` takes,
// with the files beside it.
TEST_F(CliSinks, TheExamplesOfTheManualAreGood) {
  std::ofstream(folder_ / "mail.auth") << "me:password\n";
  std::ofstream(folder_ / "ntfy.token") << "tk_0123456789\n";
  std::ofstream(folder_ / "slack.url") << "https://hooks.slack.com/services/T0/B0/X0\n";
  std::ofstream(folder_ / "slack.token") << "xoxb-0123456789\n";
  std::ofstream(folder_ / "telegram.token") << "123456789:AAabcdefghijklmnopqrstuvwxyz012345678\n";
  std::ofstream(folder_ / "hook.secret") << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=\n";
  std::ifstream in(NEWSWATCH_SOURCE_DIR "/config/man/newswatch.toml.5.scd");
  std::stringstream whole;
  whole << in.rdbuf();
  const std::string page = whole.str();
  const std::string start = "```\n[[", end = "```";
  int examples = 0;
  for (std::size_t at = 0; (at = page.find(start, at)) != std::string::npos; ++examples) {
    at += end.size() + 1;
    const std::string block = page.substr(at, page.find(end, at) - at);
    std::ofstream(folder_ / "example.toml")
        << "[[feed]]\nname = \"one\"\noutlet = \"One\"\nurl = \"https://one.test/feed\"\n"
        << block;
    const Ran ran = run_cli({"config", "check", (folder_ / "example.toml").string(), "--state-dir",
                             (folder_ / "state").string()});
    EXPECT_EQ(ran.status, 0) << ran.err << block;
  }
  EXPECT_GE(examples, 6);
}

}  // namespace
}  // namespace newswatch::system_test
