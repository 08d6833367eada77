// The disk is full at random instants: the daemon says so, goes on, and goes on storing when there
// is room; one that is killed or started meanwhile loses nothing either. In the end all is stored
// and told, and each message under one id.
//
//   NEWSWATCH_FULL_DISKS=50 build/release/tests/adversary_tests --gtest_filter='FullDisk.*'
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>
#include <random>

#include "adversary/press.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "a disk of its own can be mounted by root only";
    fs::create_directory(here_.state());
    // For this thread and the programs that it starts.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", here_.state().c_str(), "tmpfs", 0, "size=64m") != 0) {
      GTEST_SKIP() << "no tmpfs can be mounted here";
    }
    mounted_ = true;
    here_.configure(press_.feeds(), kVeryOften);
  }
  void TearDown() override {
    if (mounted_) ::umount2(here_.state().c_str(), MNT_DETACH);
  }

  // Leaves that much room at most. The daemon takes some meanwhile.
  void fill(std::size_t room) const {
    const int fd = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_TRUE(until([&] {
      const std::size_t space = fs::space(here_.state()).available;
      return space <= room || ::posix_fallocate(fd, 0, static_cast<off_t>(space - room)) == 0;
    }));
    ::close(fd);
  }
  void make_room() const { fs::remove(ballast()); }
  fs::path ballast() const { return here_.state() / "ballast"; }

  Press press_{10};  // RocksDB has room for 2 MiB in a log that it has begun
  const Installation here_;
  bool mounted_ = false;
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
    fill(random() % 2 == 0 ? 0 : random() % 100'000);
    const bool full = until([&] { return daemon->count("store.error") > errors; }, 3s);
    press_.stop();  // what cannot be stored would scroll out
    said += full ? 1 : 0;
    ASSERT_TRUE(daemon->running()) << fmt::format("{}", fmt::join(daemon->log(), "\n"));
    if (random() % 3 == 0) {  // and the next one starts on a full disk
      daemon->signal(SIGKILL);
      ASSERT_EQ(daemon->wait(), 128 + SIGKILL);
      ++killed;
      daemon.emplace(here_);
      std::this_thread::sleep_for(500ms);
      make_room();
      ASSERT_TRUE(daemon->logs("daemon.ready"));
    } else {
      make_room();
      if (full) {
        ASSERT_TRUE(until([&] { return daemon->count("store.recovered") > recovered; }, 30s));
      }
    }
  }
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(), 0);
  EXPECT_GE(said, (times + 2) / 4);
  expect_all_is_told(here_, press_);
  fmt::print("full {} times, said {} times, {} kills\n", times, said, killed);
}

}  // namespace
}  // namespace newswatch::system_test
