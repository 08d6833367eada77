// The event database as programs read it: `events tail -f` for as long as they like, and the
// examples of newswatch-database(5).
#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "program/daemon_process.h"
#include "support/feed_server.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

// Nothing that could be taken for one happening.
const std::vector<std::string> kTitles = {
    "Volcano erupts near Reykjavik, airport closes", "Senate passes farm subsidy bill",
    "Ferry strike strands thousands in Dover", "Museum in Lyon finds lost Rembrandt portrait",
    "Locusts destroy maize harvest across Malawi"};

class Database : public testing::Test {
 protected:
  void serve(std::size_t count) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back({"g" + kTitles[i], kTitles[i], ""});
    server_.serve("/feed", rss(entries));
  }
  void SetUp() override {
    serve(1);
    here_.configure({{"feed", "Gazette", server_.url("/feed")}}, kOften);
  }

  // Of the next event that tail prints.
  std::string next_title(CliProcess& tail) {
    const std::string line = tail.read_line();
    if (line.empty()) return "none";
    const json event = json::parse(line);
    EXPECT_TRUE(ids_.insert(event.at("id")).second) << "twice: " << line;
    return event.at("title");
  }

  test::FeedServer server_;
  Installation here_;
  std::set<std::string> ids_;
};

TEST_F(Database, TailGoesOnWhenTheDaemonIsStartedAgain) {
  auto daemon = std::make_unique<Daemon>(here_);
  ASSERT_TRUE(daemon->logs("event.new"));
  CliProcess tail(here_.command({"events", "tail", "-f", "--json"}));
  EXPECT_EQ(next_title(tail), kTitles[0]);
  std::size_t served = 1;
  for (const int end : {SIGTERM, SIGKILL}) {
    serve(++served);
    EXPECT_EQ(next_title(tail), kTitles[served - 1]);
    daemon->signal(end);
    ASSERT_TRUE(daemon->wait(10s));
    serve(++served);
    daemon = std::make_unique<Daemon>(here_);
    EXPECT_EQ(next_title(tail), kTitles[served - 1]);
  }
  EXPECT_EQ(tail.read_line(1200ms), "");
  tail.signal(SIGTERM);
  EXPECT_EQ(tail.wait(), 0);
}

TEST_F(Database, TailGoesOnWhenABackupIsRestored) {
  const auto store = here_.state() / "store", backup = here_.folder() / "backup";
  const auto run_until = [&](const std::string& title) {
    Daemon daemon(here_);
    EXPECT_TRUE(until([&] { return daemon.count(title) > 0; }));
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(10s), 0);
  };
  run_until(kTitles[0]);
  std::filesystem::copy(store, backup, std::filesystem::copy_options::recursive);
  serve(2);
  run_until(kTitles[1]);
  CliProcess tail(here_.command({"events", "tail", "-f", "--json"}));
  EXPECT_EQ(next_title(tail), kTitles[0]);
  EXPECT_EQ(next_title(tail), kTitles[1]);
  std::filesystem::rename(store, here_.folder() / "damaged");
  EXPECT_EQ(tail.read_line(1200ms), "") << "there is no store";
  std::filesystem::copy(backup, store, std::filesystem::copy_options::recursive);
  Daemon daemon(here_);
  // The backup does not know the second one: it is news once more, under another id.
  EXPECT_EQ(next_title(tail), kTitles[1]);
  serve(3);
  EXPECT_EQ(next_title(tail), kTitles[2]);
  tail.signal(SIGTERM);
  EXPECT_EQ(tail.wait(), 0);
}

TEST_F(CliFolder, TailWaitsForAStoreThatIsAway) {
  store::Batch batch;
  batch.events = {event(kOld, "Before", 1h)};
  commit(batch);
  const auto store = folder_ / "state" / "store";
  CliProcess tail({"events", "tail", "-f", "--config", config_});
  EXPECT_THAT(tail.read_line(), HasSubstr("Before"));
  std::filesystem::rename(store, folder_ / "away");
  EXPECT_EQ(tail.wait(12s), -1) << "it still runs";
  std::filesystem::rename(folder_ / "away", store);
  batch.events = {event(kNew, "After", 1h)};
  commit(batch);
  EXPECT_THAT(tail.read_line(), HasSubstr("After"));
  tail.signal(SIGTERM);
  EXPECT_EQ(tail.wait(), 0);
}

// The example in newswatch-database(5) that begins with this line.
std::string example(const std::string& first_line) {
  std::ifstream page(NEWSWATCH_SOURCE_DIR "/config/man/newswatch-database.5.scd");
  std::string text;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (inside && line == "```") break;
    inside = inside || line == first_line;
    if (inside) text += line + '\n';
  }
  // scdoc shows two backslashes as one.
  for (auto at = text.find("\\\\"); at != text.npos; at = text.find("\\\\", at + 1)) {
    text.erase(at, 1);
  }
  return text;
}

std::vector<std::string> output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return lines(out);
}

TEST_F(Database, IsReadByTheExamplesOfItsManualWhileTheDaemonRuns) {
  for (const char* tool : {"ldb", "jq", "python3"}) {
    const std::string found = std::string("command -v ") + tool + " >/dev/null 2>&1";
    if (std::system(found.c_str()) != 0) GTEST_SKIP() << tool << " is missing";
  }
  serve(3);
  Daemon daemon(here_);
  ASSERT_TRUE(until([&] { return daemon.count("event.new id=") == 3; }));
  std::vector<std::string> expected;
  for (const json& event : here_.events()) {
    expected.push_back(event.at("first_seen").get<std::string>() + ' ' +
                       event.at("title").get<std::string>() + ' ' +
                       event.at("id").get<std::string>());
    const json& report = event.at("reports").at(0);
    expected.push_back("    Gazette: " + report.at("title").get<std::string>() + " <" +
                       report.at("link").get<std::string>() + '>');
  }
  ASSERT_EQ(expected.size(), 6u);
  const std::string store = (here_.state() / "store").string();
  for (const auto& [name, first_line, program] :
       {std::tuple{"newest.py", "#!/usr/bin/env python3", "python3 "},
        {"newest.sh", "#!/bin/sh", "sh "}}) {
    const auto file = (here_.folder() / name).string();
    const std::string text = example(first_line);
    ASSERT_NE(text, "");
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 21) << name;
    std::ofstream(file) << text;
    EXPECT_EQ(output_of(program + file + ' ' + store), expected) << text;
    const auto newest = output_of(program + file + ' ' + store + " 1");
    EXPECT_THAT(newest, ElementsAre(expected[4], expected[5])) << name;
  }
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(10s), 0);
}

}  // namespace
}  // namespace newswatch::system_test
