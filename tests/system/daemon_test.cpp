// `newswatch run`: start, polls, events, stop, restart, and how it ends when it can't begin.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;
using testing::HasSubstr;

// Three happenings that six feeds of three outlets report in their own words.
void serve_six(FeedServer& server) {
  const std::vector<std::vector<Entry>> documents = {
      {{"a1", "Volcano erupts near Reykjavik, airport closes", "Lava reached the airport road"}},
      {{"a1", "Volcano erupts near Reykjavik, airport closes", "Lava reached the airport road"},
       {"a2", "Senate passes farm subsidy bill after marathon debate", "Farm subsidy bill passes"}},
      {{"b1", "Reykjavik airport closes as volcano erupts", "Volcano lava near the airport road"}},
      {{"b2", "Farm subsidy bill passes Senate", "After a marathon debate the Senate voted"}},
      {{"c1", "Ferry strike strands thousands in Dover", "Ferry crews on strike at Dover"}},
      {{"c2", "Thousands stranded at Dover by ferry strike", "Dover ferry crews strike"}}};
  for (std::size_t i = 0; i < documents.size(); ++i) {
    server.serve("/" + std::to_string(i), rss(documents[i]),
                 {.etag = "\"v" + std::to_string(i) + "\"", .last_modified = {}, .headers = {}});
  }
}

std::vector<FeedLine> six_feeds(const FeedServer& server) {
  std::vector<FeedLine> feeds;
  for (int i = 0; i < 6; ++i) {
    const std::string outlet = i < 2 ? "A" : i < 4 ? "B" : "C";
    feeds.push_back({"feed" + std::to_string(i), outlet, server.url("/" + std::to_string(i))});
  }
  return feeds;
}

bool asked_all(const FeedServer& server, std::size_t times) {
  for (int i = 0; i < 6; ++i) {
    if (server.count("/" + std::to_string(i)) < times) return false;
  }
  return true;
}

TEST(Daemon, PollsAndTellsEachEventOnceInLogAndFile) {
  FeedServer server;
  serve_six(server);
  const Installation here;
  here.configure(six_feeds(server), kOften);
  Daemon daemon(here);
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  ASSERT_TRUE(until([&] { return asked_all(server, 3); }));
  const auto events = here.events();
  ASSERT_TRUE(until([&] { return here.notifications().size() >= events.size(); }));
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait(5s), 0);

  std::set<std::string> told;
  for (const auto& one : here.notifications()) {
    EXPECT_EQ(one["type"], "event.new");
    EXPECT_TRUE(told.insert(one["event"]["id"]).second) << "told twice: " << one.dump();
  }
  std::set<std::string> stored;
  std::size_t reports = 0;
  for (const auto& event : events) {
    stored.insert(event["id"]);
    reports += event["reports"].size();
  }
  EXPECT_EQ(told, stored);
  EXPECT_EQ(stored.size(), 3u);
  EXPECT_EQ(reports, 6u);
  EXPECT_EQ(daemon.count("event.new id="), 3u);
}

class StopSignal : public testing::TestWithParam<int> {};

TEST_P(StopSignal, EndsWithTransfersInFlightWithinFiveSeconds) {
  test::RawServer hanging([](test::Connection& connection) {
    connection.read_head();
    connection.hang();
  });
  const Installation here;
  here.configure({{"hangs", "A", hanging.url("/1")}, {"hangs too", "A", hanging.url("/2")}});
  Daemon daemon(here);
  ASSERT_TRUE(until([&] { return hanging.connections() == 2; }));
  daemon.signal(GetParam());
  EXPECT_EQ(daemon.wait(5s), 0);
  EXPECT_EQ(daemon.count("daemon.stop"), 2u) << "stopping, stop";
}

TEST_P(StopSignal, EndsASingleRoundAtOnce) {
  test::RawServer hanging([](test::Connection& connection) {
    connection.read_head();
    connection.hang();
  });
  const Installation here;
  here.configure({{"hangs", "A", hanging.url()}});
  Daemon once(here.command({NEWSWATCH_BINARY, "run", "--once"}));
  ASSERT_TRUE(until([&] { return hanging.connections() == 1; }));
  once.signal(GetParam());
  EXPECT_EQ(once.wait(5s), 128 + GetParam());
}

INSTANTIATE_TEST_SUITE_P(Signals, StopSignal, testing::Values(SIGTERM, SIGINT));

// How the first life ends before a restart.
class Restart : public testing::TestWithParam<int> {};

TEST_P(Restart, PollsNothingBeforeItsStoredTime) {
  FeedServer server;
  serve_six(server);
  const Installation here;
  here.configure(six_feeds(server), "interval = \"1h\"\n");
  {
    Daemon daemon(here);
    ASSERT_TRUE(until([&] { return daemon.count("feed.poll") == 6; }));
    daemon.signal(GetParam());
    ASSERT_TRUE(daemon.wait());
  }
  Daemon again(here);
  ASSERT_TRUE(again.logs("daemon.ready"));
  std::this_thread::sleep_for(1s);
  EXPECT_EQ(server.requests().size(), 6u);
  EXPECT_TRUE(again.running());
}

TEST_P(Restart, SendsTheValidatorsItHad) {
  FeedServer server;
  serve_six(server);
  const Installation here;
  here.configure(six_feeds(server), "interval = \"2s\"\nmin_interval = \"10ms\"\n");
  {
    Daemon daemon(here);
    ASSERT_TRUE(until([&] { return daemon.count("feed.poll") == 6; }));
    daemon.signal(GetParam());
    ASSERT_TRUE(daemon.wait());
  }
  const std::size_t before = server.requests().size();
  Daemon again(here);
  ASSERT_TRUE(server.wait_for_requests(before + 6, 20s));
  const auto requests = server.requests();
  for (std::size_t i = before; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].header("If-None-Match"), "\"v" + requests[i].path().substr(1) + "\"");
  }
  std::set<std::string> told;  // what was on its way at kill -9 may be told again, under its id
  for (const auto& one : here.notifications()) told.insert(one["id"]);
  EXPECT_EQ(told.size(), 3u);
}

TEST_P(Restart, KeepsItsEventsAndTellsNoneAgain) {
  FeedServer server;
  serve_six(server);
  const Installation here;
  here.configure(six_feeds(server), kOften);
  {
    Daemon daemon(here);
    ASSERT_TRUE(until([&] { return here.notifications().size() == 3; }));
    daemon.signal(GetParam());
    ASSERT_TRUE(daemon.wait());
  }
  const auto before = here.events();
  server.serve("/4", rss({{"c1", "Ferry strike strands thousands in Dover, edited", "Edited"},
                          {"c9", "Dover ferry strike goes on, thousands stranded",
                           "Ferry crews on strike at Dover"}}));
  Daemon again(here);
  ASSERT_TRUE(again.logs("event.report"));
  ASSERT_TRUE(until([&] { return server.count("/4") >= 4; }));
  EXPECT_EQ(here.events().size(), before.size());
  std::set<std::string> ids;
  for (const auto& one : here.notifications()) ids.insert(one["event"]["id"]);
  EXPECT_EQ(ids.size(), 3u);
}

INSTANTIATE_TEST_SUITE_P(Signals, Restart, testing::Values(SIGTERM, SIGKILL));

TEST(Start, RefusesABadConfigWithItsPlace) {
  const Installation here;
  here.configure("[fetch]\ninterval = \"ten minutes\"\n");
  const Ran ran = run_cli(here.command({"run"}));
  EXPECT_EQ(ran.status, 78);
  EXPECT_THAT(ran.err, HasSubstr(here.config().string() + ":2:12"));
  EXPECT_FALSE(std::filesystem::exists(here.state()));
}

TEST(Start, RefusesAStoreThatAnotherRunHolds) {
  FeedServer server;
  serve_six(server);
  const Installation here;
  here.configure(six_feeds(server), kOften);
  Daemon first(here);
  ASSERT_TRUE(first.logs("daemon.ready"));
  const Ran second = run_cli(here.command({"run"}));
  EXPECT_EQ(second.status, 4);
  EXPECT_THAT(second.err, HasSubstr("another newswatch runs on the store"));
  const Ran once = run_cli(here.command({"run", "--once"}));
  EXPECT_EQ(once.status, 4);
  EXPECT_TRUE(first.running());
}

TEST(Start, SaysThatTheStateFolderCannotBeWritten) {
  const Installation here;
  std::ofstream(here.folder() / "file") << "in the way";
  const auto inside = here.folder() / "file/state";
  here.configure(config_text(inside, {{"feed", "A", "http://127.0.0.1:9/"}}));
  const Ran ran = run_cli(here.command({"run"}));
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, HasSubstr(inside.string()));
}

}  // namespace
}  // namespace newswatch::system_test
