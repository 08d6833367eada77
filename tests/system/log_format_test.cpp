// The forms of the log, in the journal and elsewhere, and the priority of what commands complain
// of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class LogFormat : public CliFolder {
 protected:
  // The standard error of one round on a feed that refuses connections.
  std::vector<std::string> round(const std::string& format, bool journal) {
    std::filesystem::remove_all(folder_ / "log");  // a first failure is a warning
    const std::string config = (folder_ / "log.toml").string();
    std::ofstream(config) << "[daemon]\nlog_format = \"" << format
                          << "\"\n[fetch]\nallow_networks = [\"127.0.0.0/8\"]\n"
                             "[[feed]]\nname = \"down\"\nurl = \"http://127.0.0.1:1/\"\n";
    return run("run --once --config " + config + " --state-dir " + (folder_ / "log").string(),
               journal);
  }

  std::vector<std::string> run(const std::string& words, bool journal) {
    const std::string out = (folder_ / "stderr").string();
    std::string line = "exec 2> " + out + "; ";
    if (journal) line += "export JOURNAL_STREAM=$(stat -Lc %d:%i " + out + "); ";
    line += std::string(NEWSWATCH_BINARY) + " " + words;
    EXPECT_NE(std::system(line.c_str()), -1);
    std::ifstream in(out);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return lines(text);
  }

  // The line about the feed.
  std::string failed(const std::string& format, bool journal) {
    for (const std::string& line : round(format, journal)) {
      if (line.find("feed.error") != std::string::npos) return line;
    }
    return "";
  }
};

TEST_F(LogFormat, HasAPriorityInTheJournalAndATimeElsewhere) {
  EXPECT_THAT(failed("text", true), StartsWith("<4>feed.error feed=down "));
  EXPECT_THAT(failed("logfmt", true), StartsWith("<4>level=warning what=feed.error feed=down "));
  EXPECT_THAT(failed("json", true),
              StartsWith(R"(<4>{"event":"feed.error","level":"warning","feed":"down",)"));
  const std::string time = "20[0-9]+-[0-9]+-[0-9]+T[0-9:.]+Z";
  EXPECT_THAT(failed("text", false), MatchesRegex(time + " warning feed.error .*"));
  EXPECT_THAT(failed("logfmt", false),
              MatchesRegex("time=" + time + " level=warning what=feed.error .*"));
  const auto object = nlohmann::json::parse(failed("json", false));
  EXPECT_THAT(object.at("time").get<std::string>(), MatchesRegex(time));
  EXPECT_EQ(object.at("event"), "feed.error");
}

TEST_F(LogFormat, AConfigErrorIsAnErrorInTheJournal) {
  const std::string config = (folder_ / "bad.toml").string();
  std::ofstream(config) << "[fetch]\nintervall = \"1m\"\n";
  const std::string words = "run --config " + config + " --state-dir " + folder_.string();
  const auto there = run(words, true);
  ASSERT_FALSE(there.empty());
  for (const std::string& line : there) EXPECT_THAT(line, StartsWith("<3>newswatch: " + config));
  EXPECT_THAT(run(words, false).at(0), StartsWith("newswatch: " + config));
  EXPECT_THAT(
      run("feeds list --config " + config + " --state-dir " + (folder_ / "state").string(), true)
          .at(0),
      testing::AnyOf(StartsWith("<4>newswatch: warning: "), StartsWith("<3>newswatch: ")));
}

}  // namespace
}  // namespace newswatch::system_test
