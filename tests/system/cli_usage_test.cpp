// What the program says of itself and of a wrong command line.
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "program/daemon_process.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Words = std::vector<std::string>;

class CliUsage : public CliFolder {
 protected:
  // What is said of a wrong command line, in one line.
  static std::string refusal(const Words& words) {
    const Ran ran = run_cli(words);
    EXPECT_EQ(ran.status, 2) << testing::PrintToString(words);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
    EXPECT_THAT(ran.err, StartsWith("newswatch: "));
    EXPECT_EQ(ran.err.find('\x1b'), std::string::npos);
    return ran.err;
  }
};

TEST_F(CliUsage, SuggestsTheCommandThatIsMeant) {
  EXPECT_EQ(refusal({"evnts"}),
            "newswatch: no command \"evnts\"; did you mean `newswatch events`?\n");
  EXPECT_THAT(refusal({"event", "list"}), HasSubstr("did you mean `newswatch events list`?"));
  EXPECT_THAT(refusal({"event", "lsit", "--topic", "x"}), HasSubstr("`newswatch events list`?"));
  EXPECT_EQ(refusal({"events", "lst"}),
            "newswatch: events has no command \"lst\"; did you mean `newswatch events list`?\n");
  EXPECT_THAT(refusal({"EVENTS", "List"}), HasSubstr("did you mean `newswatch events list`?"));
  EXPECT_THAT(refusal({"conf", "check"}), HasSubstr("did you mean `newswatch config check`?"));
  EXPECT_EQ(refusal({""}), "newswatch: no command \"\"; see `newswatch --help`\n");
  EXPECT_THAT(refusal({"list"}), HasSubstr("`newswatch events list`, `newswatch stories "
                                           "list`, `newswatch feeds list`, `newswatch outbox list` "
                                           "or `newswatch sinks list`?"));
  EXPECT_THAT(refusal({"help"}), HasSubstr("`newswatch --help`?"));
  EXPECT_THAT(refusal({"events", "help"}), HasSubstr("`newswatch events --help`?"));
  EXPECT_THAT(refusal({"version"}), HasSubstr("`newswatch --version`?"));
  EXPECT_EQ(refusal({"nonsense"}), "newswatch: no command \"nonsense\"; see `newswatch --help`\n");
  EXPECT_THAT(refusal({"a\x1b[2J\xff" + std::string(9000, 'x')}),
              testing::SizeIs(testing::Lt(200)));
}

TEST_F(CliUsage, SuggestsTheOptionThatIsMeant) {
  EXPECT_EQ(refusal({"events", "list", "--topc", "x"}),
            "newswatch: events list has no option \"--topc\"; did you mean --topic?\n");
  EXPECT_THAT(refusal({"events", "list", "--topc=x"}), HasSubstr("did you mean --topic?"));
  EXPECT_THAT(refusal({"events", "list", "-topic", "x"}), HasSubstr("did you mean --topic?"));
  EXPECT_THAT(refusal({"events", "list", "--top", "x"}), HasSubstr("did you mean --topic?"));
  EXPECT_THAT(refusal({"--jsno", "events", "list"}), HasSubstr("did you mean --json?"));
  EXPECT_THAT(refusal({"--since", "7d", "events", "list"}),
              HasSubstr("it goes after the command: `newswatch events list --since`"));
  EXPECT_EQ(refusal({"events", "list", "-x"}),
            "newswatch: events list has no option \"-x\"; see `newswatch events list --help`\n");
}

TEST_F(CliUsage, SaysWhatIsWrongWithAValueInAPlainSentence) {
  EXPECT_EQ(refusal({"events", "list", "-n", "-3"}),
            "newswatch: -n,--lines: \"-3\" is not a whole number, 0 or more; see `newswatch events "
            "list --help`\n");
  for (const char* count : {"many", "1.5", "", "0x10", "+1", "99999999999999999999"}) {
    EXPECT_THAT(refusal({"events", "tail", "-n", count}), HasSubstr("is not a whole number"));
  }
  EXPECT_THAT(refusal({"outbox", "show", "x"}), HasSubstr("ROW: \"x\" is not a whole number"));
  EXPECT_THAT(refusal({"events", "export", "--format", "xlsx"}),
              HasSubstr("\"xlsx\" is not jsonl, csv or atom"));
  EXPECT_THAT(refusal({"events", "list", "--json=maybe"}), HasSubstr("--json takes no value"));
  EXPECT_THAT(refusal({"events", "list", "--since"}), HasSubstr("--since needs a value"));
  EXPECT_THAT(refusal({"events", "list", "--since", "1d", "--since", "2d"}),
              HasSubstr("--since is given more than once"));
  EXPECT_THAT(refusal({"events", "list", "--since", "2", "hours", "ago"}),
              HasSubstr("a time of several words needs quotes"));
}

TEST_F(CliUsage, SaysWhatIsMissingOrTooMuch) {
  EXPECT_EQ(
      refusal({"events"}),
      "newswatch: which command of `newswatch events`? list, show, tail, export, silence, merge, "
      "split, move or dismiss; see `newswatch events --help`\n");
  EXPECT_EQ(refusal({"events", "show"}),
            "newswatch: ID is missing; see `newswatch events show --help`\n");
  EXPECT_THAT(refusal({"events", "show", "a", "b"}), HasSubstr("\"b\" is one word too many"));
  EXPECT_THAT(refusal({"outbox", "retry", "1", "--sink", "x"}),
              HasSubstr("--sink goes with --all"));
  EXPECT_THAT(refusal({"match", "x", "--since", "7d"}), HasSubstr("FILE can't go with --since"));
}

TEST_F(CliUsage, RefusesJsonOfCommandsThatPrintNone) {
  for (const Words& words :
       {Words{"run"}, {"feeds", "import", "-"}, {"feeds", "export"}, {"completion", "bash"}}) {
    Words before = words, after = words;
    before.insert(before.begin(), "--json");
    after.emplace_back("--json");
    EXPECT_THAT(refusal(before), HasSubstr("prints no JSON"));
    EXPECT_THAT(refusal(after), HasSubstr("no option \"--json\""));
  }
  EXPECT_THAT(refusal({"--json"}), HasSubstr("--json goes with a command"));
}

TEST_F(CliUsage, HelpOfEveryCommandHasItsOwnExampleAndTheExitStatuses) {
  const std::vector<Words> commands = {{},
                                       {"run"},
                                       {"parse"},
                                       {"match"},
                                       {"cluster"},
                                       {"rematch"},
                                       {"held"},
                                       {"explain"},
                                       {"search"},
                                       {"report"},
                                       {"init"},
                                       {"stories"},
                                       {"stories", "list"},
                                       {"topics"},
                                       {"topics", "try"},
                                       {"events"},
                                       {"events", "list"},
                                       {"events", "show"},
                                       {"events", "tail"},
                                       {"events", "silence"},
                                       {"events", "export"},
                                       {"status"},
                                       {"retention"},
                                       {"events", "merge"},
                                       {"events", "split"},
                                       {"events", "move"},
                                       {"events", "dismiss"},
                                       {"feeds", "pause"},
                                       {"feeds", "resume"},
                                       {"poll"},
                                       {"reload"},
                                       {"replay"},
                                       {"backup"},
                                       {"restore"},
                                       {"check"},
                                       {"completion"},
                                       {"feeds"},
                                       {"feeds", "list"},
                                       {"feeds", "check"},
                                       {"feeds", "discover"},
                                       {"feeds", "import"},
                                       {"feeds", "export"},
                                       {"outbox"},
                                       {"outbox", "list"},
                                       {"outbox", "show"},
                                       {"outbox", "retry"},
                                       {"outbox", "drop"},
                                       {"config"},
                                       {"config", "check"},
                                       {"config", "init"},
                                       {"sinks", "list"},
                                       {"sinks", "test"},
                                       {"config", "show"}};
  for (auto args : commands) {
    std::string words = "newswatch";
    for (const std::string& word : args) words += " " + word;
    args.emplace_back("--help");
    const Ran ran = run_cli(args);
    EXPECT_EQ(ran.status, 0);
    const std::size_t example = ran.out.find("Example:\n  ");
    ASSERT_NE(example, std::string::npos) << words;
    std::string shown = ran.out.substr(example);
    std::replace(shown.begin(), shown.end(), '\n', ' ');
    EXPECT_THAT(shown, HasSubstr(words + " "));
    EXPECT_THAT(shown, HasSubstr("Exit status: 0 done, 1 failed, 2 wrong command line, 3 not"));
    if (args.size() == 1) continue;
    EXPECT_THAT(run_cli({"--help"}).out, HasSubstr("  " + args.front() + " ")) << "not listed";
  }
  EXPECT_THAT(run_cli({"--version"}).out, StartsWith("newswatch 0."));
}

TEST_F(CliUsage, HelpThatCannotBeWrittenIsAFailure) {
  const std::string command = std::string(NEWSWATCH_BINARY) + " --help > /dev/full 2>&1";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
}

TEST_F(CliUsage, EachProblemOfAConfigBeginsWithTheProgramsName) {
  std::ofstream(config_) << "[fetch]\nintervall = \"10m\"\nnonsense = 1\n";
  for (const Words& words : {Words{"config", "check"}, {"config", "show"}, {"run", "--once"}}) {
    const Ran ran = cli(words);
    EXPECT_EQ(ran.status, 78);
    ASSERT_EQ(lines(ran.err).size(), 2u) << ran.err;
    for (const std::string& line : lines(ran.err)) {
      EXPECT_THAT(line, StartsWith("newswatch: " + config_ + ":"));
    }
  }
}

TEST_F(CliUsage, AloneItSaysWhatToDoBeforeTheFirstRun) {
  const Ran ran = cli({});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(config_ + ": 2 feeds, 1 topic"),
                             HasSubstr("has not run in " + (folder_ / "state").string()),
                             HasSubstr("next, each with --config " + config_ + ":\n"),
                             HasSubstr("  newswatch run  "), HasSubstr("newswatch --help"),
                             Not(HasSubstr("events list"))));
}

TEST_F(CliUsage, AloneItSaysWhatThereIsToRead) {
  store::Batch batch;
  batch.events = {event(kNew, "Altman\x1b[31m", std::chrono::hours(3))};
  commit(batch);
  const Ran ran = cli({});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("newest event 3 h ago: Altman\\x1b[31m"),
                             HasSubstr("does not run here"), HasSubstr("  newswatch run "),
                             HasSubstr("  newswatch events list  ")));
}

TEST_F(CliUsage, AloneItKnowsTheDaemonThatRuns) {
  std::ofstream(config_) << "[daemon]\nstate_dir = \"" << (folder_ / "state").string() << "\"\n"
                         << "[[feed]]\nname = \"one\"\nurl = \"http://127.0.0.1:9/\"\n";
  Daemon running({NEWSWATCH_BINARY, "run", "--config", config_});
  ASSERT_TRUE(running.logs("daemon.ready"));
  const Ran ran = cli({});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("daemon  runs\n"), Not(HasSubstr("  newswatch run ")),
                             HasSubstr("newswatch events tail -f")));
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait(std::chrono::seconds(5)), 0);
}

TEST_F(CliUsage, AloneItNamesNoCommandThatCouldNotReadTheStore) {
  std::filesystem::create_directories(folder_ / "state" / "store");
  std::ofstream(folder_ / "state" / "store" / "CURRENT") << "nonsense\n";
  const Ran ran = cli({});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr((folder_ / "state" / "store").string()),
                             Not(HasSubstr("events list")), Not(HasSubstr("newswatch run  "))));
}

TEST_F(CliUsage, AloneItSendsTheAuthorOfABrokenConfigToTheCheck) {
  std::ofstream(config_) << "[fetch]\nintervall = \"10m\"\n";
  const Ran ran = cli({});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr(config_ + ":2:1: unknown key"),
                    HasSubstr("  newswatch config check  "), Not(HasSubstr("  newswatch run "))));
}

}  // namespace
}  // namespace newswatch::system_test
