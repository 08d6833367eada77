// Completion of command lines: what the program says may stand next, and the real shells that ask
// it.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "program/terminal_process.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

// A shell that would take it for more than a word runs a command.
const std::string kOddName = "od;d $(touch ran) 'q' \"x\" \\";

class Completion : public CliFolder {
 protected:
  void fill() {
    model::Event hostile = event(kNew, "Altman\x1b[31m\tsays\nso", std::chrono::hours(1));
    hostile.topics = {"old topic"};
    model::Event merged = event(kMerged, "Merged", std::chrono::hours(3));
    merged.merged_into = kOld;
    store::Batch batch;
    batch.events = {event(kOld, "Nvidia falls", std::chrono::hours(4)), merged, hostile};
    batch.reports = {report(kOld, "TIME", "Nvidia falls: \x1b[2Jall of it")};
    model::FeedState feed;
    feed.url = "https://gone.test/feed";
    feed.name = "gone";
    feed.title = "Gone - all news";
    model::FeedState odd = feed;
    odd.url = "https://odd.test/feed";
    odd.name = kOddName;
    batch.feeds = {feed, odd};
    model::OutboxRow row;
    row.row = 17;
    row.sink = "mail";
    row.notification.title = "Nvidia falls";
    batch.outbox = {row};
    commit(batch);
  }

  // The words that fit, or with what stands behind the tab.
  Words completed(const Words& typed, bool whole = false) {
    Words args = {"__complete"};
    args.insert(args.end(), typed.begin(), typed.end());
    const Ran ran = run_cli(args, {}, {"NEWSWATCH_CONFIG=" + config_});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "");
    Words words;
    for (const std::string& line : lines(ran.out)) {
      EXPECT_NE(line.find('\t'), line.npos) << line;
      words.push_back(whole ? line : line.substr(0, line.find('\t')));
    }
    return words;
  }

  const std::string new_ = kNew.substr(18), old_ = kOld.substr(18);
};

TEST_F(Completion, KnowsCommandsAndOptions) {
  EXPECT_THAT(completed({""}), Contains("events"));
  EXPECT_THAT(completed({"ev"}, true), ElementsAre("events\tList, show, follow and export events"));
  EXPECT_THAT(completed({"events", "s"}), ElementsAre("show", "silence", "split"));
  EXPECT_THAT(completed({"--json", "events", "li"}), ElementsAre("list"));
  EXPECT_THAT(completed({"events", "export", "--"}),
              ElementsAre("--help", "--config", "--state-dir", "--json", "--topic", "--since",
                          "--until", "--format", "--bom"));
  EXPECT_THAT(completed({"events", "export", "--bom", "--b"}), IsEmpty()) << "it is given";
  EXPECT_THAT(completed({"nonsense", "x", ""}), Contains("events")) << "as if it were not there";
  EXPECT_THAT(completed({}), IsEmpty());
}

TEST_F(Completion, KnowsWordsOfOptionsAndWhereFilesStand) {
  EXPECT_THAT(completed({"events", "export", "--format", ""}), ElementsAre("jsonl", "csv", "atom"));
  EXPECT_THAT(completed({"report", "--format", ""}), ElementsAre("html", "md"));
  EXPECT_THAT(completed({"events", "export", "--format=c"}), ElementsAre("--format=csv"));
  EXPECT_THAT(completed({"events", "export", "--format", "=", "c"}), ElementsAre("csv"))
      << "as bash has it";
  EXPECT_THAT(completed({"completion", ""}), ElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(completed({"config", "check", "x"}), ElementsAre(":files"));
  EXPECT_THAT(completed({"backup", ""}), ElementsAre(":folders"));
  EXPECT_THAT(completed({"reload", ""}), IsEmpty());
  EXPECT_THAT(completed({"feeds", "discover", "http"}), IsEmpty());
}

TEST_F(Completion, KnowsEventsNewestFirstWithTheirTitles) {
  fill();
  EXPECT_THAT(completed({"events", "show", ""}, true),
              ElementsAre(new_ + "\tAltman\\x1b[31m\\tsays\\nso", old_ + "\tNvidia falls"));
  EXPECT_THAT(completed({"explain", "11cc"}), ElementsAre(new_)) << "small letters, too";
  EXPECT_THAT(completed({"explain", "7ZZZ"}), ElementsAre(kNew, kOld)) << "the beginning of ids";
  EXPECT_THAT(completed({"events", "merge", old_, ""}), ElementsAre(new_)) << "not the same twice";
  EXPECT_THAT(completed({"events", "merge", old_, new_, ""}), IsEmpty());
  EXPECT_THAT(
      completed({"events", "split", old_, ""}, true),
      ElementsAre(("TIME" + kOld).substr(0, 12) + "\tTIME: Nvidia falls: \\x1b[2Jall of it"));
  EXPECT_THAT(completed({"outbox", "retry", ""}, true), ElementsAre("17\tmail: Nvidia falls"));
}

TEST_F(Completion, KnowsNamesOfConfigAndStore) {
  fill();
  EXPECT_THAT(
      completed({"poll", ""}, true),
      ElementsAre("one\tOne", "two\tTwo", "gone\tGone - all news", kOddName + "\tGone - all news"));
  EXPECT_THAT(completed({"feeds", "pause", "one", ""}), ElementsAre("two", "gone", kOddName));
  EXPECT_THAT(completed({"stories", "list", "--feed", "t"}), ElementsAre("two"));
  EXPECT_THAT(completed({"events", "list", "--topic", ""}),
              ElementsAre("deepseek-r1", "old topic"));
  EXPECT_THAT(completed({"events", "silence", "d"}), ElementsAre("deepseek-r1"));
  EXPECT_THAT(completed({"outbox", "list", "--sink", ""}), ElementsAre("log", "file"));
  EXPECT_THAT(completed({"sinks", "test", "l"}), ElementsAre("log"));
}

TEST_F(Completion, ReadsTheConfigAndTheStoreThatTheCommandLineNames) {
  fill();
  const std::string other = (folder_ / "other.toml").string();
  std::ofstream(other) << "[[feed]]\nname = \"third\"\nurl = \"https://three.test/\"\n";
  EXPECT_THAT(completed({"poll", "--config", other, "--state-dir", "/nowhere", ""}),
              ElementsAre("third"));
  EXPECT_THAT(completed({"--config=" + other, "poll", "--state-dir=/nowhere", ""}),
              ElementsAre("third"));
  EXPECT_THAT(completed({"events", "show", "--state-dir", "/nowhere", ""}), IsEmpty());
  std::ofstream(config_) << "broken [\n";
  const auto state = (folder_ / "state").string();
  EXPECT_THAT(completed({"--state-dir", state, "poll", ""}), ElementsAre("gone", kOddName));
  EXPECT_THAT(completed({"--state-dir", state, "events", "show", ""}), ElementsAre(new_, old_));
}

TEST_F(Completion, WritesTheScriptOfEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    std::ifstream in(NEWSWATCH_SOURCE_DIR "/config/completions/newswatch." + std::string(shell));
    std::stringstream script;
    script << in.rdbuf();
    EXPECT_EQ(run_cli({"completion", shell}).out, script.str());
  }
  EXPECT_THAT(run_cli({"completion", "tcsh"}).err, HasSubstr("is not bash, zsh or fish"));
}

// A shell before which somebody types and presses Tab.
class CompletionInShell : public Completion,
                          public testing::WithParamInterface<std::pair<const char*, const char*>> {
 protected:
  void SetUp() override {
    Completion::SetUp();
    const std::string found = "command -v " + name() + " >/dev/null 2>&1";
    if (std::system(found.c_str()) != 0) GTEST_SKIP() << name() << " is missing";
    if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
    fill();
    const std::string home = folder_.string();
    Words command = {name(), "-i"};
    if (name() == "bash") command = {"bash", "--norc", "--noprofile", "-i"};
    if (name() == "zsh") command = {"zsh", "-f", "-i"};
    if (name() == "fish") command = {"fish", "--no-config", "-i"};
    const auto programs = std::filesystem::path(NEWSWATCH_BINARY).parent_path().string();
    shell_ = std::make_unique<TerminalProcess>(
        command, Words{"HOME=" + home, "TERM=xterm", "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME=" + home,
                       "XDG_DATA_HOME=" + home, "NEWSWATCH_CONFIG=" + config_, "INPUTRC=/dev/null",
                       "PROGRAMS=" + programs});
    shell_->type((name() == "fish" ? "set -x PATH $PROGRAMS $PATH\n" : "PATH=$PROGRAMS:$PATH\n") +
                 std::string(GetParam().second) + "\necho RE''ADY\n");
    ASSERT_TRUE(shell_->shows("READY")) << shell_->screen();
  }
  static std::string name() { return GetParam().first; }

  // The line that stands there after somebody typed this: it is printed and not run.
  void expect_line(const std::string& typed, const std::string& line) {
    shell_->type(typed);
    // What the Tab found is awaited, so that the next keys do not come into it.
    ASSERT_TRUE(shell_->shows(line.substr(line.rfind(' ') + 1))) << shell_->screen();
    shell_->type(
        "\x01"
        "echo RE''SULT: \x05\n");
    EXPECT_TRUE(shell_->shows("RESULT: " + line)) << shell_->screen();
  }

  std::unique_ptr<TerminalProcess> shell_;
};

TEST_P(CompletionInShell, CompletesCommandsOptionsAndNames) {
  expect_line("newswatch hel\t", "newswatch held");
  expect_line("newswatch events exp\t", "newswatch events export");
  expect_line("newswatch events export --fo\t", "newswatch events export --format");
  expect_line("newswatch poll go\t", "newswatch poll gone");
  expect_line("newswatch events list --topic dee\t", "newswatch events list --topic deepseek-r1");
  expect_line("newswatch events list --topic old\t", "newswatch events list --topic old topic");
  expect_line("newswatch outbox list --sink fi\t", "newswatch outbox list --sink file");
  expect_line("newswatch events show 11\t", "newswatch events show " + new_);
  expect_line("newswatch config check newsw\t", "newswatch config check newswatch.toml");
}

TEST_P(CompletionInShell, RunsNothingThatAFeedIsCalled) {
  expect_line("newswatch poll od\t", "newswatch poll " + kOddName);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "ran"));
}

TEST_P(CompletionInShell, ShowsTheTitlesOfEvents) {
  shell_->type("newswatch events show \t");
  if (name() == "bash") shell_->type("\t");
  EXPECT_TRUE(shell_->shows("Nvidia falls")) << shell_->screen();
  EXPECT_EQ(shell_->screen().find("\x1b[31m\t"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Shells, CompletionInShell,
    testing::Values(std::pair{"bash", "cd; source <(newswatch completion bash)"},
                    std::pair{"zsh",
                              "cd; autoload -Uz compinit; compinit -u -D; "
                              "source <(newswatch completion zsh)"},
                    std::pair{"fish", "cd; newswatch completion fish | source"}),
    [](const auto& one) { return std::string(one.param.first); });

}  // namespace
}  // namespace newswatch::system_test
