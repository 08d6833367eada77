#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "config/default_config.h"
#include "config/load_settings.h"
#include "config/show.h"
#include "notify/sinks.h"
#include "support/folder.h"

namespace newswatch::config {
namespace {

using namespace std::chrono_literals;

LoadResult load_judge(const std::string& table, NamedFiles files = NamedFiles::kCheck) {
  return parse_settings("[judge]\n" + table, "f", notify::sink_table(), "/etc/newswatch", files,
                        Feeds::kOptional);
}

JudgeSettings good_judge(const std::string& table, NamedFiles files = NamedFiles::kCheck) {
  const auto settings = load_judge(table, files);
  EXPECT_TRUE(settings) << to_string(settings ? std::vector<Problem>{} : settings.error());
  return settings ? settings->judge : JudgeSettings{};
}

std::string bad_judge(const std::string& table) {
  const auto settings = load_judge(table);
  return settings ? "no problem" : to_string(settings.error());
}

const std::string kUrl = "url = 'https://models.example/v1/chat/completions'\n";

TEST(JudgeConfig, NoneUnlessTheConfigSaysSo) {
  const auto builtin = load_builtin(notify::sink_table());
  ASSERT_TRUE(builtin);
  EXPECT_FALSE(builtin->judge.on());
  EXPECT_EQ(show(*builtin, notify::sink_table()).find("judge"), std::string::npos);
}

TEST(JudgeConfig, TakesAUrl) {
  const JudgeSettings judge =
      good_judge(kUrl +
                     "model = 'm'\napi_key_file = 'key'\ntimeout = '5s'\n"
                     "max_per_hour = 100000\nband = [0, 0.5]\ncandidates = 5\n"
                     "allow_networks = ['10.0.0.0/8']\n",
                 NamedFiles::kLeave);
  EXPECT_TRUE(judge.on());
  EXPECT_EQ(judge.url, "https://models.example/v1/chat/completions");
  EXPECT_EQ(judge.model, "m");
  EXPECT_EQ(judge.api_key_file, "/etc/newswatch/key");
  EXPECT_EQ(judge.timeout, 5s);
  EXPECT_EQ(judge.max_per_hour, 100'000);
  EXPECT_EQ(judge.band, (Band{0, 0.5}));
  EXPECT_EQ(judge.candidates, 5);
  EXPECT_EQ(judge.allow_networks, std::vector<std::string>{"10.0.0.0/8"});
}

TEST(JudgeConfig, TakesACommand) {
  const JudgeSettings judge = good_judge("command = ['sh', '-c', 'x']\n");
  EXPECT_TRUE(judge.on());
  EXPECT_EQ(judge.command, (std::vector<std::string>{"sh", "-c", "x"}));
  JudgeSettings plain;
  plain.command = judge.command;
  EXPECT_EQ(judge, plain);
  const auto settings = load_judge("command = ['sh', '-c', 'x']\n");
  const auto again =
      parse_settings(show(*settings, notify::sink_table()), "f", notify::sink_table(),
                     "/etc/newswatch", NamedFiles::kCheck, Feeds::kOptional);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(again->judge, judge);
}

// What stands there as a comment is the whole table with its defaults.
TEST(JudgeConfig, CommentedTableOfTheDefaultFileStatesTheDefaults) {
  const std::string file(kDefaultToml);
  const auto start = file.find("# [judge]\n");
  ASSERT_NE(start, std::string::npos);
  std::istringstream lines(file.substr(start, file.find("\n\n", start) - start));
  const std::regex setting("# ([a-z_]+ = .*)");
  std::string table, command;
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, setting)) continue;
    (line.starts_with("# command") ? command : table) += match[1].str() + "\n";
  }
  JudgeSettings expected;
  expected.url = "https://models.example.com/v1/chat/completions";
  EXPECT_EQ(good_judge(table), expected) << table;
  EXPECT_EQ(good_judge(command, NamedFiles::kLeave).command,
            std::vector<std::string>{"/usr/local/bin/judge"});
  const std::string keys = show(*load_judge(table), notify::sink_table());
  for (const char* key : {"url", "model", "api_key_file", "allow_networks", "timeout",
                          "max_per_hour", "band", "candidates"}) {
    EXPECT_NE(table.find(std::string(key) + " = "), std::string::npos) << key;
    EXPECT_NE(keys.find("\n" + std::string(key) + " = "), std::string::npos) << key;
  }
}

TEST(JudgeConfig, AsksSomebody) {
  EXPECT_EQ(bad_judge("max_per_hour = 5\n"),
            "f:1:1: [judge] without url or command: nobody would be asked; write url = "
            "\"https://HOST/v1/chat/completions\", or no [judge]\n");
  EXPECT_EQ(bad_judge(kUrl + "command = ['sh']\n"),
            "f:3:11: [judge] has a url and a command; write one of the two\n");
  EXPECT_EQ(bad_judge("command = ['sh']\nmodel = 'm'\n"),
            "f:3:9: model is of no use here: it belongs to a judge with a url; write nothing in "
            "its place\n");
}

TEST(JudgeConfig, UrlIsOneOfAChatServer) {
  const std::string fix = "; write url = \"https://HOST/v1/chat/completions\"\n";
  EXPECT_EQ(bad_judge("url = 'ftp://x/v1'\n"), "f:2:7: url is no http or https address" + fix);
  EXPECT_EQ(bad_judge("url = 'models.example/v1'\n"),
            "f:2:7: url is no http or https address" + fix);
  EXPECT_EQ(bad_judge("url = 'https://models.example'\n"),
            "f:2:7: url \"https://models.example\" has no path" + fix);
  EXPECT_EQ(bad_judge("url = 'https://me:hunter2@models.example/v1'\n"),
            "f:2:7: url holds a user or a password, which everyone may read here; write "
            "api_key_file = \"FILE\", a file with the key alone\n");
}

TEST(JudgeConfig, ServerInsideNeedsLeave) {
  EXPECT_EQ(bad_judge("url = 'http://127.0.0.1:8080/v1'\n"),
            "f:2:7: 127.0.0.1 is a loopback address: not asked without leave; write "
            "allow_networks = [\"127.0.0.1\"] as well\n");
  EXPECT_EQ(bad_judge("url = 'http://[::1]/v1'\n"),
            "f:2:7: ::1 is a loopback address: not asked without leave; write allow_networks = "
            "[\"::1\"] as well\n");
  EXPECT_NE(
      bad_judge("url = 'http://localhost:11434/v1'\n").find("allow_networks = [\"127.0.0.0/8\""),
      std::string::npos);
  EXPECT_TRUE(good_judge("url = 'http://localhost/v1'\nallow_networks = ['::1']\n").on());
  EXPECT_TRUE(good_judge("url = 'http://10.1.2.3/v1'\nallow_networks = ['10.0.0.0/8']\n").on());
}

TEST(JudgeConfig, NumbersHaveRanges) {
  EXPECT_EQ(bad_judge(kUrl + "timeout = '500ms'\n"),
            "f:3:11: timeout is 500ms; write a duration from 1s to 10m\n");
  EXPECT_EQ(bad_judge(kUrl + "max_per_hour = 0\n"),
            "f:3:16: max_per_hour is 0; write a whole number from 1 to 1000000\n");
  EXPECT_EQ(bad_judge(kUrl + "candidates = 6\n"),
            "f:3:14: candidates is 6; write a whole number from 1 to 5\n");
  for (const char* band :
       {"[0.4, 0.1]", "[0.1]", "[0.1, 0.2, 0.3]", "[]", "0.2", "['a', 'b']", "[0.1, 'b', 0.4]",
        "[-0.1, 0.4]", "[0.1, 1.1]", "[0.2, 0.2]", "[nan, 0.4]", "[0.1, nan]"}) {
    EXPECT_EQ(bad_judge(kUrl + "band = " + band + "\n"),
              "f:3:8: band is no range of scores; write band = [0.10, 0.40], two numbers from 0 to "
              "1, the lower first\n")
        << band;
  }
  EXPECT_TRUE(
      bad_judge(kUrl + "allow_networks = ['x']\n").starts_with("f:3:19: \"x\" is no network"));
  EXPECT_EQ(bad_judge(kUrl + "candidate = 2\n"),
            "f:3:1: unknown key \"candidate\" in [judge]; write candidates\n");
}

TEST(JudgeConfig, KeyComesFromAFileOrACredential) {
  const test::Folder folder;
  EXPECT_EQ(bad_judge(kUrl + "api_key_file = '/no/such'\n"),
            "f:3:16: read api_key_file \"/no/such\": No such file or directory\n");
  std::ofstream(folder.path() / "judge-api-key") << "two words\n";
  ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  EXPECT_NE(bad_judge(kUrl).find("a blank, a control character"), std::string::npos);
  std::ofstream(folder.path() / "judge-api-key") << "sk-1\n";
  EXPECT_EQ(good_judge(kUrl).api_key_file, folder.path() / "judge-api-key");
  EXPECT_TRUE(good_judge("command = ['sh']\n").api_key_file.empty());
  std::ofstream(folder.path() / "other") << "sk-2\n";
  EXPECT_EQ(good_judge(kUrl + "api_key_file = '$CREDENTIALS_DIRECTORY/other'\n").api_key_file,
            folder.path() / "other");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_TRUE(good_judge(kUrl).api_key_file.empty());
}

}  // namespace
}  // namespace newswatch::config
