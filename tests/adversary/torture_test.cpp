// kill -9 at any instant: a week of ticks, one `run --once` a tick, gives the same stories, reports
// and notifications whether it is left alone or killed at random instants and started again.
//
// Compared by links: ids hold the time at which an event was made.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string_view>

#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;

constexpr int kTicks = 24;
constexpr int kFeeds = 4;
constexpr int kKillEvery = 3;

// Happenings as words of their own; a report is the words in an order of its own.
constexpr const char* kHappenings[][6] = {
    {"volcano", "erupts", "near", "Reykjavik", "airport", "closes"},
    {"Senate", "passes", "farm", "subsidy", "bill", "debate"},
    {"ferry", "strike", "strands", "thousands", "Dover", "crews"},
    {"museum", "returns", "bronze", "statues", "Benin", "king"},
    {"earthquake", "damages", "bridges", "Lisbon", "harbour", "tram"},
    {"chess", "champion", "defeats", "computer", "Zurich", "tournament"},
    {"drought", "empties", "reservoir", "Madrid", "rationing", "water"},
    {"satellite", "falls", "Pacific", "debris", "agency", "orbit"},
    {"orchestra", "cancels", "tour", "conductor", "illness", "Vienna"},
    {"wolves", "return", "Ardennes", "forest", "shepherds", "fences"},
    {"refinery", "fire", "Rotterdam", "smoke", "evacuated", "tanks"},
    {"marathon", "record", "Nairobi", "runner", "minutes", "sprint"}};

struct Happened {
  int tick, feed;
  Entry entry;
};

// Some 40 stories: the happenings begin one after the other, each reported by two to four feeds.
// `vague`: a report has only some of the words, and it is not clear what it tells of.
std::vector<Happened> week(bool vague) {
  std::vector<Happened> all;
  int number = 0;
  for (const auto& words : kHappenings) {
    const int reports = 2 + number % 3;
    for (int report = 0; report < reports; ++report) {
      std::vector<std::string> order(std::begin(words), std::end(words));
      std::rotate(order.begin(), order.begin() + report, order.end());
      std::string title;
      if (vague) order.resize(3);
      for (const std::string& word : order) title += (title.empty() ? "" : " ") + word;
      if (vague) title += " says witness number " + std::to_string(number * 10 + report);
      const int tick = (number * 2 + report * 2) % kTicks;
      const std::string id = "h" + std::to_string(number) + "r" + std::to_string(report);
      all.push_back({tick, (number + report) % kFeeds, {id, title, title + " again, they say"}});
    }
    ++number;
  }
  return all;
}

// What the feed serves at a tick: the newest ten that it has, some under an edited title.
std::string document(const std::vector<Happened>& all, int feed, int tick) {
  std::vector<Entry> entries;
  for (const Happened& one : all) {
    if (one.feed != feed || one.tick > tick) continue;
    entries.push_back(one.entry);
    if (tick >= one.tick + 5) entries.back().title += ", updated";
  }
  if (entries.size() > 10) entries.erase(entries.begin(), entries.end() - 10);
  return rss(entries);
}

// Says by the sum of the question whether it is the same; the times in it differ in every run.
constexpr std::string_view kJudge = R"(#!/bin/sh
echo asked >> "$0.log"
sum=$(sed 's/"published":"[^"]*"//g' | cksum | cut -d ' ' -f 1)
case $((sum % 5)) in
  0|1) echo '{"same": true, "why": "an even sum"}';;
  2|3) echo '{"same": false, "why": "an odd sum"}';;
  4) echo '{"same": null, "why": "no sum"}';;
esac
)";

class Week {
 public:
  explicit Week(bool judged = false) : all_(week(judged)) {
    for (int feed = 0; feed < kFeeds; ++feed) {
      const std::string name = "f" + std::to_string(feed);
      feeds_.push_back({name, "Outlet " + std::to_string(feed), server_.url("/" + name)});
    }
    std::string settings = config_text(here_.state(), feeds_);
    if (judged) {
      std::ofstream(judge()) << kJudge;
      std::filesystem::permissions(judge(), std::filesystem::perms::owner_all);
      settings += "[judge]\ncommand = [\"" + judge().string() +
                  "\"]\nmax_per_hour = 1000\nband = [0.02, 0.95]\n";
    }
    here_.configure(settings);
  }

  // `kills`: every third tick is first tried by a run that is killed.
  int live(bool kills) {
    std::mt19937 random(7);
    std::chrono::duration<double> took = 200ms;
    int killed = 0;
    for (int tick = 0; tick < kTicks; ++tick) {
      for (int feed = 0; feed < kFeeds; ++feed) {
        const std::string text = document(all_, feed, tick);
        server_.serve("/f" + std::to_string(feed), text,
                      {.etag = "\"" + std::to_string(std::hash<std::string>{}(text)) + "\"",
                       .last_modified = {},
                       .headers = {}});
      }
      if (kills && tick % kKillEvery == 0) {
        Daemon victim(once());
        const std::chrono::duration<double> wait =
            took * std::uniform_real_distribution<>(0.1, 1.0)(random);
        std::this_thread::sleep_for(wait);
        if (victim.running()) {
          victim.signal(SIGKILL);
          ++killed;
        }
        victim.wait();
      }
      const auto start = std::chrono::steady_clock::now();
      Daemon run(once());
      EXPECT_EQ(run.wait(60s), 0) << "tick " << tick;
      took = std::chrono::steady_clock::now() - start;
    }
    return killed;
  }

  // The links of each event's reports; the links that were told, once a message.
  std::multiset<std::set<std::string>> reports() const {
    std::multiset<std::set<std::string>> out;
    for (const auto& event : here_.events()) {
      std::set<std::string> links;
      for (const auto& report : event["reports"]) links.insert(report["link"]);
      EXPECT_EQ(links.size(), event["reports"].size());
      out.insert(std::move(links));
    }
    return out;
  }
  std::map<std::string, std::string> told() const {  // by id: a repeat has the same
    std::map<std::string, std::string> out;
    for (const auto& one : here_.notifications()) out[one["id"]] = one["link"];
    return out;
  }
  std::multiset<std::string> told_links() const {
    std::multiset<std::string> out;
    for (const auto& [id, link] : told()) out.insert(link);
    return out;
  }
  std::size_t stories() const { return all_.size(); }
  std::size_t questions() const {
    std::ifstream log(judge().string() + ".log");
    std::size_t lines = 0;
    for (std::string line; std::getline(log, line);) ++lines;
    return lines;
  }

 private:
  std::filesystem::path judge() const { return here_.folder() / "judge.sh"; }
  std::vector<std::string> once() const {
    return here_.command({NEWSWATCH_BINARY, "run", "--once"});
  }

  FeedServer server_;
  Installation here_;
  std::vector<Happened> all_;
  std::vector<FeedLine> feeds_;
};

TEST(Torture, KillsAtRandomInstantsChangeNothing) {
  Week calm, tortured;
  calm.live(false);
  const int killed = tortured.live(true);
  EXPECT_GE(killed, kTicks / kKillEvery / 2);
  const auto expected = calm.reports();
  std::size_t stories = 0;
  for (const auto& event : expected) stories += event.size();
  EXPECT_EQ(stories, calm.stories());
  EXPECT_EQ(expected.size(), std::size(kHappenings));
  EXPECT_EQ(tortured.reports(), expected);
  EXPECT_EQ(calm.told_links().size(), expected.size());
  EXPECT_EQ(tortured.told_links(), calm.told_links());
}

// The same with a judge that is asked about every other report: killed while a question is open,
// between two answers, or before what they come to is stored.
TEST(Torture, KillsWhileTheJudgeIsAskedChangeNothing) {
  Week calm(true), tortured(true);
  calm.live(false);
  const int killed = tortured.live(true);
  EXPECT_GE(killed, kTicks / kKillEvery / 2);
  EXPECT_GT(calm.questions(), calm.stories() / 3);
  EXPECT_GE(tortured.questions(), calm.questions()) << "asked again, where no answer was stored";
  const auto expected = calm.reports();
  std::size_t stories = 0;
  for (const auto& event : expected) stories += event.size();
  EXPECT_EQ(stories, calm.stories());
  EXPECT_LT(expected.size(), calm.stories()) << "some were the same";
  EXPECT_EQ(tortured.reports(), expected);
  EXPECT_GE(calm.told_links().size(), expected.size()) << "events that were told may be one later";
  EXPECT_EQ(tortured.told_links(), calm.told_links());
}

}  // namespace
}  // namespace newswatch::system_test
