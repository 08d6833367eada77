// Documents that are made to be dear, each beside a feed with news: the daemon lives, stays small
// and tells the news. tests/bench/growth.py measures the same, with longer documents and times.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

constexpr std::size_t kMiB = 1u << 20;
constexpr std::size_t kMostMiB = 128;                // above what a small document takes
constexpr auto kPatience = std::chrono::minutes(1);  // for a sanitizer on a busy machine

// Under a sanitizer each takes twenty times as long.
constexpr std::size_t kManyItems = std::string_view(NEWSWATCH_SANITIZE).empty() ? 10'000 : 500;

std::string times(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string channel(const std::string& items) {
  return "<rss version='2.0'><channel><title>x</title>" + items + "</channel></rss>";
}

std::string item(const std::string& title, std::size_t number, const std::string& more = {}) {
  const std::string n = std::to_string(number);
  return "<item><title>" + title + "</title><guid>g" + n + "</guid>" + more + "</item>";
}

std::string attributes() {
  std::string out = "<item ";
  for (int i = 0; i < 300'000; ++i) out += "a" + std::to_string(i) + "='1' ";
  return channel(out + "/>");
}

std::string items_of(std::size_t count, const std::function<std::string(std::size_t)>& make) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += make(i);
  return channel(out);
}

std::string one_headline_of_many_outlets() {
  return items_of(kManyItems, [](std::size_t i) {
    return item("Harbour bridge closed after a ship hits it", i,
                "<source url='http://o" + std::to_string(i) + ".example/'>Outlet " +
                    std::to_string(i) + "</source>");
  });
}

std::string random_words() {
  std::mt19937 source(7);  // NOLINT(cert-msc51-cpp): the same words each time
  return items_of(kManyItems, [&](std::size_t i) {
    std::ostringstream words;
    words << std::hex;
    for (int k = 0; k < 12; ++k) words << source() << ' ';
    return item(words.str(), i);
  });
}

// The most memory that a process had, in MiB.
std::size_t peak_mib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) / 1024;
  }
  ADD_FAILURE() << "no VmHWM of " << pid;
  return 0;
}

struct Hostile {
  const char* name;
  std::string (*body)();
};

// The daemon's peak of memory in MiB with this document; the news beside it must come.
std::size_t peak_beside(const std::string& body) {
  test::FeedServer server;
  server.serve("/hostile", body);
  const Installation here;
  here.configure({{"hostile", "*", server.url("/hostile")}, {"news", "A", server.url("/news")}},
                 kOften);
  Daemon daemon(here);
  EXPECT_TRUE(until([&] { return server.count("/hostile") > 0; }, kPatience));
  server.serve("/news", rss({{"n1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  EXPECT_TRUE(until(
      [&] {
        for (const auto& told : here.notifications()) {
          if (told.at("title") == "Volcano erupts near Reykjavik") return true;
        }
        return false;
      },
      kPatience));
  // Asked again: the first document is done with.
  EXPECT_TRUE(until([&] { return server.count("/hostile") > 1; }, kPatience));
  const std::size_t peak = peak_mib(daemon.pid());
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  return peak;
}

class HostileDocument : public testing::TestWithParam<Hostile> {};

TEST_P(HostileDocument, TakesLittleMemoryAndDelaysNoOtherFeed) {
  const std::size_t peak = peak_beside(GetParam().body());
  if (std::string_view(NEWSWATCH_SANITIZE) != "") return;  // it takes memory of its own
  static const std::size_t quiet = peak_beside(channel(item("quiet", 1)));
  EXPECT_LE(peak, quiet + kMostMiB);
}

INSTANTIATE_TEST_SUITE_P(
    All, HostileDocument,
    testing::Values(
        Hostile{"Nesting", [] { return "<rss><channel>" + times("<a>", 5 * kMiB); }},
        Hostile{"EmptyElements", [] { return channel(times("<a/>", 3 * kMiB)); }},
        Hostile{"Attributes", attributes},
        Hostile{"Entities", [] { return channel(item(times("&amp;&#1234;", kMiB), 1)); }},
        Hostile{"CharacterData", [] { return channel(item(times("<![CDATA[x]]>", kMiB), 1)); }},
        Hostile{"EmptyItems", [] { return channel(times("<item/>", 2 * kMiB)); }},
        Hostile{"OneHeadlineOfManyOutlets", one_headline_of_many_outlets},
        Hostile{"RandomWords", random_words}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace newswatch::system_test
