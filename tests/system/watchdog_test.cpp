// The watchdog: the built daemon reports to it while all of its threads move, and no more once any
// single one stands still.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <list>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "process/unique_fd.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Stands in for systemd: where sd_notify(3) sends its messages.
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path)
      : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path.string(), std::begin(address.sun_path));
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }

  // How many of the messages since the last call have the text.
  int count(std::string_view text) {
    int found = 0;
    std::string message(4096, '\0');
    for (;;) {
      const ssize_t size = ::recv(fd_.get(), message.data(), message.size(), 0);
      if (size < 0) return found;
      found += std::string_view(message.data(), static_cast<std::size_t>(size)).find(text) !=
               std::string_view::npos;
    }
  }

 private:
  const process::UniqueFd fd_;
};

// A daemon without a feed that moves, whose watchdog waits for 4 s: it looks every 1.7 s.
struct Watched {
  explicit Watched(std::string stall)
      : thread(std::move(stall)), socket(here.folder() / "notify"), daemon(command()) {}

  std::vector<std::string> command() const {
    here.configure({{"a", "A", "http://127.0.0.1:9/"}}, "interval = \"1h\"\n");
    std::vector<std::string> words = {"/usr/bin/env", "WATCHDOG_USEC=4000000",
                                      "NOTIFY_SOCKET=" + (here.folder() / "notify").string()};
    if (!thread.empty()) words.push_back("NEWSWATCH_DEBUG_STALL=" + thread + ":5s");
    for (std::string& word : here.command({NEWSWATCH_BINARY, "run"})) words.push_back(word);
    return words;
  }

  const std::string thread;
  const Installation here;
  NotifySocket socket;
  Daemon daemon;
};

TEST(Watchdog, HearsNothingMoreOnceAnyOneThreadStandsStill) {
  std::list<Watched> all;
  for (const char* thread : {"", "main", "writer", "notify", "fetch", "parse 1", "parse 2"}) {
    all.emplace_back(thread);
  }
  for (Watched& one : all) {
    if (!one.thread.empty()) {
      EXPECT_TRUE(one.daemon.logs("debug.stall thread=")) << one.thread;
    }
  }
  // The look that comes next may still have seen it move.
  std::this_thread::sleep_for(2s);
  for (Watched& one : all) {
    EXPECT_GE(one.socket.count("WATCHDOG=1"), 1) << "while all moved: " << one.thread;
  }
  std::this_thread::sleep_for(4s);
  for (Watched& one : all) {
    const int reports = one.socket.count("WATCHDOG=1");
    if (one.thread.empty()) {
      EXPECT_GE(reports, 1);
    } else {
      EXPECT_EQ(reports, 0) << one.thread;
    }
  }
  for (Watched& one : all) {
    if (one.thread.empty() || one.thread == "main") continue;
    const Ran status = run_cli(one.here.command({"status"}));
    EXPECT_EQ(status.status, 1);
    EXPECT_THAT(status.out, HasSubstr("the daemon's thread " + one.thread + " stands still"));
  }
  for (Watched& one : all) one.daemon.signal(SIGTERM);
  for (Watched& one : all) {
    if (one.thread == "main") continue;  // nobody is there to take the signal
    EXPECT_EQ(one.daemon.wait(20s), 0) << one.thread;
  }
}

TEST(Watchdog, AStallOfAThreadThatIsNoneIsToldAndForgotten) {
  Watched one("cleaner");
  EXPECT_TRUE(one.daemon.logs("no thread of that name"));
  one.daemon.signal(SIGTERM);
  EXPECT_EQ(one.daemon.wait(5s), 0);
}

}  // namespace
}  // namespace newswatch::system_test
