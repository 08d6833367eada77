// Commands of the built program that write a config: config init, feeds import --into; and what
// `config show` prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "support/process.h"
#include "support/source_tree.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class CliConfig : public CliFolder {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  static Ran import_into(const std::string& config, const std::string& opml) {
    return run_cli({"feeds", "import", "-", "--into", config}, opml);
  }
  static mode_t mode_of(const std::string& file) {
    struct stat info {};
    EXPECT_EQ(::stat(file.c_str(), &info), 0);
    return info.st_mode & 07777;
  }
};

const std::string kOpml =
    "<opml version='2.0'><body><outline text='Three' xmlUrl='https://three.test/feed'/>"
    "<outline text='Time' xmlUrl='https://time.com/feed/'/></body></opml>";
const std::string kOne = "[[feed]]\nname = 'one'\nurl = 'https://one.test/feed'\n";

TEST_F(CliConfig, InitWritesAGoodConfigAndOverwritesNothing) {
  const std::string made = path("made.toml");
  const Ran first = run_cli({"config", "init", made});
  EXPECT_EQ(first.status, 0);
  EXPECT_EQ(first.out, "");
  EXPECT_EQ(first.err, "newswatch: wrote " + made + "\n");
  EXPECT_EQ(mode_of(made) & 0600, 0600u);
  EXPECT_THAT(run_cli({"config", "check", made}).out, HasSubstr("ok: 7 feeds, 1 topic, 2 sinks"));
  write("made.toml", kOne);
  const Ran second = run_cli({"config", "init", made});
  EXPECT_EQ(second.status, 1);
  EXPECT_EQ(second.err, "newswatch: " + made + " is there already, and stays as it is\n");
  EXPECT_EQ(test::read_text(made), kOne);
  fs::create_symlink("nowhere.toml", path("link.toml"));
  EXPECT_EQ(run_cli({"config", "init", path("link.toml")}).status, 1);
  EXPECT_FALSE(fs::exists(path("nowhere.toml")));
  EXPECT_EQ(run_cli({"config", "init", path("no/folder.toml")}).status, 1);
  EXPECT_EQ(run_cli({"config", "init", "/dev/full"}).status, 1);
  EXPECT_EQ(run_cli({"config", "init"}).status, 2);
  const Ran printed = run_cli({"config", "init", "-"});
  EXPECT_EQ(printed.out, test::read_text(test::kRoot / "config/starter.toml"));
  EXPECT_FALSE(fs::exists("-"));
}

TEST_F(CliConfig, ShowPrintsTheDefaultWithItsCommentsWhateverTheConfig) {
  const std::string broken = write("broken.toml", "x = 1\n");
  const Ran ran = run_cli({"config", "show", "--default", "--config", broken});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, test::read_text(test::kRoot / "config/newswatch.toml"));
}

// `config show > newswatch.toml`: the shell has emptied the file before it is read.
TEST_F(CliConfig, AnEmptiedConfigIsAnErrorAndNotTheDefault) {
  const std::string empty = write("empty.toml", "");
  for (auto args : std::vector<std::vector<std::string>>{
           {"config", "show"}, {"config", "check"}, {"run", "--once"}}) {
    args.insert(args.end(), {"--config", empty, "--state-dir", path("state")});
    const Ran ran = run_cli(args);
    EXPECT_EQ(ran.status, 78) << args.front();
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, StartsWith("newswatch: " + empty +
                                    ": the file sets nothing; write [[feed]] tables"));
    EXPECT_THAT(ran.err, HasSubstr("`newswatch config show --default`"));
  }
}

// The feeds of the default were all asked a moment ago, so that no publisher is.
TEST_F(CliConfig, ARunWithoutAConfigWarnsWhatItWatches) {
  if (fs::exists("/etc/newswatch/newswatch.toml")) GTEST_SKIP() << "a config is installed here";
  EXPECT_THAT(run_cli({"config", "check", "--state-dir", path("state")}).out,
              HasSubstr("\nwarning: there is no config file: the built-in feeds and topics"));
  store::Batch batch;
  const std::string built_in = run_cli({"config", "show", "--default"}).out;
  for (const std::string& url : test::captured(built_in, std::regex("\nurl = \"([^\"]+)\""))) {
    model::FeedState& feed = batch.feeds.emplace_back();
    feed.url = url;
    feed.last_attempt = feed.last_success = feed.first_success = ago(std::chrono::minutes(1));
    feed.next_poll = ago(-std::chrono::hours(1));
  }
  ASSERT_EQ(batch.feeds.size(), 7u);
  commit(batch);
  ::unsetenv("NEWSWATCH_CONFIG");
  std::atomic<int> warned = 0, asked = 0, ready = 0;
  test::Child daemon({NEWSWATCH_BINARY, "run", "--state-dir", path("state")},
                     [&](const std::string& line) {
                       warned += line.find("config.built_in topics=deepseek-r1 ") != line.npos;
                       asked += line.find(" feed.") != line.npos;
                       ready += line.find("daemon.ready") != line.npos;
                     });
  for (int i = 0; i < 200 && ready == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(std::chrono::seconds(10)), 0);
  EXPECT_EQ(warned, 1);
  EXPECT_EQ(asked, 0);
}

TEST_F(CliConfig, WhatWatchesNothingNeedsNoFeed) {
  const std::string rules = write("rules.toml",
                                  "[[topic]]\nname = 't'\nfeeds = ['time']\n[[topic.clause]]\n"
                                  "any = { title = ['harbour'] }\n");
  EXPECT_EQ(run_cli({"match", "--config", rules}, "").status, 0);
  EXPECT_EQ(run_cli({"cluster", "--config", rules}, "").status, 0);
  EXPECT_EQ(run_cli({"config", "check", rules}).status, 78);
}

TEST_F(CliConfig, ImportKnowsOnlyTheFeedsThatTheConfigNames) {
  const std::string empty = write("empty.toml", "");
  const Ran beside = run_cli({"feeds", "import", "-", "--config", empty}, kOpml);
  EXPECT_EQ(beside.status, 0) << beside.err;
  EXPECT_THAT(beside.err, HasSubstr("2 taken, 0 known already"));
  const Ran into = import_into(empty, kOpml);
  EXPECT_THAT(into.err, StartsWith("newswatch: " + empty + ": 2 taken, 0 known already"));
  EXPECT_THAT(run_cli({"config", "check", empty}).out, HasSubstr("2 feeds"));
  const Ran missing = import_into(path("new.toml"), kOpml);
  EXPECT_EQ(missing.status, 0) << missing.err;
  EXPECT_THAT(run_cli({"config", "check", path("new.toml")}).out, HasSubstr("2 feeds"));
}

TEST_F(CliConfig, ImportAddsToTheFileAndKeepsTheRest) {
  const std::string text = "# mine\n" + kOne + "outlet = 'One'  # no newline at the end";
  const std::string file = write("mine.toml", text);
  ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
  fs::create_symlink("mine.toml", path("link.toml"));
  const std::size_t before = entries();
  const Ran ran = import_into(path("link.toml"), kOpml);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(test::read_text(file), StartsWith(text + "\n\n[[feed]]\nname = \"Three\"\n"));
  EXPECT_TRUE(fs::is_symlink(path("link.toml")));
  EXPECT_EQ(mode_of(file), 0640u);
  EXPECT_EQ(entries(), before) << "nothing is left beside it";
  const std::string once = test::read_text(file);
  EXPECT_THAT(import_into(file, kOpml).err, HasSubstr("0 taken, 2 known already"));
  EXPECT_EQ(test::read_text(file), once);
}

TEST_F(CliConfig, ImportLeavesAFileThatWouldBeWrong) {
  const std::string list = "feed = [{ name = 'one', url = 'https://one.test/feed' }]\n";
  const std::string file = write("list.toml", list);
  const Ran ran = import_into(file, kOpml);
  EXPECT_EQ(ran.status, 78);
  EXPECT_THAT(ran.err, StartsWith("newswatch: " + file +
                                  " stays as it is, because with these "
                                  "feeds it would be wrong:\n" +
                                  "newswatch: " + file + ":"));
  EXPECT_EQ(test::read_text(file), list);
  const std::string broken = write("broken.toml", "x = 1\n");
  EXPECT_EQ(import_into(broken, kOpml).status, 78);
  EXPECT_EQ(test::read_text(broken), "x = 1\n");
  EXPECT_EQ(import_into(folder_.string(), kOpml).status, 1);
  EXPECT_EQ(import_into("/dev/null", kOpml).status, 1);
  EXPECT_EQ(import_into(file, "<rss/>").status, 1);
}

}  // namespace
}  // namespace newswatch::system_test
