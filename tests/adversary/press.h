// Press: feeds that publish all the time, and what must be in the database and in the messages of a
// daemon that read all of it, whatever was done to it meanwhile.
//
// Every answer of a feed brings a story more, or several. The N-th stories of all feeds tell of one
// happening, whose words no other has. The server has threads of its own; the rest is for one
// thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {

using Links = std::set<std::string>;

inline constexpr std::string_view kVeryOften = "interval = \"40ms\"\nmin_interval = \"10ms\"\n";

// How often a test does its harm: more often where the variable says so.
inline int times_by(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::max(otherwise, std::atoi(text));
}

class Press {
 public:
  static constexpr int kFeeds = 3;

  // at_once: stories of an answer. most: of a feed until go_on() is called again; what is not read
  // by then must not scroll out.
  explicit Press(int at_once = 1, int most = std::numeric_limits<int>::max()) : most_(most) {
    for (int feed = 0; feed < kFeeds; ++feed) {
      server_.handle("/" + std::to_string(feed), [this, feed, at_once](const test::Request&) {
        std::vector<Entry> entries;
        const bool more = running_ && published_[feed] - before_[feed] <= most_ - at_once;
        const int last = more ? published_[feed] += at_once : published_[feed].load();
        for (int i = std::max(1, last - kKept); i <= last; ++i) entries.push_back(story(feed, i));
        test::Reply reply;
        reply.body = rss(entries);
        return reply;
      });
    }
  }
  std::vector<FeedLine> feeds() const {
    std::vector<FeedLine> out;
    for (int feed = 0; feed < kFeeds; ++feed) {
      const std::string name = std::to_string(feed);
      out.push_back({"feed" + name, "Outlet " + name, server_.url("/" + name)});
    }
    return out;
  }
  void stop() { running_ = false; }
  void go_on() {
    for (int feed = 0; feed < kFeeds; ++feed) before_[feed] = published_[feed].load();
    running_ = true;
  }
  std::size_t asked() const { return server_.requests().size(); }

  // The links of each happening's stories.
  std::set<Links> happenings() const {
    std::map<int, Links> out;
    for (int feed = 0; feed < kFeeds; ++feed) {
      for (int i = 1; i <= published_[feed]; ++i) {
        out[i].insert("http://paper.example/" + story(feed, i).id);
      }
    }
    std::set<Links> groups;
    for (auto& [number, links] : out) groups.insert(std::move(links));
    return groups;
  }

 private:
  static constexpr int kKept = 400;  // stories in a document: none may scroll out unseen

  static constexpr int kWords = 6;  // of a title, all its own: no two happenings are alike

  // A word that no other number shares.
  static std::string word(int number) {
    std::string out = "q";
    for (int rest = number; rest > 0; rest /= 20) out += "bcdfghjklmnpqrstvwxz"[rest % 20];
    return out + "a";
  }
  static Entry story(int feed, int number) {
    std::string title;
    for (int i = 0; i < kWords; ++i) title += word(number * kWords + i) + " ";
    return {.id = std::to_string(feed) + "-" + std::to_string(number),
            .title = title + "reported",
            .summary = title,
            .link = {}};
  }

  std::atomic<bool> running_ = true;
  const int most_;
  std::array<std::atomic<int>, kFeeds> published_ = {};
  std::array<std::atomic<int>, kFeeds> before_ = {};  // published when go_on() was called
  test::FeedServer server_;
};

// The links of each event's reports, by id. Fails for a link under two events.
inline std::map<std::string, Links> links_of_events(const Installation& here) {
  std::map<std::string, Links> out;
  Links all;
  for (const auto& event : here.events()) {
    for (const auto& report : event["reports"]) {
      EXPECT_TRUE(all.insert(report["link"]).second) << "in two events: " << report;
      out[event["id"]].insert(report["link"]);
    }
  }
  return out;
}

// Lets a daemon read the rest, ends it, and holds what is stored and what the file sink has against
// what was published: each happening is one event with all its reports, each event is told but
// those that need not be, and no link is told under two ids.
inline void expect_all_is_told(const Installation& here, Press& press,
                               const std::set<std::string>& need_not = {}) {
  press.stop();
  Daemon last(here);
  std::set<Links> stored;
  const std::set<Links> happenings = press.happenings();
  EXPECT_TRUE(until(
      [&] {
        stored.clear();
        for (auto& [id, links] : links_of_events(here)) stored.insert(links);
        return stored == happenings;
      },
      std::chrono::minutes(1)));
  std::set<std::string> ids;
  for (const auto& [id, links] : links_of_events(here)) ids.insert(id);
  EXPECT_TRUE(until([&] {
    std::set<std::string> told = need_not;
    for (const auto& one : here.notifications()) told.insert(one["event"]["id"]);
    return told == ids;
  }));
  last.signal(SIGTERM);
  EXPECT_EQ(last.wait(), 0);
  for (const Links& links : happenings) {
    EXPECT_TRUE(stored.contains(links)) << "not one event: " << testing::PrintToString(links);
  }
  std::map<std::string, std::string> id_of_link;
  for (const auto& one : here.notifications()) {
    const auto [at, fresh] = id_of_link.emplace(one["link"], one["id"]);
    EXPECT_EQ(at->second, one["id"].get<std::string>()) << "told under two ids: " << one["link"];
  }
}

}  // namespace newswatch::system_test
