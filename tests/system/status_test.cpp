// `newswatch status` beside a daemon that runs, stands still, or is stopped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::FeedServer;
using testing::HasSubstr;

using Reasons = std::vector<std::string>;

class Status : public testing::Test {
 protected:
  void SetUp() override {
    server_.serve("/a", rss({{"a1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
    here_.configure(text());
  }

  std::string text() const {
    return config_text(here_.state(),
                       {{"a", "A", server_.url("/a")}, {"b", "B", server_.url("/b")}}, kOften);
  }
  void start() {
    server_.serve("/b", rss({{"b1", "Ferry strike strands thousands", "Ferry crews"}}));
    daemon_ = std::make_unique<Daemon>(here_);
    ASSERT_TRUE(daemon_->logs("daemon.ready"));
    ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  }

  Ran status(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"status", "--state-dir", here_.state().string()});
    return run_cli(here_.command(more));
  }
  Reasons reasons() const {
    Reasons all;
    const json said = json::parse(status({"--json"}).out);
    for (const json& one : said.at("reasons")) all.push_back(one.at("what"));
    return all;
  }
  bool becomes(const Reasons& expected) const {
    return until([&] { return reasons() == expected; });
  }

  FeedServer server_;
  Installation here_;
  std::unique_ptr<Daemon> daemon_;
};

TEST_F(Status, OfADaemonThatRunsStandsStillOrIsStopped) {
  start();
  Ran ran = status();
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("healthy\n"));
  EXPECT_THAT(ran.out, HasSubstr("pid " + std::to_string(daemon_->pid())));
  ran = status({"--check"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ran.out,
            "NEWSWATCH OK - all 2 feeds answer | feeds=2 feeds_ok=2 outbox=0 overdue=0 "
            "given_up=0\n");
  daemon_->signal(SIGSTOP);
  ran = status();
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("not healthy: the daemon does not answer at " +
                                 (here_.state() / "control").string() +
                                 ": nothing within 2s; it may do so later\n"));
  EXPECT_EQ(status({"--check"}).status, 2);
  daemon_->signal(SIGCONT);
  EXPECT_EQ(status().status, 0);
  daemon_->signal(SIGKILL);
  ASSERT_TRUE(daemon_->wait());
  ran = status();
  EXPECT_EQ(ran.status, 4) << "the socket that it left says nothing";
  EXPECT_THAT(ran.out, HasSubstr("not healthy: the daemon does not run\n"));
  EXPECT_THAT(status({"--check"}).out,
              testing::StartsWith("NEWSWATCH CRITICAL - the daemon does not run"));
}

TEST_F(Status, OfADatabaseThatCannotBeRead) {
  const Ran ran = status({"--check"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, testing::StartsWith("NEWSWATCH UNKNOWN - "));
  EXPECT_THAT(ran.err, HasSubstr("no store in "));
}

TEST_F(Status, OfAFeedThatFails) {
  start();
  server_.remove("/b");
  EXPECT_TRUE(becomes({"feeds.late"})) << status().out;
  const Ran ran = status();
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("not healthy: 1 of 2 feeds has not answered within three "
                                 "intervals: b (HTTP status 404)"));
  ASSERT_TRUE(until([&] { return here_.trouble().size() == 1; })) << "and people are told";
  EXPECT_EQ(here_.trouble()[0]["type"], "feed.failing");
  EXPECT_EQ(here_.trouble()[0]["subject"]["feed"], "b");
  server_.serve("/b", rss({{"b2", "Ferry strike is over", "Ferry crews"}}));
  ASSERT_TRUE(until([&] { return here_.trouble().size() == 2; }));
  EXPECT_EQ(here_.trouble()[1]["type"], "feed.failing.recovered");
  EXPECT_TRUE(becomes({}));
}

TEST_F(Status, OfAConfigThatIsNotTheOneInForce) {
  start();
  here_.configure(text() + "max_age = \"3h\"\n");
  EXPECT_EQ(reasons(), Reasons{"config.changed"});
  here_.configure(text() + "max_age = \"never\"\n");
  EXPECT_THAT(status({"--check"}).out,
              HasSubstr("an older one is in force: " + here_.config().string() + ":"));
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(until([&] { return here_.trouble().size() == 1; }));
  EXPECT_EQ(here_.trouble()[0]["type"], "config.rejected");
  EXPECT_THAT(here_.trouble()[0]["reason"].get<std::string>(), HasSubstr("max_age"));
  EXPECT_EQ(reasons(), Reasons{"config.rejected"});
  here_.configure(text());
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(until([&] { return here_.trouble().size() == 2; }));
  EXPECT_EQ(here_.trouble()[1]["type"], "config.rejected.recovered");
  EXPECT_TRUE(becomes({}));
}

TEST_F(Status, OfFilesOfFeedsThatAreNotThoseInForce) {
  start();
  const auto write = [&](const std::string& toml) {
    std::ofstream(here_.folder() / "more.toml") << toml;
  };
  const std::string feed = "[[feed]]\nname = 'c'\nurl = '" + server_.url("/b") + "?c'\n";
  here_.configure("feeds_files = ['more*.toml']\n" + text());
  EXPECT_EQ(reasons(), Reasons{}) << "no file, no other feed";
  write(feed);
  EXPECT_EQ(reasons(), Reasons{"config.changed"}) << "a file more";
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("daemon.reload"));
  EXPECT_TRUE(becomes({}));
  write(feed + "priority = 1\n");
  EXPECT_EQ(reasons(), Reasons{"config.changed"});
  write(feed + "priority = 'high'\n");
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs((here_.folder() / "more.toml").string() + ":4:12: "));
  ASSERT_TRUE(until([&] { return here_.trouble().size() == 1; }));
  EXPECT_EQ(here_.trouble()[0]["type"], "config.rejected");
  EXPECT_EQ(reasons(), Reasons{"config.rejected"});
}

}  // namespace
}  // namespace newswatch::system_test
