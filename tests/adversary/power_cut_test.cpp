// The power goes off at random instants, and with it what was not on the disk: no message was sent
// whose event is gone, the store opens, nothing is told under another id, and all is told in the
// end.
//
// support/odd_disk notes what each sync has put on the disk. After a kill -9 the state folder is
// made anew with what a disk may have then: the names as of the last sync of their folder, or all
// of them; of each file what was synced, and of the rest nothing, a part, zeros, or all of it.
//
//   NEWSWATCH_POWER_CUTS=50 build/release/tests/adversary_tests --gtest_filter='PowerCut.*'
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "adversary/odd_disk.h"
#include "adversary/press.h"
#include "program/cli_process.h"
#include "support/receiver.h"
#include "support/target_answers.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string bytes_of(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

ino_t inode(const fs::path& file) {
  struct stat about {};
  EXPECT_EQ(::stat(file.c_str(), &about), 0) << file;
  return about.st_ino;
}

// Makes of a state folder what a loss of power leaves of it.
class PowerLoss {
 public:
  PowerLoss(fs::path state, fs::path kept, std::mt19937& random)
      : state_(std::move(state)), kept_(std::move(kept)), random_(random) {}

  enum class Leaves { kSyncedAlone, kMore };

  // Says what it left.
  std::string happen(Leaves leaves) {
    leaves_ = leaves;
    const bool synced_names = leaves == Leaves::kSyncedAlone || random_() % 2 == 0;
    for (const auto& file : fs::recursive_directory_iterator(state_)) {
      if (file.is_regular_file()) now_[inode(file)] = file.path();
    }
    // The name of what is kept of a file begins with the file's inode.
    for (const auto& file : fs::directory_iterator(kept_ / "files")) {
      const auto now = now_.find(std::stoull(file.path().filename()));
      if (now == now_.end()) continue;
      // Of two that had the inode one after the other, the later is the file that is there.
      fs::path& kept = kept_of_[now->second];
      if (kept.empty() || later(file.path(), kept)) kept = file.path();
    }
    for (const auto& [now, kept] : kept_of_) now_of_kept_[inode(kept)] = now;
    const fs::path after = state_.string() + ".after";
    if (synced_names) {
      leave_synced(kept_ / "folders" / "root", after);
    } else {
      leave_all(state_, after);
    }
    fs::remove_all(state_);
    fs::remove_all(kept_);
    fs::rename(after, state_);
    return (synced_names ? "names as of their sync" : "all names") + said_;
  }

 private:
  static bool later(const fs::path& one, const fs::path& other) {
    const auto born = [](const fs::path& file) {
      long long seconds = 0, nanoseconds = 0;
      std::sscanf(file.filename().c_str(), "%*u-%lld-%lld", &seconds, &nanoseconds);
      return std::pair(seconds, nanoseconds);
    };
    return born(one) > born(other);
  }

  void leave_synced(const fs::path& folder, const fs::path& after) {
    fs::create_directory(after);
    for (const auto& entry : fs::directory_iterator(folder)) {
      const fs::path to = after / entry.path().filename();
      if (entry.is_symlink()) {
        leave_synced(kept_ / "folders" / fs::read_symlink(entry.path()), to);
      } else {
        const auto now = now_of_kept_.find(inode(entry.path()));
        const std::string synced = bytes_of(entry.path());
        write(to, now == now_of_kept_.end() ? synced : mix(to, synced, bytes_of(now->second)));
      }
    }
  }

  void leave_all(const fs::path& folder, const fs::path& after) {
    fs::create_directory(after);
    for (const auto& entry : fs::directory_iterator(folder)) {
      const fs::path to = after / entry.path().filename();
      if (entry.is_directory()) leave_all(entry.path(), to);
      if (!entry.is_regular_file()) continue;
      const auto kept = kept_of_.find(entry.path());
      const std::string synced = kept == kept_of_.end() ? "" : bytes_of(kept->second);
      write(to, mix(to, synced, bytes_of(entry.path())));
    }
  }

  std::string mix(const fs::path& name, const std::string& synced, const std::string& now) {
    if (now == synced || leaves_ == Leaves::kSyncedAlone) return synced;
    std::string left = random_() % 2 == 0 ? synced : now;
    if (now.starts_with(synced)) {
      left = now.substr(0, synced.size() + random_() % (now.size() - synced.size() + 1));
      if (random_() % 2 == 0) left.resize(random_() % 2 == 0 ? now.size() : synced.size(), '\0');
    }
    said_ += fmt::format("; {}: {} of {} bytes were synced, it has {}", name.filename().string(),
                         synced.size(), now.size(), left.size());
    return left;
  }

  static void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
  }

  const fs::path state_, kept_;
  std::mt19937& random_;
  Leaves leaves_ = Leaves::kMore;
  std::string said_;
  std::map<ino_t, fs::path> now_;          // by inode
  std::map<fs::path, fs::path> kept_of_;   // by the file as it is now
  std::map<ino_t, fs::path> now_of_kept_;  // by the inode of what is kept
};

class PowerCut : public testing::Test {
 protected:
  PowerCut() { fs::create_directory(here_.state()); }

  void configure(std::string text) const {
    here_.configure(text + "[[sink]]\nname = \"webhook\"\ntype = \"webhook\"\n" +
                    "max_per_hour = \"off\"\nallow_networks = [\"127.0.0.0/8\"]\nurl = \"" +
                    webhook_.url() + "\"\n");
  }

  std::vector<std::string> command() const {
    return on_odd_disk(here_, {"ODD_DISK_KEEPS=" + kept().string()});
  }
  fs::path kept() const { return here_.folder() / "kept"; }

  // What the webhook took, by the link of the message.
  std::map<std::string, nlohmann::json> told() const {
    std::map<std::string, nlohmann::json> out;
    for (const test::Exchange& one : webhook_.exchanges()) {
      if (!one.accepted()) continue;
      const auto message = nlohmann::json::parse(one.request.body)["data"];
      if (message.contains("reason") || message["type"] != "event.new") continue;
      const auto [at, fresh] = out.emplace(message["link"], message);
      EXPECT_EQ(at->second["id"], message["id"]) << "told under two ids: " << message["link"];
    }
    return out;
  }

  Press press_;
  test::Receiver webhook_{
      [](const test::Request& request) { return test::taken(test::Target::kWebhook, request, 0); }};
  const Installation here_;
};

TEST_F(PowerCut, LosesNothingThatWasToldAndTellsNothingTwice) {
  configure(config_text(here_.state(), press_.feeds(), kVeryOften));
  std::mt19937 random(5);
  const int cuts = times_by("NEWSWATCH_POWER_CUTS", 6);
  std::string left = "nothing";
  for (int cut = 0; cut < cuts; ++cut) {
    Daemon daemon(command());
    if (cut % 3 != 0) {  // else at the start, which makes files and removes others
      ASSERT_TRUE(
          until([&] { return daemon.count("daemon.ready") > 0 || !daemon.running(); }, 40s));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 500));
    ASSERT_TRUE(daemon.running()) << fmt::format("cut {} left {}\n{}", cut, left,
                                                 fmt::join(daemon.log(), "\n"));
    daemon.signal(SIGKILL);
    ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
    if (!fs::exists(kept() / "folders" / "root")) continue;  // not begun yet
    left = PowerLoss(here_.state(), kept(), random).happen(PowerLoss::Leaves::kMore);
  }
  expect_all_is_told(here_, press_);
  std::set<std::string> stored, sent;
  for (const auto& [id, links] : links_of_events(here_)) stored.insert(id);
  for (const auto& [link, message] : told()) sent.insert(message["event"]["id"]);
  EXPECT_EQ(sent, stored);
  fmt::print("{} cuts, {} events, {} requests of the webhook\n", cuts, stored.size(),
             webhook_.asked());
}

// Without a file sink, which syncs the state folder.
TEST_F(PowerCut, LeavesTheStoreOfAFirstRunThatToldSomething) {
  std::string text = config_text(here_.state(), press_.feeds(), kVeryOften);
  const std::string file = "[[sink]]\nname = \"file\"\ntype = \"file\"\n";
  text.erase(text.find(file), file.size());
  configure(text);
  Daemon daemon(command());
  ASSERT_TRUE(until([&] { return !told().empty(); }));
  daemon.signal(SIGKILL);
  ASSERT_EQ(daemon.wait(), 128 + SIGKILL);
  std::mt19937 random;
  PowerLoss(here_.state(), kept(), random).happen(PowerLoss::Leaves::kSyncedAlone);
  std::set<std::string> stored;
  for (const auto& event : here_.events()) stored.insert(event["id"]);
  for (const auto& [link, message] : told()) EXPECT_TRUE(stored.contains(message["event"]["id"]));
}

}  // namespace
}  // namespace newswatch::system_test
