// The machine's clock is set while the daemon runs and while it is down, and it must not matter.
//
// libfaketime stands between the daemon and the wall clock; monotonic time stays the machine's.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>

#include "adversary/fake_clock.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;

class SetClock : public testing::Test {
 protected:
  void SetUp() override {
    if (!clock_.missing().empty()) GTEST_SKIP() << clock_.missing();
    server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
    here_.configure({{"paper", "A", server_.url("/")}},
                    "interval = \"200ms\"\nmin_interval = \"10ms\"\n");
  }

  // Sets it and waits until the daemon says that it saw that. Not how often: libfaketime's threads
  // share what they read of the file, and one that is late shows another the old time once more.
  [[nodiscard]] bool set_and_seen(const std::string& offset, const Daemon& daemon) const {
    const std::size_t before = daemon.count("clock.stepped");
    clock_.set(offset);
    if (until([&] { return daemon.count("clock.stepped") > before; })) return true;
    ADD_FAILURE() << fmt::format("{}", fmt::join(daemon.log(), "\n"));
    return false;
  }
  std::vector<std::string> run() const {
    return clock_.under(here_.command({NEWSWATCH_BINARY, "run"}));
  }
  bool polls_go_on() const {
    const std::size_t before = server_.count("/");
    return until([&] { return server_.count("/") >= before + 3; }, 10s);
  }
  std::string coverage() const {
    return test::run_command(
               clock_.under(here_.command({NEWSWATCH_BINARY, "status", "--coverage"})))
        .text;
  }

  FeedServer server_;
  const Installation here_;
  const FakeClock clock_{here_.folder(), FakeClock::Moves::kWall};
};

TEST_F(SetClock, BackWhileTheDaemonRunsAndWhileItIsDown) {
  {
    Daemon daemon(run());
    ASSERT_TRUE(daemon.logs("daemon.ready"));
    ASSERT_TRUE(polls_go_on());
    EXPECT_TRUE(set_and_seen("-19800", daemon));
    EXPECT_TRUE(polls_go_on());
    EXPECT_TRUE(daemon.logs("why=\"5h30m behind, by the times of 1 server;"));
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(10s), 0);
  }
  clock_.set("-39600");
  Daemon daemon(run());
  EXPECT_TRUE(daemon.logs("clock.stepped"));
  EXPECT_TRUE(polls_go_on());
  const std::string shown = coverage();
  EXPECT_NE(shown.find("clock: set back by 5h30m"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("did not run"), std::string::npos) << shown;
  EXPECT_EQ(here_.notifications().size(), 1u);
}

TEST_F(SetClock, AYearForwardAndBackTellsNothingTwice) {
  Daemon daemon(run());
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }));
  ASSERT_TRUE(set_and_seen("+365d", daemon));
  ASSERT_TRUE(polls_go_on());
  ASSERT_TRUE(set_and_seen("+0", daemon));
  // Another outlet's words for what was told before.
  server_.serve("/",
                rss({{"g2", "Reykjavik: volcano erupts, lava on the road", "Lava near the road"},
                     {"g3", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  ASSERT_TRUE(until([&] { return here_.notifications().size() >= 2; }));
  ASSERT_TRUE(polls_go_on());
  const auto events = here_.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0]["reports"].size(), 2u);
  EXPECT_LT(events[0]["id"].get<std::string>(), events[1]["id"].get<std::string>());
  EXPECT_EQ(here_.notifications().size(), 2u);
}

TEST_F(SetClock, ADayForwardAndBackAgainAndAgainTellsNothingTwice) {
  Daemon daemon(run());
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }));
  std::vector<Entry> entries = {{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}};
  const std::vector<std::string> titles = {
      "Ferry strike strands thousands in Dover", "Senate passes farm subsidy bill",
      "Museum returns bronze statues to Benin", "Drought empties the reservoirs of Madrid"};
  for (std::size_t i = 0; i < titles.size(); ++i) {
    ASSERT_TRUE(set_and_seen(i % 2 == 0 ? "+1d" : i == 1 ? "-1d" : "+0", daemon));
    entries.push_back({"s" + std::to_string(i), titles[i], titles[i] + ", it is said"});
    server_.serve("/", rss(entries));
    ASSERT_TRUE(until([&] { return here_.notifications().size() == i + 2; })) << titles[i];
    ASSERT_TRUE(polls_go_on());
  }
  EXPECT_EQ(here_.events().size(), titles.size() + 1);
  EXPECT_EQ(here_.notifications().size(), titles.size() + 1);
}

// With a store of the time before: what is told there is not told again in another outlet's words.
TEST_F(SetClock, AStartDaysBehindFoldsWhatItReadsIntoWhatItKnows) {
  here_.configure({{"paper", "A", server_.url("/")}, {"herald", "B", server_.url("/herald")}},
                  "interval = \"200ms\"\nmin_interval = \"10ms\"\n");
  server_.serve("/herald",
                rss({{"h1", "Museum returns bronze statues to Benin", "A king thanks"}}));
  {
    Daemon daemon(run());
    ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(10s), 0);
  }
  clock_.set("-6d");
  server_.serve("/herald",
                rss({{"h1", "Museum returns bronze statues to Benin", "A king thanks"},
                     {"h2", "Reykjavik: volcano erupts, lava on the road", "Lava near the road"}}));
  Daemon daemon(run());
  ASSERT_TRUE(until([&] {
    const auto events = here_.events();
    return events.size() > 2 ||
           events.at(0)["reports"].size() + events.at(1)["reports"].size() == 3;
  })) << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  EXPECT_TRUE(set_and_seen("+0", daemon));
  ASSERT_TRUE(polls_go_on());
  EXPECT_EQ(here_.events().size(), 2u);
  EXPECT_EQ(here_.notifications().size(), 2u);
}

// A machine without a clock of its own starts with the time of its last stop, or of long ago.
class StartsBehind : public SetClock, public testing::WithParamInterface<const char*> {};

TEST_P(StartsBehind, AndTellsNothingAgainWhenTheClockIsSet) {
  clock_.set(GetParam());
  Daemon daemon(run());
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }));
  EXPECT_TRUE(daemon.logs("clock.wrong since="));
  EXPECT_TRUE(daemon.logs(" behind, by the times of 1 server; no story is held as old until"));
  EXPECT_TRUE(set_and_seen("+0", daemon));
  EXPECT_TRUE(daemon.logs("clock.wrong.recovered"));
  ASSERT_TRUE(polls_go_on());
  server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"},
                          {"g2", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  ASSERT_TRUE(polls_go_on());
  const auto events = here_.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_LT(events[0]["id"].get<std::string>(), events[1]["id"].get<std::string>());
  EXPECT_EQ(here_.notifications().size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(By, StartsBehind, testing::Values("-1d", "-365d", "-13000d"));

}  // namespace
}  // namespace newswatch::system_test
