// Backups of a daemon that stores news all the time, while the one or the other is killed: each
// backup that counts is whole and of one instant, and nothing is left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <string>

#include "adversary/press.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using nlohmann::json;

class BackupKill : public testing::Test {
 protected:
  BackupKill() {
    here_.configure(press_.feeds(), "interval = \"40ms\"\nmin_interval = \"10ms\"\n");
  }

  bool publishes() {
    const std::size_t before = press_.asked();
    return until([&] { return press_.asked() > before + 6; }, 40s);
  }
  std::vector<std::string> backup_words() const {
    return here_.command({"backup", backups_.string(), "--json"});
  }
  // Restores a backup elsewhere and checks every reference in it. Returns its events.
  int restored(int number) {
    const std::string state = (here_.folder() / "other").string();
    fs::remove_all(state);
    const Ran ran = run_cli({"restore", backups_.string(), "--backup", std::to_string(number),
                             "--state-dir", state, "--config", here_.config().string(), "--json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    const Ran checked =
        run_cli({"check", "--state-dir", state, "--config", here_.config().string()});
    EXPECT_EQ(checked.status, 0) << checked.out;
    return ran.status == 0 ? json::parse(ran.out)["events"].get<int>() : -1;
  }
  std::vector<std::string> snapshots() const {
    std::vector<std::string> left;
    for (const auto& entry : fs::directory_iterator(here_.state())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("snapshot-")) left.push_back(name);
    }
    return left;
  }

  Press press_;
  const Installation here_;
  const fs::path backups_ = here_.folder() / "backups";
  std::mt19937 random_{17};
};

TEST_F(BackupKill, EachBackupOfABusyDaemonIsOfOneInstant) {
  Daemon daemon(here_);
  int before = 0;
  for (int number = 1; number <= 4; ++number) {
    ASSERT_TRUE(publishes());
    const Ran ran = run_cli(backup_words());
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(json::parse(ran.out)["backup"], number);
    EXPECT_THAT(snapshots(), testing::IsEmpty());
    const int events = restored(number);
    EXPECT_GT(events, before);
    before = events;
  }
  EXPECT_EQ(run_cli(here_.command({"check"})).status, 0) << "beside the daemon";
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(5s), 0);
}

TEST_F(BackupKill, ACommandThatIsKilledLeavesWholeBackupsAndNoSnapshot) {
  Daemon daemon(here_);
  ASSERT_TRUE(publishes());
  ASSERT_EQ(run_cli(backup_words()).status, 0);
  int killed = 0;
  for (int round = 0; round < 12; ++round) {
    CliProcess command(backup_words());
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 160));
    command.signal(SIGKILL);
    if (command.wait() == 128 + SIGKILL) ++killed;
    EXPECT_LE(snapshots().size(), 1u);
  }
  EXPECT_GT(killed, 0);
  const Ran after = run_cli(backup_words());
  EXPECT_EQ(after.status, 0) << after.err;
  EXPECT_THAT(snapshots(), testing::IsEmpty());
  const Ran verified = run_cli(here_.command({"backup", backups_.string(), "--verify"}));
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_GT(restored(json::parse(after.out)["backup"]), 0);
  for (const auto& entry : fs::recursive_directory_iterator(backups_)) {
    EXPECT_THAT(entry.path().filename().string(), testing::Not(testing::EndsWith(".tmp")));
  }
  EXPECT_TRUE(daemon.running());
}

TEST_F(BackupKill, ADaemonThatIsKilledMeanwhileLosesNothing) {
  std::size_t events = 0;
  for (int round = 0; round < 6; ++round) {
    Daemon daemon(here_);
    ASSERT_TRUE(publishes());
    EXPECT_THAT(snapshots(), testing::IsEmpty()) << "of an earlier run";
    CliProcess command(backup_words());
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 120));
    daemon.signal(SIGKILL);
    ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
    const int status = command.wait();
    EXPECT_TRUE(status == 0 || status == 1) << status;
    const std::size_t now = here_.events().size();
    EXPECT_GE(now, events);
    events = now;
    EXPECT_EQ(run_cli(here_.command({"check"})).status, 0);
  }
  const Ran verified = run_cli(here_.command({"backup", backups_.string(), "--verify"}));
  EXPECT_TRUE(verified.status == 0 || verified.err.find("no backup") != verified.err.npos)
      << verified.err;
  const Ran down = run_cli(backup_words());
  EXPECT_EQ(down.status, 0) << down.err;
  EXPECT_GE(restored(json::parse(down.out)["backup"]), static_cast<int>(events));
}

// A reader that follows goes on with the store that takes the place of the old one.
TEST_F(BackupKill, AFollowerAndTheDaemonGoOnWithARestoredStore) {
  std::string first;
  {
    Daemon daemon(here_);
    ASSERT_TRUE(publishes());
    ASSERT_EQ(run_cli(backup_words()).status, 0);
    ASSERT_TRUE(publishes());
    daemon.signal(SIGTERM);
    ASSERT_EQ(daemon.wait(10s), 0);
  }
  CliProcess follower(here_.command({"events", "tail", "-f", "--json", "-n", "1"}));
  first = json::parse(follower.read_line())["id"];
  const Ran back = run_cli(here_.command({"restore", backups_.string(), "--force"}));
  ASSERT_EQ(back.status, 0) << back.err;
  Daemon daemon(here_);
  const std::string line = follower.read_line(40s);
  ASSERT_FALSE(line.empty());
  EXPECT_GT(json::parse(line)["id"].get<std::string>(), first) << "ids go on ascending";
  EXPECT_EQ(run_cli(here_.command({"restore", backups_.string(), "--force"})).status, 1)
      << "never beside a daemon";
  EXPECT_EQ(run_cli(here_.command({"check", "--repair"})).status, 1);
}

}  // namespace
}  // namespace newswatch::system_test
