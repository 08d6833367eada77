// What a person does to events and feeds by command, with a daemon and without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "support/folder.h"
#include "support/process.h"

namespace newswatch::system_test {
namespace {

using json = nlohmann::json;
using testing::HasSubstr;

constexpr std::string_view kHourly = "interval = \"1h\"\n";

class ByHand : public testing::Test {
 protected:
  ByHand() {
    server_.serve("/a", rss({{.id = "1", .title = "DeepSeek opens a plant in Leipzig"},
                             {.id = "2", .title = "DeepSeek opens a plant in Leipzig today"},
                             {.id = "3", .title = "Ferry to Gotland runs aground in fog"}}));
    server_.serve("/b", rss({{.id = "4", .title = "Museum of glass burns in Lauscha"}}));
    here_.configure({{"a", "A", server_.url("/a")}, {"b", "B", server_.url("/b")}}, kHourly);
  }

  Ran by_hand(const std::vector<std::string>& words) {
    std::vector<std::string> command = words;
    command.insert(command.end(), {"--config", here_.config().string()});
    return run_cli(command);
  }

  std::vector<std::string> titles_of(const std::string& id) {
    const json shown = json::parse(by_hand({"events", "show", id, "--json"}).out);
    std::vector<std::string> titles;
    for (const json& report : shown.at("reports")) titles.push_back(report.at("title"));
    return titles;
  }

  std::string id_of(const std::string& title) {
    for (const json& event : here_.events()) {
      for (const json& report : event.at("reports")) {
        if (report.at("title") == title) return event.at("id");
      }
    }
    return "none";
  }

  // Merges, splits, moves and dismisses, whoever does it.
  void regroup_all() {
    const std::string plant = id_of("DeepSeek opens a plant in Leipzig");
    const std::string ferry = id_of("Ferry to Gotland runs aground in fog");
    const std::string museum = id_of("Museum of glass burns in Lauscha");
    ASSERT_EQ(titles_of(plant).size(), 2u);
    const Ran merged = by_hand({"events", "merge", ferry, museum, "--json"});
    ASSERT_EQ(merged.status, 0) << merged.err;
    EXPECT_EQ(titles_of(ferry).size(), 2u);
    EXPECT_EQ(titles_of(museum).size(), 2u) << "under either id";
    const json report =
        json::parse(by_hand({"events", "show", plant, "--json"}).out).at("reports").at(1);
    const Ran split = by_hand({"events", "split", plant, report.at("story"), "--json"});
    ASSERT_EQ(split.status, 0) << split.err;
    const std::string other = json::parse(split.out).at("event");
    EXPECT_EQ(titles_of(other), std::vector<std::string>{report.at("title")});
    EXPECT_EQ(titles_of(plant).size(), 1u);
    const Ran moved = by_hand({"events", "move", report.at("story"), plant});
    ASSERT_EQ(moved.status, 0) << moved.err;
    EXPECT_EQ(titles_of(plant).size(), 2u);
    const Ran dismissed = by_hand({"events", "dismiss", ferry});
    ASSERT_EQ(dismissed.status, 0) << dismissed.err;
    EXPECT_THAT(dismissed.out, HasSubstr("is dismissed"));
    EXPECT_THAT(dismissed.out, HasSubstr("topic launch: 1 of 2 events dismissed, 50 % precise"));
    EXPECT_EQ(by_hand({"events", "dismiss", ferry}).status, 1) << "it was";
    EXPECT_EQ(by_hand({"events", "merge", plant, "01JNONE"}).status, 3);
    EXPECT_EQ(by_hand({"events", "move", "https://no.test/story", plant}).status, 3);
    EXPECT_EQ(by_hand({"events", "split", plant, "3f"}).status, 3);
  }

  test::FeedServer server_;
  Installation here_;
};

TEST_F(ByHand, TheDaemonRegroupsEvents) {
  Daemon daemon(here_);
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  ASSERT_TRUE(until([&] { return here_.events().size() == 3; }));
  regroup_all();
  EXPECT_EQ(daemon.count("event.by_hand"), 4u);
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 4; })) << "one for the split";
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST_F(ByHand, WithoutADaemonTheCommandDoes) {
  ASSERT_EQ(run_cli(here_.command({"run", "--once"})).status, 0);
  ASSERT_EQ(here_.events().size(), 3u);
  regroup_all();
  ASSERT_EQ(run_cli(here_.command({"run", "--once"})).status, 0);
  EXPECT_EQ(here_.notifications().size(), 3u) << "the split was undone before its message went";
}

TEST_F(ByHand, FeedsArePausedResumedAndAskedNow) {
  Daemon daemon(here_);
  ASSERT_TRUE(until([&] { return daemon.count("feed.poll") == 2; }));
  const Ran paused = by_hand({"feeds", "pause", "b"});
  ASSERT_EQ(paused.status, 0) << paused.err;
  EXPECT_EQ(paused.out, "not polled until resumed: b\n");
  const Ran polled = by_hand({"poll", "--all", "--json"});
  EXPECT_EQ(polled.out, "{\"schema\":1,\"feeds\":[\"a\"]}\n") << polled.err;
  ASSERT_TRUE(until([&] { return server_.count("/a") == 2; }));
  EXPECT_THAT(by_hand({"feeds", "list"}).out, HasSubstr("b\tB\tpaused\t"));
  EXPECT_EQ(by_hand({"status"}).status, 0) << "a pause is no fault";
  const Ran resumed = by_hand({"feeds", "resume", "b"});
  ASSERT_EQ(resumed.status, 0) << resumed.err;
  ASSERT_TRUE(until([&] { return server_.count("/b") == 2; }));
  EXPECT_EQ(by_hand({"feeds", "pause", "c"}).status, 3);
  EXPECT_EQ(by_hand({"poll"}).status, 2);
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait(), 0);
  EXPECT_EQ(by_hand({"poll", "a"}).status, 4) << "none runs";
  EXPECT_EQ(by_hand({"reload"}).status, 4);
  EXPECT_EQ(by_hand({"feeds", "pause", "a"}).status, 0) << "without a daemon, too";
  ASSERT_EQ(run_cli(here_.command({"run", "--once"})).status, 0);
  EXPECT_EQ(server_.count("/a"), 2u);
  EXPECT_EQ(server_.count("/b"), 3u);
}

TEST_F(ByHand, AReloadSaysWhatIsWrongWithTheConfig) {
  Daemon daemon(here_);
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  EXPECT_EQ(by_hand({"reload"}).status, 0);
  ASSERT_TRUE(daemon.logs("daemon.reload"));
  std::ofstream(here_.config(), std::ios::app) << "\n[event]\nwindow = 3\n";
  // The command itself does not read it.
  const Ran refused = by_hand({"reload"});
  EXPECT_EQ(refused.status, 78) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("the old one stays in force"));
}

// By the user nobody, with these groups.
test::Output as_nobody(const Installation& here, const std::string& groups,
                       const std::string& words) {
  return test::run_command({"/bin/sh", "-c",
                            "exec env -i PATH=/usr/bin:/bin TMPDIR=/tmp setpriv --reuid=65534 "
                            "--regid=65534 --groups=" +
                                groups + " " NEWSWATCH_BINARY " " + words + " --config " +
                                here.config().string() + " 2>&1"});
}

TEST_F(ByHand, WhoMayReadMayNotChangeUnlessTheConfigNamesTheGroup) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  if (!test::others_may_enter(NEWSWATCH_BINARY)) {
    GTEST_SKIP() << "only root may enter a folder above " << NEWSWATCH_BINARY;
  }
  std::string config = config_text(here_.state(), {{"a", "A", server_.url("/a")}}, kHourly);
  config.replace(config.find("[daemon]\n"), 9, "[daemon]\ncontrol_group = \"disk\"\n");
  here_.configure(config);
  ASSERT_EQ(::chmod(here_.folder().c_str(), 0755), 0);
  std::filesystem::create_directories(here_.state());
  ASSERT_EQ(::chown(here_.state().c_str(), 0, 4), 0);  // adm reads
  ASSERT_EQ(::chmod(here_.state().c_str(), 02750), 0);
  Daemon daemon(here_);
  ASSERT_TRUE(until([&] { return daemon.count("feed.poll") == 1; }));
  const test::Output reads = as_nobody(here_, "4", "status");
  EXPECT_EQ(reads.status, 0) << reads.text;
  const test::Output refused = as_nobody(here_, "4", "feeds pause a");
  EXPECT_EQ(refused.status, 1) << refused.text;
  EXPECT_THAT(refused.text, HasSubstr("only root, the user of the service and the members"));
  EXPECT_EQ(daemon.count("feed.paused"), 0u);
  const test::Output done = as_nobody(here_, "4,6", "feeds pause a");  // disk
  EXPECT_EQ(done.status, 0) << done.text;
  EXPECT_EQ(daemon.count("feed.paused"), 1u);
}

}  // namespace
}  // namespace newswatch::system_test
