// The disk is full at random instants: the daemon says so, goes on, and goes on storing when there
// is room; one that is killed or started meanwhile loses nothing either. In the end all is stored
// and told, and each message under one id.
//
//   NEWSWATCH_FULL_DISKS=50 build/release/tests/adversary_tests --gtest_filter='FullDisk.*'
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>
#include <random>

#include "adversary/press.h"
#include "adversary/small_disk.h"
#include "program/cli_process.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "a disk of its own can be mounted by root only";
    fs::create_directory(here_.state());
    disk_.emplace(here_.state(), "64m");
    if (!disk_->mounted()) GTEST_SKIP() << "no tmpfs can be mounted here";
    here_.configure(press_.feeds(), kVeryOften);
  }

  // RocksDB has room for 2 MiB in a log that it has begun. A disk that is full for as long as a
  // test waits lets no story scroll out of its feed, which shows 400.
  Press press_{10, 100};
  const Installation here_;
  std::optional<SmallDisk> disk_;
};

TEST_F(FullDisk, IsSaidAndLeftBehindAndNothingIsLost) {
  std::mt19937 random(17);
  const int times = times_by("NEWSWATCH_FULL_DISKS", 2);
  int said = 0, killed = 0;
  std::optional<Daemon> daemon;
  for (int time = 0; time < times; ++time) {
    if (!daemon) daemon.emplace(here_);
    press_.go_on();
    const std::size_t before = press_.asked(), errors = daemon->count("store.error");
    const std::size_t recovered = daemon->count("store.recovered");
    ASSERT_TRUE(until([&] { return press_.asked() >= before + random() % 6; }, 40s));
    ASSERT_TRUE(disk_->fill(random() % 2 == 0 ? 0 : random() % 100'000));
    const bool full = until([&] { return daemon->count("store.error") > errors; }, 8s);
    press_.stop();  // what cannot be stored would scroll out
    said += full ? 1 : 0;
    ASSERT_TRUE(daemon->running()) << fmt::format("{}", fmt::join(daemon->log(), "\n"));
    if (random() % 3 == 0) {  // and the next one starts on a full disk
      daemon->signal(SIGKILL);
      ASSERT_EQ(daemon->wait(), 128 + SIGKILL);
      ++killed;
      daemon.emplace(here_);
      std::this_thread::sleep_for(500ms);
      disk_->make_room();
      ASSERT_TRUE(daemon->logs("daemon.ready"))
          << fmt::format("{}", fmt::join(daemon->log(), "\n"));
    } else {
      disk_->make_room();
      ASSERT_TRUE(!full || until([&] { return daemon->count("store.recovered") > recovered; }, 60s))
          << fmt::format("{}", fmt::join(daemon->log(), "\n"));
    }
  }
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(), 0);
  EXPECT_GE(said, 1);
  expect_all_is_told(here_, press_);
  fmt::print("full {} times, said {} times, {} kills\n", times, said, killed);
}

// RocksDB would end the process: it has nothing to flush, and goes on with the log that failed.
TEST_F(FullDisk, AtTheFirstWriteOfARunIsLeftBehindToo) {
  here_.configure(press_.feeds(), "interval = \"1h\"\n");
  {
    Daemon daemon(here_);
    ASSERT_TRUE(until([&] { return here_.notifications().size() >= 10; }));
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(), 0);
  }
  Daemon daemon(here_);  // no feed is due
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  ASSERT_TRUE(disk_->fill(0));
  const auto ask = [&] {
    press_.go_on();
    return run_cli(here_.command({"poll", "--all"})).status == 0;
  };
  EXPECT_TRUE(until([&] { return !ask() || daemon.count("store.error") > 0; }, 60s));
  disk_->make_room();
  if (daemon.count("store.error") > 0) {
    EXPECT_TRUE(daemon.logs("store.recovered", 30s));
  }
  EXPECT_TRUE(daemon.running()) << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  EXPECT_TRUE(ask());
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST_F(FullDisk, AStopDoesNotWaitForTheRoomThatAStartWaitsFor) {
  ASSERT_TRUE(disk_->fill(0));
  Daemon daemon(here_);
  ASSERT_TRUE(daemon.logs("store.error what=start"));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(3s), 0);
  EXPECT_EQ(daemon.count("daemon.not_started"), 0u);
  disk_->make_room();
  Daemon next(here_);  // makes the store that events are read from
  ASSERT_TRUE(next.logs("daemon.ready"));
  next.signal(SIGTERM);
  ASSERT_EQ(next.wait(), 0);
  expect_all_is_told(here_, press_);
}

}  // namespace
}  // namespace newswatch::system_test
