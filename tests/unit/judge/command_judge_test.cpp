// CommandJudge with real programs.
#include "judge/command_judge.h"

#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "judge/question_text.h"
#include "judge_driver.h"
#include "support/folder.h"

namespace newswatch::judge {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file).rdbuf();
  return out.str();
}

class CommandJudgeTest : public testing::Test {
 protected:
  ~CommandJudgeTest() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
  }

  std::unique_ptr<CommandJudge> judge(const std::string& script) const {
    return std::make_unique<CommandJudge>(std::vector<std::string>{"/bin/sh", "-c", script},
                                          std::vector<std::string>{"PATH=/usr/bin:/bin"}, clock_);
  }

  std::string ask(const std::string& script, model::Duration limit = 20s) const {
    const auto asked = judge(script);
    asked->start(within(limit));
    return answer(*asked);
  }

  model::SystemClock clock_;
};

TEST_F(CommandJudgeTest, GivesTheQuestionAndReadsTheAnswer) {
  newswatch::test::Folder folder;
  const std::string file = (folder.path() / "question").string();
  EXPECT_EQ(ask("cat > " + file + R"(; echo '{"same":false,"why":"other day"}')"),
            "not same: other day");
  EXPECT_EQ(contents(folder.path() / "question"), question_json(question()) + "\n");
}

TEST_F(CommandJudgeTest, OddAnswersAreBadInput) {
  EXPECT_TRUE(ask("echo maybe").starts_with("bad input: unusable answer: not one JSON object"));
  EXPECT_TRUE(ask("true").starts_with("bad input: unusable answer: "));
  EXPECT_EQ(ask(R"(echo '{"same":null,"why":"unclear"}')"), "bad input: undecided: unclear");
  EXPECT_EQ(ask("yes"), "bad input: run /bin/sh: it wrote more than 65536 bytes, ended");
}

TEST_F(CommandJudgeTest, FailedRunIsTransientWhateverItSaid) {
  EXPECT_EQ(ask(R"(echo '{"same":true,"why":"w"}'; echo 'no \033route' >&2; exit 3)"),
            "transient: run /bin/sh: exit status 3: no \\x1broute");
  EXPECT_TRUE(ask("kill -9 $$").starts_with("transient: run /bin/sh: ended by signal 9"));
  CommandJudge none({"/no/such/judge"}, {}, clock_);
  none.start(within(5s));
  EXPECT_EQ(answer(none), "transient: run /no/such/judge: No such file or directory");
}

TEST_F(CommandJudgeTest, StubbornProgramIsLateAtTheDeadlineAndEndsBehindIt) {
  const auto asked = judge("trap '' TERM; echo busy >&2; while :; do sleep 0.1; done");
  const auto begin = clock_.monotonic();
  asked->start(within(200ms));
  const std::string said = answer(*asked);
  EXPECT_TRUE(said.starts_with("transient: run /bin/sh: not done after 0.")) << said;
  EXPECT_TRUE(said.ends_with("ended: busy")) << said;
  EXPECT_LT(clock_.monotonic() - begin, 1500ms);
  // It keeps its place until it is gone; nothing more is said of it.
  EXPECT_EQ(answers(*asked, 0).size(), 0u);
}

TEST_F(CommandJudgeTest, AtMostTwoRunAtOnce) {
  newswatch::test::Folder folder;
  const auto asked = judge("cd " + folder.path().string() +
                           "; mkdir $$; sleep 0.1; ls -d [0-9]* | wc -l >> counts; rmdir $$; "
                           R"(echo '{"same":true,"why":"w"}')");
  for (int i = 0; i < 6; ++i) asked->start(within(9s, question("E", "C" + std::to_string(i))));
  const auto done = answers(*asked, 6);
  ASSERT_EQ(done.size(), 6u);
  for (const auto& one : done) EXPECT_EQ(said(one.answer), "same: w");
  const std::string counts = contents(folder.path() / "counts");
  EXPECT_EQ(counts.find_first_not_of("12\n"), counts.npos) << counts;
  EXPECT_NE(counts.find('2'), counts.npos) << counts;
}

TEST_F(CommandJudgeTest, WaitingQuestionIsLateWithoutHavingBeenAsked) {
  const auto asked = judge("sleep 20");
  asked->start(within(500ms, question("E", "C1")));
  asked->start(within(500ms, question("E", "C2")));
  asked->start(within(200ms, question("E", "C3")));
  const auto done = answers(*asked);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].candidate, "C3");
  EXPECT_EQ(said(done[0].answer), "transient: its time was over before its turn came");
}

TEST_F(CommandJudgeTest, CancelledQuestionsAreNeverAnswered) {
  const auto asked = judge(R"(sleep 0.2; echo '{"same":true,"why":"w"}')");
  asked->start(within(5s, question("E1", "C1")));
  asked->start(within(5s, question("E1", "C2")));
  asked->start(within(5s, question("E2", "C1")));
  const auto begin = clock_.monotonic();
  asked->cancel("E1");
  EXPECT_LT(clock_.monotonic() - begin, 100ms);
  const auto done = answers(*asked);
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].event, "E2");
  asked->start(within(5s));
  asked->cancel_all();
  EXPECT_TRUE(answers(*asked, 0).empty());
}

}  // namespace
}  // namespace newswatch::judge
