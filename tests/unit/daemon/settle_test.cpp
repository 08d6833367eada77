// What the answers about a waiting event come to.
#include "daemon/settle.h"

#include <gtest/gtest.h>

#include "unit/daemon/waiting.h"

namespace newswatch::daemon {
namespace {

constexpr double kThreshold = 0.24;

Candidate open(const std::string& event, double score) {
  Candidate candidate;
  candidate.question.event = "W";
  candidate.question.candidate = candidate.event = event;
  candidate.question.score = score;
  candidate.title = "Title of " + event;
  return candidate;
}

Candidate settled(const std::string& event, double score, std::optional<model::Verdict> verdict,
                  const std::string& why = "so it is") {
  Candidate candidate = open(event, score);
  candidate.question.settled = true;
  candidate.question.verdict = verdict;
  candidate.question.why = why;
  return candidate;
}

Settlement of(const std::vector<Candidate>& candidates) { return settle(candidates, kThreshold); }

TEST(Settle, TheFirstSameJoinsAtOnce) {
  const Settlement result = of({settled("A", 0.3, kSame), open("B", 0.2)});
  EXPECT_TRUE(result.settled);
  EXPECT_EQ(result.into, "A");
  EXPECT_EQ(result.score, 0.3);
  EXPECT_EQ(result.judge, "same");
  EXPECT_EQ(result.why, (std::vector<std::string>{"judge: same as \"Title of A\": so it is"}));
}

TEST(Settle, ABetterCandidateIsWaitedFor) {
  EXPECT_FALSE(of({settled("B", 0.2, kSame), open("A", 0.3)}).settled);
  EXPECT_FALSE(of({settled("B", 0.2, kNotSame), open("A", 0.3)}).settled);
}

TEST(Settle, ABetterCandidateThatIsOutIsNotWaitedFor) {
  for (const std::optional<model::Verdict> out : {std::optional(kNotSame), {}}) {
    const Settlement result =
        of({settled("A", 0.35, out), settled("B", 0.3, kSame), open("C", 0.2)});
    EXPECT_TRUE(result.settled);
    EXPECT_EQ(result.into, "B") << "a judge's word goes before a score";
  }
}

TEST(Settle, NotSameToAllStandsByItselfWhateverTheScore) {
  const Settlement result =
      of({settled("A", 0.39, kNotSame, "another day"), settled("B", 0.3, kNotSame)});
  EXPECT_TRUE(result.settled);
  EXPECT_TRUE(result.into.empty());
  EXPECT_EQ(result.judge, "not the same");
  EXPECT_EQ(result.why.at(0), "judge: not the same as \"Title of A\": another day");
  EXPECT_EQ(result.why.size(), 2u);
}

TEST(Settle, WithoutAnAnswerTheScoreDecides) {
  const Settlement joins = of({settled("A", 0.24, {}, "late"), settled("B", 0.2, {}, "late")});
  EXPECT_EQ(joins.into, "A");
  EXPECT_EQ(joins.judge, "no answer");
  EXPECT_EQ(joins.why.at(0), "judge: no answer about \"Title of A\" (late): the score decides");
  const Settlement stands = of({settled("A", 0.23, {}, "late")});
  EXPECT_TRUE(stands.settled);
  EXPECT_TRUE(stands.into.empty());
  EXPECT_EQ(stands.judge, "no answer");
}

TEST(Settle, AScoreDecidesOnlyOnWhatTheJudgeDidNotRefuse) {
  const Settlement second = of({settled("A", 0.39, kNotSame), settled("B", 0.3, {}, "late")});
  EXPECT_EQ(second.into, "B");
  const Settlement none = of({settled("A", 0.39, kNotSame), settled("B", 0.2, {}, "late")});
  EXPECT_TRUE(none.settled);
  EXPECT_TRUE(none.into.empty());
}

TEST(Settle, AnEventThatIsGoneTakesNothing) {
  Candidate gone = settled("A", 0.39, kSame);
  gone.event.clear();
  gone.title.clear();
  const Settlement alone = of({gone});
  EXPECT_TRUE(alone.settled);
  EXPECT_TRUE(alone.into.empty());
  EXPECT_EQ(alone.why.at(0),
            "judge: no answer about an event that is closed (it took no more reports): the score "
            "decides");
  EXPECT_EQ(of({gone, settled("B", 0.3, kSame)}).into, "B");
}

TEST(Settle, TwoThatAreTheSameAreNamed) {
  const Settlement both = of({settled("A", 0.3, kSame), settled("B", 0.2, kSame)});
  EXPECT_EQ(both.into, "A");
  EXPECT_EQ(both.also, "B");
  Candidate merged = settled("B", 0.2, kSame);
  merged.event = "A";
  EXPECT_TRUE(of({settled("A", 0.3, kSame), merged}).also.empty()) << "they are one already";
}

TEST(Settle, OfEqualScoresTheOlderEventIsFirst) {
  EXPECT_EQ(of({settled("B", 0.3, kSame), settled("A", 0.3, kSame)}).into, "A");
}

}  // namespace
}  // namespace newswatch::daemon
