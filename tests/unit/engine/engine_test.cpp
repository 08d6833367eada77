// One response at a time through identify, match, fold and store: events, reports and messages.
#include "engine/engine.h"

#include <gtest/gtest.h>

#include "support/index_rows.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

class EngineTest : public Newsroom {};

TEST_F(EngineTest, ANewHappeningBecomesAnEventAndAMessage) {
  start_quietly();
  const model::Time published = clock_.now() - 5min;
  const Ingested applied =
      poll(kTime, {{.title = kAltman, .published = published, .summary = "He said so."}});
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_TRUE(applied.changes.placed[0].report.opened);
  EXPECT_EQ(applied.new_stories, 1u);
  EXPECT_EQ(applied.matched, 1u);
  const std::string id = applied.changes.placed[0].event.id;

  const model::Event stored = event(id);
  EXPECT_EQ(stored.title, kAltman);
  EXPECT_EQ(stored.summary, "He said so.");
  EXPECT_EQ(stored.topics, (std::vector<std::string>{"ai"}));
  EXPECT_EQ(stored.told_topics, stored.topics);
  EXPECT_EQ(stored.outlets, (std::vector<std::string>{"TIME"}));
  EXPECT_EQ(stored.first_published, published);
  EXPECT_EQ(stored.first_seen, clock_.now());
  EXPECT_EQ(stored.report_count, 1u);
  ASSERT_EQ(reports(id).size(), 1u);
  EXPECT_TRUE(reports(id)[0].opened);
  EXPECT_FALSE(reports(id)[0].why.empty());

  ASSERT_EQ(outbox().size(), 1u) << "the chips desk does not hear of it";
  const model::OutboxRow row = outbox()[0];
  EXPECT_EQ(row.sink, "all");
  EXPECT_EQ(row.notification.id, id + ":event.new");
  EXPECT_EQ(row.notification.title, kAltman);
  EXPECT_EQ(row.notification.reports.size(), 1u);
  EXPECT_EQ(applied.changes.rows.size(), 1u);
}

TEST_F(EngineTest, TheWholeTextIsMatchedThoughLessIsKept) {
  settings_.topics = {topic_of("ai", "none")};
  settings_.topics[0].clauses[0].any = {.text = {"deepseek"}};
  reload();
  start_quietly();
  std::string body = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title>";
  const std::string padding(3000, '.');
  for (const std::string& text : std::vector<std::string>{
           "<summary>" + padding + " DeepSeek</summary>",
           "<summary>Short.</summary><content>" + padding + " DeepSeek</content>",
           "<content>" + padding + " DeepSeek</content>",
           "<summary>Short.</summary><content>More.</content>"}) {
    const std::string id = std::to_string(body.size());
    body += "<entry><id>urn:" + id + "</id><title>Number " + id + " of the day</title><published>" +
            text::rfc3339(clock_.now()) + "</published>" + text + "</entry>";
  }
  EXPECT_EQ(apply(polled(kTime, body + "</feed>")).matched, 3u);
}

TEST_F(EngineTest, OtherNewsIsRememberedAndTellsNobody) {
  start_quietly();
  const Ingested applied =
      poll(kTime, {{.title = "Rain in Paris for a week", .published = clock_.now()}});
  EXPECT_EQ(applied.new_stories, 1u);
  EXPECT_TRUE(applied.changes.placed.empty());
  EXPECT_TRUE(outbox().empty());
  EXPECT_EQ(
      poll(kTime, {{.title = "Rain in Paris for a week", .published = clock_.now()}}).new_stories,
      0u);
}

TEST_F(EngineTest, ASecondOutletJoinsAndNobodyIsToldAgain) {
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  clock_.pass(2h);
  const auto second = poll(kHill, {{.title = kAltmanAgain, .published = clock_.now()}});
  ASSERT_EQ(second.changes.placed.size(), 1u);
  EXPECT_FALSE(second.changes.placed[0].report.opened);
  EXPECT_TRUE(second.changes.rows.empty());
  const model::Event stored = event(first.changes.placed[0].event.id);
  EXPECT_EQ(stored.report_count, 2u);
  EXPECT_EQ(stored.outlets, (std::vector<std::string>{"TIME", "The Hill"}));
  EXPECT_EQ(stored.title, kAltman);
  EXPECT_EQ(stored.updated, clock_.now());
  EXPECT_EQ(reports(stored.id).size(), 2u);
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(EngineTest, AHappeningInOneDocumentTwiceIsOneEventAndOneMessage) {
  start_quietly();
  const auto applied = poll(kTime, {{.title = kAltman, .published = clock_.now()},
                                    {.title = kAltmanAgain, .published = clock_.now()},
                                    {.title = kNavy, .published = clock_.now()}});
  ASSERT_EQ(applied.changes.placed.size(), 3u);
  EXPECT_EQ(applied.changes.placed[0].event.id, applied.changes.placed[1].event.id);
  ASSERT_EQ(applied.changes.rows.size(), 2u);
  EXPECT_EQ(applied.changes.rows[0].notification.event.report_count, 2u);
  EXPECT_EQ(applied.changes.rows[0].notification.reports.size(), 2u);
}

TEST_F(EngineTest, OneStoryInTwoFeedsOfAnOutletIsOneReport) {
  settings_.feeds[1].outlet = "TIME";
  reload();
  start_quietly();
  const Told told{.title = kAltman, .published = clock_.now()};
  const auto first = apply(polled(kTime, document("time.example", {told})));
  const auto second = apply(polled(kHill, document("time.example", {told})));
  EXPECT_EQ(first.changes.placed.size(), 1u);
  EXPECT_TRUE(second.changes.placed.empty());
  EXPECT_EQ(second.new_stories, 0u);
  EXPECT_EQ(event(first.changes.placed[0].event.id).report_count, 1u);
}

TEST_F(EngineTest, KeepsEventWhenTitleIsEdited) {
  start_quietly();
  const model::Time published = clock_.now();
  const auto first = poll(kTime, {{.title = kAltman, .published = published, .id = "a1"}});
  const std::string id = first.changes.placed[0].event.id;
  clock_.pass(10min);
  const auto edit = poll(kTime, {{.title = "Sam Altman doubts DeepSeek",
                                  .published = published,
                                  .summary = "New",
                                  .id = "a1"}});
  EXPECT_EQ(edit.changed, 1u);
  EXPECT_TRUE(edit.changes.placed.empty());
  EXPECT_TRUE(edit.changes.rows.empty());
  EXPECT_EQ(event(id).title, "Sam Altman doubts DeepSeek");
  EXPECT_EQ(event(id).summary, "New");
  EXPECT_EQ(event(id).report_count, 1u);
  EXPECT_EQ(reports(id)[0].title, "Sam Altman doubts DeepSeek");
  EXPECT_EQ(outbox()[0].notification.title, "Sam Altman doubts DeepSeek")
      << "a message that is still on its way says what is true";
}

TEST_F(EngineTest, AnEditOfALaterReportLeavesTheEventsTitle) {
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  poll(kHill, {{.title = kAltmanAgain, .published = clock_.now(), .id = "h1"}});
  poll(kHill, {{.title = "Altman doubts it", .published = clock_.now(), .id = "h1"}});
  EXPECT_EQ(event(first.changes.placed[0].event.id).title, kAltman);
}

TEST_F(EngineTest, AnEditThatFirstMeetsATopicOpensAnEvent) {
  start_quietly();
  poll(kTime, {{.title = "Altman on a rival", .published = clock_.now(), .id = "a1"}});
  EXPECT_TRUE(outbox().empty());
  const auto edit = poll(kTime, {{.title = kAltman, .published = clock_.now(), .id = "a1"}});
  ASSERT_EQ(edit.changes.placed.size(), 1u);
  EXPECT_EQ(edit.changes.rows.size(), 1u);
}

TEST_F(EngineTest, TwoTopicsAreOneEventAndOneMessageToASink) {
  start_quietly();
  const auto applied =
      poll(kTime, {{.title = "DeepSeek sinks Nvidia shares", .published = clock_.now()}});
  ASSERT_EQ(applied.changes.placed.size(), 1u);
  EXPECT_EQ(applied.changes.placed[0].event.topics, (std::vector<std::string>{"ai", "chips"}));
  ASSERT_EQ(applied.changes.rows.size(), 2u);
  EXPECT_EQ(applied.changes.rows[0].sink, "all");
  EXPECT_EQ(applied.changes.rows[1].sink, "chips-desk");
  EXPECT_EQ(applied.changes.rows[0].notification.id, applied.changes.rows[1].notification.id);
}

TEST_F(EngineTest, ASinkWithTopicsHearsOnceWhenTheEventFirstCarriesItsTopic) {
  start_quietly();
  const std::string plain = "Chip shares crash as DeepSeek model stuns investors";
  const std::string with_topic = "Nvidia crash: DeepSeek model stuns chip investors, shares fall";
  const std::string again = "Nvidia chip shares crash, DeepSeek model stuns investors again";
  const auto first = poll(kTime, {{.title = plain, .published = clock_.now()}});
  const auto second = poll(kHill, {{.title = with_topic, .published = clock_.now()}});
  const auto third = poll(kIndia, {{.title = again, .published = clock_.now()}});
  ASSERT_EQ(first.changes.rows.size(), 1u);
  EXPECT_EQ(first.changes.rows[0].sink, "all");
  ASSERT_EQ(second.changes.placed[0].event.id, first.changes.placed[0].event.id);
  ASSERT_EQ(second.changes.rows.size(), 1u);
  EXPECT_EQ(second.changes.rows[0].sink, "chips-desk");
  EXPECT_EQ(second.changes.rows[0].notification.event.report_count, 2u);
  ASSERT_EQ(third.changes.placed[0].event.id, first.changes.placed[0].event.id);
  EXPECT_TRUE(third.changes.rows.empty());
}

TEST_F(EngineTest, AnEditThatBringsATopicTellsThoseWhoWaitForIt) {
  start_quietly();
  poll(kTime, {{.title = "Chip shares crash on DeepSeek", .published = clock_.now(), .id = "c"}});
  const auto edit =
      poll(kTime, {{.title = "Nvidia crashes on DeepSeek", .published = clock_.now(), .id = "c"}});
  ASSERT_EQ(edit.changes.rows.size(), 1u);
  EXPECT_EQ(edit.changes.rows[0].sink, "chips-desk");
}

TEST_F(EngineTest, TheSameDocumentAgainIsUnchanged) {
  start_quietly();
  const std::vector<Told> items = {{.title = kAltman, .published = clock_.now()}};
  poll(kTime, items);
  const std::string before = std::to_string(outbox().size());
  EXPECT_EQ(poll(kTime, items).outcome, Ingested::Outcome::kUnchanged);
  EXPECT_EQ(std::to_string(outbox().size()), before);
}

TEST_F(EngineTest, ADeliveredRowLeavesTheOutboxAndAFailedOneStays) {
  start_quietly();
  poll(kTime, {{.title = "DeepSeek sinks Nvidia", .published = clock_.now()}});
  auto rows = outbox();
  ASSERT_EQ(rows.size(), 2u);
  rows[1].attempts = 1;
  rows[1].last_error = "exit status 3";
  rows[1].not_before = clock_.now() + 5s;
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDelivered, rows[0]}, {}},
                                  {{notify::Fate::kRetry, rows[1]}, failed("exit status 3")}}));
  ASSERT_EQ(outbox().size(), 1u);
  EXPECT_EQ(outbox()[0].row, rows[1].row);
  EXPECT_EQ(outbox()[0].attempts, 1);
  EXPECT_EQ(outbox()[0].last_error, "exit status 3");
}

TEST_F(EngineTest, AMessageThatIsGivenUpLeavesTheOutboxAndIsKeptApart) {
  start_quietly();
  poll(kTime, {{.title = "DeepSeek sinks Nvidia", .published = clock_.now()}});
  auto rows = outbox();
  ASSERT_EQ(rows.size(), 2u);
  rows[1].dead = true;
  rows[1].last_error = "no such mailbox";
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDead, rows[1]}, failed("no such mailbox")}}));
  ASSERT_EQ(outbox().size(), 1u);
  EXPECT_EQ(outbox()[0].row, rows[0].row);
  const auto dead = *store::dead_outbox(*store_);
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].row, rows[1].row);
  EXPECT_EQ(dead[0].last_error, "no such mailbox");
}

TEST_F(EngineTest, IdsAndRowsAscendAcrossAStartAndAClockThatGoesBack) {
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  ASSERT_TRUE(engine_->delivered({{{notify::Fate::kDelivered, first.changes.rows[0]}, {}}}));
  clock_.pass(-3h);
  open();
  const auto second = poll(kHill, {{.title = kNavy, .published = clock_.now()}});
  EXPECT_LT(first.changes.placed[0].event.id, second.changes.placed[0].event.id);
  EXPECT_LT(first.changes.rows[0].row, second.changes.rows[0].row);
}

TEST_F(EngineTest, AnEventTakesNoReportsOnceItsLastIsOlderThanTheWindow) {
  settings_.event.window = 48h;
  open();
  start_quietly();
  const auto first = poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  clock_.pass(47h);
  const auto second = poll(kHill, {{.title = kAltman, .published = clock_.now()}});
  EXPECT_EQ(second.changes.placed[0].event.id, first.changes.placed[0].event.id);
  clock_.pass(50h);
  const auto third = poll(kIndia, {{.title = kAltman, .published = clock_.now()}});
  EXPECT_NE(third.changes.placed[0].event.id, first.changes.placed[0].event.id);
  EXPECT_EQ(engine_->index().events(), 1u);
  EXPECT_EQ(test::index_rows(*store_)->size(), 1u);
  EXPECT_EQ(event(first.changes.placed[0].event.id).report_count, 2u) << "it stays to be read";
}

}  // namespace
}  // namespace newswatch::engine
