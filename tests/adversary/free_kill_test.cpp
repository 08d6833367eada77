// The daemon running freely against feeds that publish all the time, killed -9 at random instants
// and started again: every story that was served is there once, every event is told, none under
// two ids, and the file sink holds whole lines only.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <map>
#include <random>
#include <set>

#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;

constexpr int kPressFeeds = 3;
constexpr int kKills = 8;
constexpr int kKept = 400;  // entries that a document goes back: none may scroll out unseen

// A word that no other number shares.
std::string word(int number) {
  std::string out = "q";
  for (int rest = number; rest > 0; rest /= 20) out += "bcdfghjklmnpqrstvwxz"[rest % 20];
  return out + "a";
}

Entry happening(int feed, int number) {
  const std::string name =
      word(number * 3 + 1) + " " + word(number * 3 + 2) + " " + word(number * 3 + 3);
  return {std::to_string(feed) + "-" + std::to_string(number), "Breaking " + name + " reported",
          name + " and what it means"};
}

// Every answer brings a story more; feed N reports the happening of feed N-1's story, too.
class Press {
 public:
  Press() {
    for (int feed = 0; feed < kPressFeeds; ++feed) {
      server_.handle("/" + std::to_string(feed), [this, feed](const test::Request&) {
        std::vector<Entry> entries;
        const int last = running_ ? ++published_[feed] : published_[feed].load();
        for (int i = std::max(1, last - kKept); i <= last; ++i) {
          entries.push_back(happening(feed, i));
        }
        test::Reply reply;
        reply.body = rss(entries);
        return reply;
      });
    }
  }
  std::vector<FeedLine> feeds() const {
    std::vector<FeedLine> out;
    for (int feed = 0; feed < kPressFeeds; ++feed) {
      const std::string name = std::to_string(feed);
      out.push_back({"feed" + name, "Outlet " + name, server_.url("/" + name)});
    }
    return out;
  }
  void stop() { running_ = false; }
  std::size_t asked() const { return server_.requests().size(); }
  std::set<std::string> links() const {
    std::set<std::string> out;
    for (int feed = 0; feed < kPressFeeds; ++feed) {
      for (int i = 1; i <= published_[feed]; ++i) {
        out.insert("http://paper.example/" + happening(feed, i).id);
      }
    }
    return out;
  }

 private:
  std::atomic<bool> running_ = true;
  std::atomic<int> published_[kPressFeeds] = {};
  FeedServer server_;
};

// Every report's link, with the event that holds it; fails for a link under two events.
std::map<std::string, std::string> event_of_link(const Installation& here) {
  std::map<std::string, std::string> out;
  for (const auto& event : here.events()) {
    for (const auto& report : event["reports"]) {
      EXPECT_TRUE(out.emplace(report["link"], event["id"]).second) << "in two events: " << report;
    }
  }
  return out;
}

TEST(FreeKill, EveryEventIsToldUnderOneIdThroughManyKills) {
  Press press;
  const Installation here;
  here.configure(press.feeds(), "interval = \"40ms\"\nmin_interval = \"10ms\"\n");
  std::mt19937 random(11);
  for (int life = 0; life < kKills; ++life) {
    Daemon daemon(here);
    const std::size_t before = press.asked();
    ASSERT_TRUE(until([&] { return press.asked() > before; }, 40s));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
    ASSERT_TRUE(daemon.running());
    daemon.signal(SIGKILL);
    ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
  }
  press.stop();
  Daemon last(here);
  const std::set<std::string> links = press.links();
  ASSERT_TRUE(until([&] { return event_of_link(here).size() >= links.size(); }, 60s));
  const auto events = event_of_link(here);
  const auto told_ids = [&] {
    std::set<std::string> ids;
    for (const auto& one : here.notifications()) ids.insert(one["event"]["id"]);
    return ids;
  };
  std::set<std::string> stored;
  for (const auto& [link, event] : events) stored.insert(event);
  EXPECT_TRUE(until([&] { return told_ids() == stored; }, 20s));
  last.signal(SIGTERM);
  EXPECT_EQ(last.wait(5s), 0);

  std::set<std::string> seen;
  for (const auto& [link, event] : events) seen.insert(link);
  EXPECT_EQ(seen, links);
  std::map<std::string, std::string> id_of_link;
  for (const auto& one : here.notifications()) {
    const auto [at, fresh] = id_of_link.emplace(one["link"], one["id"]);
    EXPECT_EQ(at->second, one["id"].get<std::string>()) << "told under two ids: " << one["link"];
  }
}

}  // namespace
}  // namespace newswatch::system_test
