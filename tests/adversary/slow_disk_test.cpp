// A backlog on a slow disk (each fsync takes 20 ms more): killed, stopped and started again, the
// daemon goes on where it was, tells every message in order, and repeats few.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "adversary/odd_disk.h"
#include "model/clock.h"
#include "program/daemon_process.h"
#include "store/rocks_store.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kRows = 3000;
constexpr std::size_t kAtOnce = 32;  // lines that the file sink writes with one fsync

class SlowDisk : public testing::Test {
 protected:
  SlowDisk() { here_.configure({{"silent", "A", "http://127.0.0.1:9/"}}, "interval = \"1h\"\n"); }

  static std::string id(std::uint64_t number) { return "E" + std::to_string(1000 + number); }

  // Messages that an earlier run left, for the file sink.
  void leave_backlog() const {
    std::filesystem::create_directories(here_.state());
    auto store = store::RocksStore::open(here_.state() / "store");
    ASSERT_TRUE(store) << store.error().context;
    store::Batch batch;
    const model::Time now = model::SystemClock().now();
    for (std::uint64_t number = 1; number <= kRows; ++number) {
      model::OutboxRow row;
      row.row = number;
      row.sink = "file";
      row.notification.id = id(number) + ":event.new";
      row.notification.type = "event.new";
      row.notification.event.id = id(number);
      row.notification.title = "Happening " + std::to_string(number);
      row.created = row.not_before = now;
      batch.outbox.push_back(std::move(row));
    }
    batch.last_outbox_row = kRows;
    ASSERT_TRUE((*store)->commit(batch));
  }

  std::vector<std::string> slowly(int milliseconds = 20) const {
    return on_odd_disk(here_, {"ODD_DISK_SLOW_MS=" + std::to_string(milliseconds)});
  }

  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(here_.state() / "notifications.jsonl", std::ios::binary).rdbuf();
    return out.str();
  }
  std::size_t told() const {
    const std::string all = text();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  }

  Installation here_;
};

TEST_F(SlowDisk, ABacklogIsToldThroughKillAndStopWithFewRepeats) {
  leave_backlog();
  {
    Daemon killed(slowly());
    ASSERT_TRUE(until([&] { return told() >= 600; }));
    killed.signal(SIGKILL);
    ASSERT_EQ(killed.wait(), 128 + SIGKILL);
  }
  const std::size_t before = told();
  ASSERT_LT(before, kRows) << "killed in the middle";
  {
    Daemon stopped(slowly());
    ASSERT_TRUE(until([&] { return told() >= before + 600; }));
    stopped.signal(SIGTERM);
    ASSERT_EQ(stopped.wait(5s), 0);
  }
  ASSERT_LT(told(), kRows) << "a stop does not wait for the backlog";
  Daemon last(here_);
  ASSERT_TRUE(until([&] { return text().find(id(kRows) + ":") != std::string::npos; }));
  last.signal(SIGTERM);
  ASSERT_EQ(last.wait(5s), 0);

  std::map<std::string, int> times;
  std::vector<std::string> first;  // in the order in which they were told
  for (const auto& line : here_.notifications()) {
    const std::string event = line["event"]["id"];
    if (++times[event] == 1) first.push_back(event);
  }
  EXPECT_EQ(first.size(), kRows);
  EXPECT_TRUE(std::is_sorted(first.begin(), first.end()));
  // What goes out in a tenth of a second, of which each write takes a fiftieth, and one beside it.
  EXPECT_LE(told() - kRows, 7 * kAtOnce);
}

TEST_F(SlowDisk, AStopInTheMiddleOfABacklogRepeatsNothing) {
  leave_backlog();
  {
    Daemon stopped(slowly());
    ASSERT_TRUE(until([&] { return told() >= 100; }));
    stopped.signal(SIGTERM);
    ASSERT_EQ(stopped.wait(5s), 0);
  }
  Daemon last(here_);
  ASSERT_TRUE(until([&] { return told() >= kRows; }));
  last.signal(SIGTERM);
  ASSERT_EQ(last.wait(5s), 0);
  EXPECT_EQ(told(), kRows);
}

// Opening a store takes several syncs.
TEST_F(SlowDisk, AStopDoesNotWaitForTheStartToBeOver) {
  leave_backlog();
  Daemon daemon(slowly(4000));
  std::this_thread::sleep_for(1s);
  ASSERT_EQ(daemon.count("daemon.ready"), 0u);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(3s), 0);
  EXPECT_EQ(daemon.count("daemon.stop"), 2u) << "stopping, stop";
  Daemon again(here_);
  EXPECT_TRUE(until([&] { return told() == kRows; })) << "nothing was lost";
}

}  // namespace
}  // namespace newswatch::system_test
