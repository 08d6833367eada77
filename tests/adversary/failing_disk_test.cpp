// A call to the disk fails with an error (EIO) at a random place of the daemon's life, once or from
// then on: where it is the store's, the daemon says so in a line and ends with an error. The next
// one has and tells what it would have without the failure.
//
//   NEWSWATCH_DISK_ERRORS=50 build/release/tests/adversary_tests --gtest_filter='FailingDisk.*'
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "adversary/odd_disk.h"
#include "adversary/press.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// What the daemon can do without: its marks of the documents in hand, the mark beside the store,
// and the messages' file, which it tries again. The MANIFEST is synced for that mark, too.
bool is_dispensable(const std::string& failed) {
  for (const char* file : {"documents-in-hand", "notifications.jsonl", "newswatch-seen"}) {
    if (failed.find(file) != failed.npos) return true;
  }
  return failed.find("MANIFEST") != failed.npos;
}

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

TEST(FailingDisk, EndsTheDaemonWithALineAndTheNextOneLosesNothing) {
  Press press;
  const Installation here;
  here.configure(press.feeds(), kVeryOften);
  fs::create_directory(here.state());
  std::mt19937 random(3);
  const int errors = times_by("NEWSWATCH_DISK_ERRORS", 6);
  const fs::path said = here.folder() / "said";
  int ended = 0;
  for (int error = 0; error < errors; ++error) {
    fs::remove(said);
    // Starts have the first hundred calls.
    const unsigned call = 1 + random() % (random() % 2 == 0 ? 100 : 600);
    const bool lasts = random() % 2 == 0;
    std::vector<std::string> how = {"ODD_DISK_FAILS_AT=" + std::to_string(call),
                                    "ODD_DISK_SAID=" + said.string()};
    if (lasts) how.push_back("ODD_DISK_LASTS=1");
    Daemon daemon(on_odd_disk(here, how));
    ASSERT_TRUE(until([&] { return fs::exists(said) && !first_line(said).empty(); }, 60s));
    const std::string failed =
        fmt::format("{}: {}{}", call, first_line(said), lasts ? " and all that follow" : "");
    const auto status = daemon.wait(is_dispensable(failed) && !lasts ? 500ms : 20s);
    if (!status) {
      EXPECT_TRUE(is_dispensable(failed)) << "goes on after " << failed;
      daemon.signal(SIGKILL);
      continue;
    }
    ++ended;
    EXPECT_EQ(*status, 1) << failed;
    EXPECT_EQ(daemon.count("Z error "), 1u) << failed << "\n"
                                            << fmt::format("{}", fmt::join(daemon.log(), "\n"));
  }
  EXPECT_GT(ended, errors / 3);
  expect_all_is_told(here, press);
  fmt::print("{} errors, {} daemons ended\n", errors, ended);
}

}  // namespace
}  // namespace newswatch::system_test
