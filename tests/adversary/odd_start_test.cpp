// What a daemon and the commands find when they start: a store of a newer version, a disk that is
// full or read-only, a config of ten thousand feeds. Each ends with its status and one line that
// says what was tried, on what, and what happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adversary/odd_disk.h"
#include "adversary/small_disk.h"
#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "store/schema.h"
#include "support/feed_server.h"
#include "unit/store/old_store.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

using Words = std::vector<std::string>;
const std::vector<Words> kWriters = {{"run"},
                                     {"run", "--once"},
                                     {"outbox", "drop", "1"},
                                     {"events", "silence", "launch", "--for", "1h"},
                                     {"rematch", "--since", "1d"}};
const std::vector<Words> kReaders = {{"events", "list"}, {"events", "export", "--format", "csv"},
                                     {"feeds", "list"},  {"events", "list", "--json"},
                                     {"outbox", "list"}, {"held"}};

class OddStart : public testing::Test {
 protected:
  OddStart() { here_.configure({{"paper", "A", server_.url()}}, "interval = \"1h\"\n"); }

  // One line on standard error has all of `says`.
  void expect_refused(const Words& words, int status, const Words& says) const {
    const Ran ran = run_cli(here_.command(words));
    const std::string what = testing::PrintToString(words) + ": " + ran.err;
    EXPECT_EQ(ran.status, status) << what;
    EXPECT_EQ(ran.out, "") << what;
    for (const std::string& text : says) EXPECT_THAT(ran.err, HasSubstr(text)) << what;
    EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << what;
  }
  void expect_readable() const {
    for (const Words& words : kReaders) {
      const Ran ran = run_cli(here_.command(words));
      EXPECT_EQ(ran.status, 0) << testing::PrintToString(words) << ": " << ran.err;
    }
  }
  std::string store() const { return (here_.state() / "store").string(); }

  test::FeedServer server_;
  const Installation here_;
};

TEST_F(OddStart, OnAStoreOfANewerVersion) {
  fs::create_directory(here_.state());
  std::vector<std::string> names = {"of_the_future"};
  for (const store::FamilyEntry& entry : store::kFamilies) names.emplace_back(entry.name);
  const std::string newer = std::to_string(store::kSchemaVersion + 1);
  store::write_store(store(), names, {{"meta", {{"schema", newer}}}});
  for (const auto& list : {kWriters, kReaders}) {
    for (const Words& words : list) {
      expect_refused(words, 4, {store(), "was written by a newer newswatch", "schema " + newer});
    }
  }
}

TEST_F(OddStart, OnAStoreThatAnotherHolds) {
  Daemon daemon(here_);
  ASSERT_TRUE(daemon.logs("daemon.ready"));
  for (const Words& words : {Words{"run"}, Words{"run", "--once"}}) {
    expect_refused(words, 4, {store(), "another newswatch runs"});
  }
  EXPECT_TRUE(daemon.running());
}

TEST_F(OddStart, OnAFolderWithADatabaseThatIsNoneOfOurs) {
  fs::create_directory(here_.state());
  store::write_store(store(), {"cats", "dogs"}, {});
  for (const Words& words : kWriters) expect_refused(words, 4, {store(), "no store of newswatch"});
}

// A disk that fails: the first call to it, whatever it is, and all that follow.
TEST_F(OddStart, OnADiskThatFails) {
  server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
  ASSERT_EQ(run_cli(here_.command({"run", "--once"})).status, 0);
  for (const int call : {1, 5, 20}) {
    Daemon daemon(
        on_odd_disk(here_, {"ODD_DISK_FAILS_AT=" + std::to_string(call), "ODD_DISK_LASTS=1",
                            "ODD_DISK_SAID=" + (here_.folder() / "said").string()}));
    EXPECT_EQ(daemon.wait(20s), 1) << "call " << call;
    EXPECT_EQ(daemon.count("daemon.not_started what=\"event store\" error=\"open: store in "), 1u)
        << testing::PrintToString(daemon.log());
  }
}

class OnADisk : public OddStart {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "a disk of its own can be mounted by root only";
    fs::create_directory(here_.state());
    disk_.emplace(here_.state(), "24m");
    if (!disk_->mounted()) GTEST_SKIP() << "no tmpfs can be mounted here";
    server_.serve("/", rss({{"g1", "Volcano erupts near Reykjavik", "Lava on the road"}}));
    ASSERT_EQ(run_cli(here_.command({"run", "--once"})).status, 0);
  }

  std::optional<SmallDisk> disk_;
};

TEST_F(OnADisk, ThatIsFull) {
  ASSERT_TRUE(disk_->fill(0));
  for (const Words& words : kWriters) {
    if (words.size() > 1) expect_refused(words, 1, {store(), "No space left on device"});
  }
  expect_readable();
}

TEST_F(OnADisk, ThatIsReadOnly) {
  ASSERT_TRUE(disk_->make_read_only());
  for (const Words& words : kWriters) {
    expect_refused(words, 1, {store(), "Read-only file system"});
  }
  expect_readable();
}

TEST_F(OddStart, WithTenThousandFeeds) {
  server_.handle_rest([](const test::Request& request) {
    test::Reply reply;
    reply.body = rss({{"g" + request.target, "Volcano erupts near Reykjavik", "Lava on the road"}});
    return reply;
  });
  std::vector<FeedLine> feeds;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "paper" + std::to_string(i);
    feeds.push_back({name, name, server_.url("/" + name)});
  }
  here_.configure(feeds, "interval = \"1h\"\n");
  EXPECT_EQ(run_cli(here_.command({"config", "check"})).status, 0);
  Daemon daemon(here_);
  ASSERT_TRUE(daemon.logs("daemon.ready feeds=10000"));
  ASSERT_TRUE(
      until([&] { return here_.notifications().size() == 1 && server_.requests().size() > 20; }));
  const Ran list = run_cli(here_.command({"feeds", "list", "--json"}));
  EXPECT_EQ(list.status, 0) << list.err;
  EXPECT_EQ(std::ranges::count(list.out, '\n'), 10'000);
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(5s), 0);
  EXPECT_EQ(here_.notifications().size(), 1u) << "one happening";
  EXPECT_LT(server_.requests().size(), 1000u) << "first polls are spread";
}

}  // namespace
}  // namespace newswatch::system_test
