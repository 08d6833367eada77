// What a judge is shown, how often it is asked, and what its answers come to.
#include "engine/doubts.h"

#include <gtest/gtest.h>

#include "unit/engine/waiting.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;

constexpr double kThreshold = 0.24;

AskedCandidate open(const std::string& event, double score) {
  AskedCandidate candidate;
  candidate.question.event = "W";
  candidate.question.candidate = candidate.event = event;
  candidate.question.score = score;
  candidate.title = "Title of " + event;
  return candidate;
}

AskedCandidate settled(const std::string& event, double score,
                       std::optional<model::Verdict> verdict, const std::string& why = "so it is") {
  AskedCandidate candidate = open(event, score);
  candidate.question.settled = true;
  candidate.question.verdict = verdict;
  candidate.question.why = why;
  return candidate;
}

Resolution of(const std::vector<AskedCandidate>& candidates) {
  return decide(candidates, kThreshold);
}

TEST(Decide, TheFirstSameJoinsAtOnce) {
  const Resolution result = of({settled("A", 0.3, kSame), open("B", 0.2)});
  EXPECT_TRUE(result.decided);
  EXPECT_EQ(result.into, "A");
  EXPECT_EQ(result.score, 0.3);
  EXPECT_EQ(result.outcome, JudgeOutcome::kSame);
  EXPECT_EQ(result.why, (std::vector<std::string>{"judge: same as \"Title of A\": so it is"}));
}

TEST(Decide, ABetterCandidateIsWaitedFor) {
  EXPECT_FALSE(of({settled("B", 0.2, kSame), open("A", 0.3)}).decided);
  EXPECT_FALSE(of({settled("B", 0.2, kNotSame), open("A", 0.3)}).decided);
}

TEST(Decide, ABetterCandidateThatIsOutIsNotWaitedFor) {
  for (const std::optional<model::Verdict> out : {std::optional(kNotSame), {}}) {
    const Resolution result =
        of({settled("A", 0.35, out), settled("B", 0.3, kSame), open("C", 0.2)});
    EXPECT_TRUE(result.decided);
    EXPECT_EQ(result.into, "B") << "a judge's word goes before a score";
  }
}

TEST(Decide, NotSameToAllStandsByItselfWhateverTheScore) {
  const Resolution result =
      of({settled("A", 0.39, kNotSame, "another day"), settled("B", 0.3, kNotSame)});
  EXPECT_TRUE(result.decided);
  EXPECT_TRUE(result.into.empty());
  EXPECT_EQ(result.outcome, JudgeOutcome::kNotSame);
  EXPECT_EQ(result.why.at(0), "judge: not the same as \"Title of A\": another day");
  EXPECT_EQ(result.why.size(), 2u);
}

TEST(Decide, WithoutAnAnswerTheScoreDecides) {
  const Resolution joins = of({settled("A", 0.24, {}, "late"), settled("B", 0.2, {}, "late")});
  EXPECT_EQ(joins.into, "A");
  EXPECT_EQ(joins.outcome, JudgeOutcome::kNoAnswer);
  EXPECT_EQ(joins.why.at(0), "judge: no answer about \"Title of A\" (late): the score decides");
  const Resolution stands = of({settled("A", 0.23, {}, "late")});
  EXPECT_TRUE(stands.decided);
  EXPECT_TRUE(stands.into.empty());
  EXPECT_EQ(stands.outcome, JudgeOutcome::kNoAnswer);
}

TEST(Decide, AScoreDecidesOnlyOnWhatTheJudgeDidNotRefuse) {
  const Resolution second = of({settled("A", 0.39, kNotSame), settled("B", 0.3, {}, "late")});
  EXPECT_EQ(second.into, "B");
  const Resolution none = of({settled("A", 0.39, kNotSame), settled("B", 0.2, {}, "late")});
  EXPECT_TRUE(none.decided);
  EXPECT_TRUE(none.into.empty());
}

TEST(Decide, AnEventThatIsGoneTakesNothing) {
  AskedCandidate gone = settled("A", 0.39, kSame);
  gone.event.clear();
  gone.title.clear();
  const Resolution alone = of({gone});
  EXPECT_TRUE(alone.decided);
  EXPECT_TRUE(alone.into.empty());
  EXPECT_EQ(alone.why.at(0),
            "judge: no answer about an event that is closed (it took no more reports): the score "
            "decides");
  EXPECT_EQ(of({gone, settled("B", 0.3, kSame)}).into, "B");
}

TEST(Decide, TwoThatAreTheSameAreNamed) {
  const Resolution both = of({settled("A", 0.3, kSame), settled("B", 0.2, kSame)});
  EXPECT_EQ(both.into, "A");
  EXPECT_EQ(both.also, "B");
  AskedCandidate merged = settled("B", 0.2, kSame);
  merged.event = "A";
  EXPECT_TRUE(of({settled("A", 0.3, kSame), merged}).also.empty()) << "they are one already";
}

TEST(Decide, OfEqualScoresTheOlderEventIsFirst) {
  EXPECT_EQ(of({settled("B", 0.3, kSame), settled("A", 0.3, kSame)}).into, "A");
}

model::Statement says(const std::string& title, const std::string& summary = "") {
  return {.title = title, .summary = summary, .outlet = "TIME", .published = {}};
}

std::vector<std::string> titles(const std::vector<model::Statement>& statements) {
  std::vector<std::string> out;
  for (const auto& one : statements) out.push_back(one.title);
  return out;
}

TEST(MostAlike, ShowsTheReportsThatShareMostWords) {
  const auto shown =
      most_alike(says("Ferry strike strands thousands", "crews walk out at Dover"),
                 {says("Port closed"), says("Dover crews strike", "thousands wait"),
                  says("Ferry strike"), says("Ferries", "strands thousands in Dover")});
  EXPECT_EQ(titles(shown), (std::vector<std::string>{"Dover crews strike", "Ferries",
                                                     "Ferry strike", "Port closed"}));
}

TEST(MostAlike, ShowsFiveAtMostAndOfEqualsTheFirst) {
  std::vector<model::Statement> reports;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) {
    reports.push_back(says(std::string("Strike ") + name));
  }
  EXPECT_EQ(titles(most_alike(says("The strike"), reports)),
            (std::vector<std::string>{"Strike a", "Strike b", "Strike c", "Strike d", "Strike e"}));
}

TEST(MostAlike, DoesNotShowACopyTwice) {
  const auto shown = most_alike(
      says("Strike"), {says("Strike goes on", "x"), says("Ferries"), says("Strike goes on", "x")});
  EXPECT_EQ(titles(shown), (std::vector<std::string>{"Strike goes on", "Ferries"}));
}

TEST(QuestionBudget, CountsWithinAClockHour) {
  const model::Time start = *text::parse_rfc3339("2025-01-28T20:30:00Z");
  QuestionBudget limit;
  EXPECT_EQ(limit.left(start, 3), 3u);
  limit.spend(start, 2);
  EXPECT_EQ(limit.left(start, 3), 1u);
  EXPECT_EQ(limit.text(), "2025-01-28T20 2");
  limit.spend(start + 29min, 2);
  EXPECT_EQ(limit.left(start + 29min, 3), 0u);
  EXPECT_EQ(limit.left(start + 30min, 3), 3u);
  limit.spend(start + 30min, 1);
  EXPECT_EQ(limit.text(), "2025-01-28T21 1");
}

TEST(QuestionBudget, ReadsWhatItWrote) {
  const model::Time now = *text::parse_rfc3339("2025-01-28T20:30:00Z");
  EXPECT_EQ(QuestionBudget("2025-01-28T20 17").left(now, 60), 43u);
  for (const char* odd : {"", "2025", "2025-01-28T20", "2025-01-28T20 x", "2025-01-28T20x17"}) {
    EXPECT_EQ(QuestionBudget(odd).left(now, 60), 60u) << odd;
  }
}

}  // namespace
}  // namespace newswatch::engine
