// Doubtful reports: who hears of them, and when.
#include <gtest/gtest.h>

#include "unit/engine/waiting.h"

namespace newswatch::engine {
namespace {

TEST_F(Waiting, AReleasedMessageTellsOfTheReportsThatJoinedMeanwhile) {
  ask(kNavy, kSenators);
  const auto copy = poll(kIndia, {{.title = kSenators, .published = clock_.now()}});
  ASSERT_EQ(copy.changes.placed.at(0).event.id, waits_);
  answer(waits_, old_, kNotSame, "");
  resolve_doubts();
  ASSERT_EQ(outbox().size(), 2u);
  EXPECT_EQ(outbox()[1].notification.event.report_count, 2u);
  EXPECT_EQ(outbox()[1].notification.reports.size(), 2u);
  EXPECT_EQ(outbox()[1].notification.title, kSenators);
}

TEST_F(Waiting, AnAnswerThatComesTooLateMergesTwoToldEvents) {
  settings_.sinks[0].types = {"event.new", "event.merged"};
  reload();
  ask();
  clock_.pass(21s);
  ASSERT_EQ(told().size(), 2u);
  const model::OutboxRow row = outbox()[1];
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDelivered, row}, {}}}));
  EXPECT_FALSE(event(waits_).waiting) << "it was heard";
  answer(waits_, old_, kSame, "the same doubt");
  const Changes changes = resolve_doubts();
  ASSERT_EQ(changes.merged.size(), 1u);
  EXPECT_EQ(changes.merged[0].from, waits_);
  EXPECT_EQ(changes.merged[0].into, old_);
  EXPECT_EQ(event(waits_).merged_into, old_);
  ASSERT_EQ(changes.rows.size(), 1u);
  EXPECT_EQ(changes.rows[0].notification.id, old_ + ":event.merged:" + waits_);
  EXPECT_EQ(changes.rows[0].notification.type, "event.merged");
}

TEST_F(Waiting, AFailedDeliveryDoesNotBringAMergedMessageBack) {
  ask();
  clock_.pass(21s);
  model::OutboxRow tried = outbox()[1];
  ++tried.attempts;
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  ASSERT_EQ(outbox().size(), 1u);
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kRetry, tried}, failed("down")}}));
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(Waiting, AHeldReportWaitsWithoutAMessage) {
  old_ = poll(kTime, {{.title = kAltman, .published = clock_.now()}}).changes.placed.at(0).event.id;
  const auto held = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now() - 50h}});
  waits_ = held.changes.placed.at(0).event.id;
  ASSERT_EQ(held.changes.questions.size(), 1u);
  EXPECT_TRUE(held.changes.rows.empty());
  answer(waits_, old_, kNotSame, "");
  const Changes changes = resolve_doubts();
  EXPECT_TRUE(changes.revised.empty());
  EXPECT_FALSE(event(waits_).waiting);
  EXPECT_TRUE(event(waits_).told_topics.empty());
  const auto fresh = poll(kIndia, {{.title = kAltmanAgain, .published = clock_.now()}});
  ASSERT_EQ(fresh.changes.placed.at(0).event.id, waits_) << "a copied headline";
  EXPECT_EQ(fresh.changes.rows.size(), 1u) << "told by its first report that is not held";
}

TEST_F(Waiting, AHeldEventIsToldByTheReportThatTheJudgeGivesIt) {
  old_ = poll(kTime, {{.title = kAltman, .published = clock_.now() - 50h}})
             .changes.placed.at(0)
             .event.id;
  waits_ = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}})
               .changes.placed.at(0)
               .event.id;
  EXPECT_TRUE(told().empty());
  answer(waits_, old_, kSame, "");
  const Changes changes = resolve_doubts();
  ASSERT_EQ(outbox().size(), 1u);
  EXPECT_EQ(changes.revised.size(), 1u);
  EXPECT_EQ(told(), (std::vector{kAltmanAgain}));
  EXPECT_EQ(outbox()[0].notification.id, old_ + ":event.new");
  EXPECT_EQ(outbox()[0].notification.event.report_count, 2u);
  EXPECT_EQ(event(old_).told_topics, (std::vector<std::string>{"ai"}));
}

TEST_F(Waiting, ASinkThatWaitsForATopicHearsWhenTheJudgeBringsIt) {
  old_ = poll(kTime, {{.title = kAltman, .published = clock_.now()}}).changes.placed.at(0).event.id;
  const std::string both = "Nvidia: Altman claims on DeepSeek costs";
  const auto second = poll(kHill, {{.title = both, .published = clock_.now()}});
  waits_ = second.changes.placed.at(0).event.id;
  ASSERT_EQ(second.changes.rows.size(), 2u) << "for all and for the chips desk";
  answer(waits_, old_, kSame, "");
  const Changes changes = resolve_doubts();
  EXPECT_EQ(changes.removed.size(), 1u) << "the sink without topics has heard";
  ASSERT_EQ(changes.revised.size(), 2u) << "and what is on its way to the other tells of both";
  const auto& chips = changes.revised[changes.revised[0].sink == "chips-desk" ? 0 : 1];
  EXPECT_EQ(chips.sink, "chips-desk");
  EXPECT_EQ(chips.notification.id, old_ + ":event.new");
  EXPECT_EQ(chips.not_before, clock_.now());
  EXPECT_EQ(event(old_).told_topics, (std::vector<std::string>{"ai", "chips"}));
}

TEST_F(Waiting, AQuietFirstDocumentTellsNobodyWhateverTheJudgeSays) {
  settings_.notify.first_poll = config::FirstPoll::kQuiet;
  settings_.feeds.push_back({.name = "new", .outlet = "New", .url = "https://new.example/feed"});
  reload();
  old_ = poll(kTime, {{.title = kAltman, .published = clock_.now() - 50h}})
             .changes.placed.at(0)
             .event.id;
  const auto quiet =
      poll("https://new.example/feed", {{.title = kAltmanAgain, .published = clock_.now()}});
  waits_ = quiet.changes.placed.at(0).event.id;
  ASSERT_EQ(quiet.changes.questions.size(), 1u);
  answer(waits_, old_, kSame, "");
  resolve_doubts();
  EXPECT_TRUE(outbox().empty());
  EXPECT_EQ(event(old_).told_topics, (std::vector<std::string>{"ai"})) << "it counts as told";
}

}  // namespace
}  // namespace newswatch::engine
