// Doubtful reports: an event that waits for the judge, and where its reports end.
#include "unit/engine/waiting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace newswatch::engine {
namespace {

TEST_F(Waiting, ADoubtfulReportIsStoredWithItsQuestionAndUnheard) {
  ask();
  EXPECT_TRUE(event(waits_).waiting);
  EXPECT_TRUE(reports(waits_).at(0).why.empty()) << "the judge gives the reasons";
  EXPECT_EQ(told(), (std::vector{kAltman}));
  ASSERT_EQ(outbox().size(), 2u);
  EXPECT_EQ(outbox()[1].not_before, clock_.now() + 20s);
  ASSERT_EQ(questions().size(), 1u);
  const model::Question question = questions()[0];
  EXPECT_EQ(question.event, waits_);
  EXPECT_EQ(question.candidate, old_);
  EXPECT_EQ(question.a.title, kAltmanAgain);
  EXPECT_EQ(question.a.outlet, "The Hill");
  ASSERT_EQ(question.b.size(), 1u);
  EXPECT_EQ(question.b[0].title, kAltman);
  EXPECT_EQ(question.b[0].outlet, "TIME");
  EXPECT_GT(question.score, 0);
  EXPECT_EQ(question.deadline, clock_.now() + 18s) << "before the message goes out by itself";
  EXPECT_FALSE(question.settled);
  EXPECT_TRUE(resolve_doubts().closed.empty()) << "nothing is answered yet";
}

TEST_F(Waiting, SameEndsInTheOldEventBeforeAnyoneHears) {
  ask();
  answer(waits_, old_, kSame, "both tell of Altman's doubt");
  const Changes changes = resolve_doubts();
  ASSERT_EQ(changes.placed.size(), 1u);
  EXPECT_EQ(changes.placed[0].judge, JudgeOutcome::kSame);
  EXPECT_EQ(changes.placed[0].event.id, old_);
  EXPECT_EQ(changes.removed.size(), 1u);
  EXPECT_EQ(changes.closed, (std::vector{waits_}));
  EXPECT_EQ(told(), (std::vector{kAltman}));
  EXPECT_EQ(outbox().size(), 1u);
  EXPECT_EQ(event(waits_).merged_into, old_);
  EXPECT_FALSE(event(waits_).waiting);
  EXPECT_EQ(event(old_).report_count, 2u);
  EXPECT_EQ(event(old_).outlets, (std::vector<std::string>{"TIME", "The Hill"}));
  EXPECT_TRUE(reports(waits_).empty());
  ASSERT_EQ(reports(old_).size(), 2u);
  const model::Report joined = reports(old_)[1];
  EXPECT_EQ(joined.why.at(0), "judge: same as \"" + kAltman + "\": both tell of Altman's doubt");
  EXPECT_GT(joined.score, 0);
  EXPECT_FALSE(joined.opened);
  EXPECT_FALSE(joined.considered.empty());
  const auto stories = *store::find_stories(*store_, std::array{joined.story});
  EXPECT_EQ(stories.at(0)->event, old_);
  EXPECT_TRUE(questions().empty());
  EXPECT_EQ(engine_->index().find(waits_), nullptr);
  EXPECT_EQ(engine_->index().seqs(old_).size(), 2u);
}

TEST_F(Waiting, NotSameIsReleasedAtOnceAlsoWhenTheScoreWouldHaveJoined) {
  ask();
  let_the_score_join();
  answer(waits_, old_, kNotSame, "another day");
  clock_.pass(3s);
  const Changes changes = resolve_doubts();
  ASSERT_EQ(changes.revised.size(), 1u);
  EXPECT_EQ(changes.revised[0].notification.id, waits_ + ":event.new");
  EXPECT_EQ(told(), (std::vector{kAltman, kAltmanAgain}));
  EXPECT_FALSE(event(waits_).waiting);
  EXPECT_FALSE(outbox()[1].notification.event.waiting);
  EXPECT_EQ(reports(waits_).at(0).why,
            std::vector{"judge: not the same as \"" + kAltman + "\": another day"});
  EXPECT_TRUE(reports(waits_).at(0).opened);
  EXPECT_TRUE(questions().empty());
}

TEST_F(Waiting, WithoutAnAnswerTheScoreDecidesBothWays) {
  ask();
  answer(waits_, old_, {}, "late");
  resolve_doubts();
  EXPECT_EQ(told(), (std::vector{kAltman, kAltmanAgain})) << "below the threshold";
  const auto third = poll(kIndia, {{.title = kCosts, .published = clock_.now()}});
  ASSERT_EQ(third.changes.placed.size(), 1u);
  const std::string id = third.changes.placed[0].event.id;
  let_the_score_join();
  for (const model::Question& one : third.changes.questions) answer(id, one.candidate, {}, "late");
  resolve_doubts();
  EXPECT_FALSE(event(id).merged_into.empty()) << "at or above the threshold";
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(Waiting, TheSecondCandidateIsWaitedForUntilTheFirstIsOut) {
  ask();
  answer(waits_, old_, kNotSame, "");
  resolve_doubts();
  clock_.pass(1min);
  const auto third = poll(kIndia, {{.title = kCosts, .published = clock_.now()}});
  ASSERT_EQ(third.changes.questions.size(), 2u);
  const std::string id = third.changes.placed[0].event.id;
  const std::string best = third.changes.questions[0].candidate;
  const std::string second = third.changes.questions[1].candidate;
  ASSERT_GT(third.changes.questions[0].score, third.changes.questions[1].score);
  answer(id, second, kSame, "");
  EXPECT_TRUE(resolve_doubts().closed.empty());
  open();  // the answer is kept
  ASSERT_EQ(engine_->open_questions().size(), 1u);
  EXPECT_EQ(engine_->open_questions()[0].candidate, best);
  answer(id, best, kNotSame, "");
  resolve_doubts();
  EXPECT_EQ(event(id).merged_into, second);
}

TEST_F(Waiting, OverTheHourlyLimitTheScoreDecidesAtOnce) {
  settings_.judge.max_per_hour = 1;
  reload();
  ask();
  EXPECT_EQ(*store::judge_hour(*store_), "2025-01-28T20 1");
  open();  // the count is kept
  const auto third = poll(kIndia, {{.title = kCosts, .published = clock_.now()}});
  EXPECT_TRUE(third.changes.questions.empty());
  EXPECT_FALSE(event(third.changes.placed.at(0).event.id).waiting);
  EXPECT_EQ(third.changes.rows.size(), 1u);
  clock_.pass(1h);
  const auto fourth = poll(kIndia, {{.title = kRivals, .published = clock_.now()}});
  EXPECT_EQ(fourth.changes.questions.size(), 1u) << "another hour";
}

TEST_F(Waiting, WithoutAJudgeNothingWaits) {
  settings_.judge.command.clear();
  reload();
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  const auto second = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}});
  EXPECT_TRUE(second.changes.questions.empty());
  EXPECT_EQ(second.changes.rows.size(), 1u);
}

TEST_F(Waiting, AStartAsksAgainAndSettlesWhatIsLate) {
  ask();
  open_store();
  open();
  ASSERT_EQ(engine_->open_questions().size(), 1u);
  ASSERT_TRUE(engine_->give_up_late_questions(clock_.now()));
  EXPECT_TRUE(resolve_doubts().closed.empty()) << "there is time";
  EXPECT_EQ(engine_->open_questions().size(), 1u);
  clock_.pass(18s);
  open();
  ASSERT_TRUE(engine_->give_up_late_questions(clock_.now()));
  resolve_doubts();
  EXPECT_FALSE(event(waits_).waiting);
  EXPECT_EQ(told(), (std::vector{kAltman, kAltmanAgain}));
  EXPECT_TRUE(engine_->open_questions().empty());
}

TEST_F(Waiting, AReportThatJoinedMeanwhileMovesToo) {
  ask(kNavy, kSenators);
  const auto copy = poll(kIndia, {{.title = kSenators, .published = clock_.now(), .id = "i1"}});
  ASSERT_EQ(copy.changes.placed.at(0).event.id, waits_) << "a copied headline asks nobody";
  ASSERT_TRUE(copy.changes.merged.empty());
  EXPECT_TRUE(copy.changes.rows.empty());
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  EXPECT_EQ(event(old_).report_count, 3u);
  EXPECT_EQ(reports(old_).size(), 3u);
  EXPECT_EQ(event(old_).outlets.size(), 3u);
  EXPECT_EQ(engine_->index().seqs(old_).size(), 3u);
  // It is edited where it is now.
  poll(kIndia, {{.title = kSenators + "!", .published = clock_.now(), .id = "i1"}});
  EXPECT_EQ(event(old_).report_count, 3u);
  EXPECT_TRUE(reports(waits_).empty());
}

TEST_F(Waiting, ACandidateThatWasMergedMeanwhileIsFollowed) {
  ask();
  clock_.pass(1s);
  const auto third = poll(kIndia, {{.title = kCosts, .published = clock_.now()}});
  const std::string id = third.changes.placed.at(0).event.id;
  const auto& asked = third.changes.questions;
  ASSERT_TRUE(std::ranges::any_of(asked, [&](const auto& q) { return q.candidate == waits_; }));
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  for (const model::Question& one : asked) {
    answer(id, one.candidate, one.candidate == waits_ ? kSame : kNotSame, "");
  }
  const Changes changes = resolve_doubts();
  EXPECT_EQ(event(id).merged_into, old_);
  EXPECT_EQ(event(old_).report_count, 3u);
  EXPECT_TRUE(changes.merged.empty());
}

TEST_F(Waiting, AWaitingEventEndsInAnotherThatWaits) {
  ask();
  clock_.pass(1s);
  const auto third = poll(kIndia, {{.title = kCosts, .published = clock_.now()}});
  const std::string id = third.changes.placed.at(0).event.id;
  for (const model::Question& one : third.changes.questions) {
    answer(id, one.candidate, one.candidate == waits_ ? kSame : kNotSame, "");
  }
  resolve_doubts();
  EXPECT_EQ(event(id).merged_into, waits_);
  EXPECT_TRUE(event(waits_).waiting) << "its own question is open";
  EXPECT_EQ(told(), (std::vector{kAltman}));
  EXPECT_EQ(outbox().size(), 2u);
  answer(waits_, old_, kNotSame, "");
  resolve_doubts();
  EXPECT_EQ(told(), (std::vector{kAltman, kAltmanAgain}));
  EXPECT_EQ(outbox()[1].notification.event.report_count, 2u);
}

TEST_F(Waiting, AFullDiskLosesNoAnswer) {
  ask();
  fill_disk();
  model::Question question = questions()[0];
  question.settled = true;
  question.verdict = kSame;
  EXPECT_FALSE(engine_->answered({question}));
  EXPECT_EQ(engine_->open_questions().size(), 1u) << "not taken over";
  free_disk();
  ASSERT_TRUE(engine_->answered({question}));
  fill_disk();
  const std::string before = stored();
  EXPECT_FALSE(engine_->resolve_doubts(clock_.now()));
  EXPECT_EQ(stored(), before);
  EXPECT_NE(engine_->index().find(waits_), nullptr);
  free_disk();
  resolve_doubts();
  EXPECT_EQ(event(waits_).merged_into, old_);
}

TEST_F(Waiting, AnEditOfAWaitingReportIsKept) {
  ask();
  poll(kHill, {{.title = kAltmanAgain + ", he says", .published = clock_.now(), .id = "h1"}});
  EXPECT_EQ(event(waits_).title, kAltmanAgain + ", he says");
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  EXPECT_EQ(reports(old_).at(1).title, kAltmanAgain + ", he says");
  poll(kHill, {{.title = kAltmanAgain + ", twice", .published = clock_.now(), .id = "h1"}});
  EXPECT_EQ(reports(old_).at(1).title, kAltmanAgain + ", twice");
  EXPECT_EQ(event(old_).title, kAltman);
}

TEST_F(Waiting, AnAnswerNobodyWaitsForChangesNothing) {
  ask();
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  const std::string before = stored();
  answer(waits_, old_, kNotSame, "");
  answer("01JXXXXXXXXXXXXXXXXXXXXXXX", old_, kSame, "");
  EXPECT_TRUE(resolve_doubts().closed.empty());
  EXPECT_EQ(stored(), before);
}

TEST_F(Waiting, AReportOfTheSameDocumentCanBeAskedAbout) {
  const auto both = poll(kTime, {{.title = kAltman, .published = clock_.now(), .summary = "One."},
                                 {.title = kAltmanAgain, .published = clock_.now()}});
  ASSERT_EQ(both.changes.questions.size(), 1u);
  const model::Question& question = both.changes.questions[0];
  ASSERT_EQ(question.b.size(), 1u);
  EXPECT_EQ(question.b[0].title, kAltman);
  EXPECT_EQ(question.b[0].summary, "One.");
}

TEST_F(Waiting, AnEventThatLeftTheWindowTakesNothing) {
  ask();
  clock_.pass(24h * 15);
  poll(kTime, {{.title = "Other news", .published = clock_.now()}});  // the window moves
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  EXPECT_TRUE(event(waits_).merged_into.empty());
  EXPECT_FALSE(event(waits_).waiting);
  EXPECT_EQ(told().size(), 2u);
}

}  // namespace
}  // namespace newswatch::engine
