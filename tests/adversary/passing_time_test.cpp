// Time that passes for the daemon alone: a day without a network, nights in which the clocks go
// forward or back, a leap second. libfaketime moves both its clocks; the test and the servers stay
// in the machine's time.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

#include "adversary/fake_clock.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "support/raw_server.h"
#include "text/times.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::Connection;

model::Time instant(std::string_view text) { return text::parse_rfc3339(text).value(); }

class PassingTime : public testing::Test {
 protected:
  void SetUp() override {
    if (!clock_.missing().empty()) GTEST_SKIP() << clock_.missing();
  }

  // The daemon's time, and as a distance from the machine's.
  void set(std::chrono::seconds ahead) {
    ahead_ = ahead;
    clock_.set(ahead);
  }
  void set(model::Time to) {
    set(std::chrono::ceil<std::chrono::seconds>(to - std::chrono::system_clock::now()));
  }
  // The daemon sleeps by the machine's time: a reload has it look at its clocks.
  void set(model::Time to, Daemon& daemon) {
    set(to);
    daemon.signal(SIGHUP);
  }
  void pass(std::chrono::seconds time, Daemon& daemon) {
    set(ahead_ + time);
    daemon.signal(SIGHUP);
  }
  // For a story that came out just now, in the daemon's time.
  std::chrono::minutes fresh() const {
    return 5min - std::chrono::duration_cast<std::chrono::minutes>(ahead_);
  }
  std::vector<std::string> run() const {
    return clock_.under(here_.command({NEWSWATCH_BINARY, "run"}));
  }
  // Without a Date, which would call the daemon's clock wrong.
  static void answer(Connection& connection, const std::string& body) {
    connection.send(test::http_answer(
        "200 OK", "Content-Type: application/rss+xml\r\nConnection: close\r\n", body));
  }

  const Installation here_;
  const FakeClock clock_{here_.folder(), FakeClock::Moves::kTime};
  std::chrono::seconds ahead_{};
};

const std::vector<std::string> kHeadlines = {
    "Volcano erupts near Reykjavik",       "Senate passes farm subsidy bill",
    "Museum returns statues to Benin",     "Drought empties reservoirs of Madrid",
    "Ferry strike strands Dover tourists", "Chess champion resigns in Oslo",
    "Locusts cross into northern Kenya",   "Orchestra plays beneath the glacier",
    "Tunnel collapse blocks Alpine rail",  "Parliament dissolves after budget vote",
    "Whale beaches beside Lisbon harbour", "Astronomers photograph distant comet"};

class LostNetwork : public PassingTime {
 protected:
  static constexpr std::size_t kFeeds = 6;

  std::vector<FeedLine> feeds() const {
    std::vector<FeedLine> out;
    for (std::size_t i = 0; i < kFeeds; ++i) {
      const std::string name = std::to_string(i);
      out.push_back({"feed" + name, "Outlet " + name, server_.url("/" + name)});
    }
    return out;
  }
  std::string document(std::size_t feed) const {
    std::vector<Entry> entries = {{fmt::format("old{}", feed), kHeadlines[feed], "As reported"}};
    if (published_) {
      entries.push_back({fmt::format("new{}", feed),
                         kHeadlines[kFeeds + feed],
                         "As was reported",
                         {},
                         std::chrono::hours(-3 * static_cast<int>(feed) - 2)});
    }
    return rss(entries);
  }
  // Until each feed was asked once more, when so much time has passed, and what came is stored.
  bool all_are_asked_after(std::chrono::seconds time, Daemon& daemon) {
    std::map<std::string, int> before;
    {
      const std::lock_guard lock(mutex_);
      before = asked_;
    }
    pass(time, daemon);
    return until([&] {
             const std::lock_guard lock(mutex_);
             std::size_t more = 0;
             for (const auto& [path, times] : asked_) more += times > before[path] ? 1 : 0;
             return more == kFeeds;
           }) &&
           until([&] { return next_poll() > std::chrono::system_clock::now() + ahead_; });
  }
  // By the feeds' states, the next instant at which one is asked.
  model::Time next_poll() const {
    const auto listed = test::run_command(
        clock_.under(here_.command({NEWSWATCH_BINARY, "feeds", "list", "--json"})));
    model::Time first = model::Time::max();
    std::istringstream lines(listed.text);
    for (std::string line; std::getline(lines, line);) {
      const auto feed = nlohmann::json::parse(line);
      first = std::min(first, instant(feed["next_poll"].get<std::string>()));
    }
    return first;
  }
  std::size_t told_of_feeds(const std::string& type) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        here_.trouble(), [&](const auto& one) { return one["type"] == type; }));
  }

  std::atomic<bool> away_ = false, published_ = false;
  std::mutex mutex_;
  std::map<std::string, int> asked_;
  test::RawServer server_{[this](Connection& connection) {
    const auto head = connection.read_head();
    if (!head) return;
    const std::string path = head->substr(4, head->find(' ', 4) - 4);
    {
      const std::lock_guard lock(mutex_);
      ++asked_[path];
    }
    if (!away_) answer(connection, document(static_cast<std::size_t>(path.at(1) - '0')));
  }};
};

TEST_F(LostNetwork, ForADayIsOneMessageAndNothingIsLost) {
  here_.configure(config_text(here_.state(), feeds()));
  Daemon daemon(run());
  ASSERT_TRUE(until([&] { return here_.notifications().size() == kFeeds; }));
  away_ = published_ = true;
  for (int hours = 0; hours < 24; hours += 4) {
    ASSERT_TRUE(all_are_asked_after(4h, daemon))
        << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  }
  EXPECT_TRUE(until([&] { return told_of_feeds("feed.failing") == 1; }));
  away_ = false;
  set(next_poll() + 1s, daemon);  // one feed is due, and finds the network back
  ASSERT_TRUE(until([&] { return daemon.count("feed.recovered") == kFeeds; }))
      << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  EXPECT_EQ(daemon.count("watch.resumed"), 1u);
  EXPECT_EQ(here_.notifications().size(), kFeeds) << "gathered";
  pass(70s, daemon);
  ASSERT_TRUE(until([&] { return here_.notifications().size() > kFeeds; }));
  ASSERT_TRUE(all_are_asked_after(2h, daemon));
  const auto told = here_.notifications();
  ASSERT_EQ(told.size(), kFeeds + 1) << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  EXPECT_EQ(told.back()["type"], "catchup");
  std::set<std::string> titles;
  for (const auto& item : told.back()["items"]) titles.insert(item["title"]);
  EXPECT_EQ(titles, std::set<std::string>(kHeadlines.begin() + kFeeds, kHeadlines.end()));
  EXPECT_TRUE(until([&] { return told_of_feeds("feed.failing.recovered") == 1; }));
  EXPECT_EQ(here_.trouble().size(), 2u) << "that the feeds fail, and that they are back";
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

// A digest at 02:30 in Berlin.
struct Night {
  const char* name;
  model::Time evening, due, next_due;
};

class ClocksChange : public PassingTime, public testing::WithParamInterface<Night> {
 protected:
  void publish(std::size_t first) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = first; i < first + 2; ++i) {
      entries_.push_back({fmt::format("g{}", i), kHeadlines[i], "As reported", {}, fresh()});
    }
  }
  std::vector<nlohmann::json> digests() const {
    std::vector<nlohmann::json> out;
    std::ifstream file(here_.folder() / "digests");
    for (std::string line; std::getline(file, line);) {
      auto one = nlohmann::json::parse(line, nullptr, false);
      if (one.is_object() && one["type"] == "digest") out.push_back(std::move(one));
    }
    return out;
  }
  // Not a moment before it is due, and then at once.
  void expect_told(model::Time due, std::size_t count, Daemon& daemon) {
    set(due - 20s, daemon);
    std::this_thread::sleep_for(1500ms);
    EXPECT_EQ(digests().size(), count - 1) << "too early";
    set(due, daemon);
    ASSERT_TRUE(until([&] { return digests().size() == count; }));
    const auto digest = digests().back();
    EXPECT_EQ(digest["count"], 2);
    const model::Duration late = instant(digest["time"].get<std::string>()) - due;
    EXPECT_GE(late, 0s);
    EXPECT_LE(late, 10s);
  }

  std::mutex mutex_;
  std::vector<Entry> entries_;
  test::RawServer server_{[this](Connection& connection) {
    if (!connection.read_head()) return;
    const std::lock_guard lock(mutex_);
    answer(connection, rss(entries_));
  }};
};

TEST_P(ClocksChange, AndADigestIsToldOnceEachDayAtItsTime) {
  set(GetParam().evening);
  std::string text = config_text(here_.state(), {{"paper", "A", server_.url("/")}});
  text.replace(text.find("[notify]"), 0,
               fmt::format("[[sink]]\nname = \"desk\"\ntype = \"command\"\n"
                           "command = [\"/bin/sh\", \"-c\", \"cat >> '{0}'; echo >> '{0}'\"]\n"
                           "digest = \"02:30 Europe/Berlin\"\n",
                           (here_.folder() / "digests").string()));
  here_.configure(text);
  publish(0);
  Daemon daemon(run());
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  expect_told(GetParam().due, 1, daemon);
  publish(2);
  pass(15min, daemon);
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 4; }));
  pass(1h, daemon);  // in autumn the clock on the wall shows 02:30 once more meanwhile
  std::this_thread::sleep_for(1500ms);
  EXPECT_EQ(digests().size(), 1u);
  expect_told(GetParam().next_due, 2, daemon);
  EXPECT_EQ(daemon.count("clock.stepped"), 0u);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  if (HasFailure()) fmt::print("{}\n", fmt::join(daemon.log(), "\n"));
}

INSTANTIATE_TEST_SUITE_P(
    In, ClocksChange,
    testing::Values(
        // 02:00 becomes 03:00 at 01:00 UTC: there is no 02:30.
        Night{"Spring", instant("2027-03-27T22:00:00Z"), instant("2027-03-28T01:00:00Z"),
              instant("2027-03-29T00:30:00Z")},
        // 03:00 becomes 02:00 at 01:00 UTC: there are two.
        Night{"Autumn", instant("2027-10-30T22:00:00Z"), instant("2027-10-31T00:30:00Z"),
              instant("2027-11-01T01:30:00Z")}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(PassingTime, ALeapSecondIsReadAsTheInstantAfterIt) {
  test::RawServer server([](Connection& connection) {
    if (!connection.read_head()) return;
    answer(connection,
           "<rss version='2.0'><channel><title>A</title><item><guid>g1</guid>"
           "<title>Fireworks greet the longest minute</title>"
           "<pubDate>Sat, 31 Dec 2016 23:59:60 GMT</pubDate></item></channel></rss>");
  });
  set(instant("2017-01-01T00:00:30Z"));
  here_.configure({{"paper", "A", server.url("/")}});
  Daemon daemon(run());
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }))
      << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  EXPECT_EQ(here_.notifications()[0]["event"]["first_published"], "2017-01-01T00:00:00Z");
}

}  // namespace
}  // namespace newswatch::system_test
