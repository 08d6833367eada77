// The writer between its queues: what it stores, what it hands on, and what it does while the disk
// is full. The real engine over a real store; the test plays the fetch and the notify loop.
#include "daemon/writer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/local_document_log.h"
#include "daemon/log.h"
#include "support/folder.h"
#include "unit/engine/waiting.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;
using engine::kAltman;
using engine::kNavy;

template <class Room>
class WithWriter : public Room {
 protected:
  WithWriter() {
    open_log({.level = "off", .format = "text"});
    marks_ = std::move(*CrashMarks::open(folder_.path() / "marks"));
    documents_ = std::make_unique<LocalDocumentLog>(16, *marks_);
  }

  // Everything in one go, until the inbox is empty.
  model::Result<void> write(std::vector<WriterMessage> messages) {
    Writer writer(*this->engine_, *documents_, *marks_, this->clock_);
    for (WriterMessage& message : messages) writer.inbox().push(std::move(message));
    writer.inbox().close();
    const auto done = writer.run(fetch_, notify_, beat_);
    failing_count_ = writer.view().line().failing;
    return done;
  }

  engine::PollResult news(const char* url, const std::string& title) {
    return this->polled(
        url, engine::document("site.example", {{.title = title, .published = this->clock_.now()}}));
  }

  std::optional<PollDone> poll_done() {
    auto message = fetch_.try_pop();
    return message ? std::optional(std::get<PollDone>(*message)) : std::nullopt;
  }
  std::optional<engine::Changes> handed_on() {
    auto message = notify_.try_pop();
    return message ? std::optional(std::get<engine::Changes>(*message)) : std::nullopt;
  }

  test::Folder folder_;
  std::unique_ptr<CrashMarks> marks_;
  std::unique_ptr<LocalDocumentLog> documents_;
  Queue<FetchMessage> fetch_{64};
  Queue<NotifyMessage> notify_{64};
  Beat beat_;
  std::size_t failing_count_ = 0;
};

using WriterTest = WithWriter<engine::Newsroom>;

TEST_F(WriterTest, StoresAPollAndSaysWhenToAskAgainAndWhatToTell) {
  start_quietly();
  ASSERT_TRUE(write({news(kTime, kAltman)}));
  const auto done = poll_done();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->url, kTime);
  EXPECT_EQ(done->state.next_poll, clock_.now() + 10min);
  const auto changes = handed_on();
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->rows.size(), 1u);
  EXPECT_EQ(changes->rows[0].notification.title, kAltman);
  EXPECT_EQ(outbox().size(), 1u) << "stored before it is handed on";
  EXPECT_GT(beat_.steps(), 0u);
}

TEST_F(WriterTest, APollWithoutNewsLeavesTheNotifyLoopAlone) {
  start_quietly();
  ASSERT_TRUE(write({news(kTime, "Rain in Paris")}));
  EXPECT_TRUE(poll_done());
  EXPECT_FALSE(handed_on());
}

TEST_F(WriterTest, AFullDiskDropsAResponseAndItsFeedIsAskedAgainByTheUsualRules) {
  start_quietly();
  { const auto in_hand = marks_->mark(kTime); }
  const auto before = engine_->feed(kTime);
  fill_disk();
  const engine::PollResult response = news(kTime, kAltman);
  ASSERT_TRUE(write({response})) << "a full disk does not end the writer";
  const auto done = poll_done();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state.next_poll, clock_.now() + 10min);
  EXPECT_EQ(done->state.etag, before.etag) << "the validators that are stored";
  const auto told = handed_on();
  ASSERT_TRUE(told) << "people hear of it while it is full";
  EXPECT_EQ(told->rows.at(0).notification.type, "store.full");
  EXPECT_TRUE(outbox().empty());
  EXPECT_FALSE(fetch_.try_pop()) << "there is no room yet";
  free_disk();
  ASSERT_TRUE(write({response}));
  EXPECT_EQ(handed_on()->rows.size(), 1u) << "nothing was lost";
  EXPECT_EQ(handed_on()->rows.at(0).notification.type, "store.full.recovered");
}

TEST_F(WriterTest, ADroppedErrorWaitsAsLongAsAStoredOne) {
  fill_disk();
  engine::PollResult limited = polled(kTime, "", 429);
  limited.response->retry_after = "7200";
  ASSERT_TRUE(write({limited}));
  const auto told = poll_done();
  ASSERT_TRUE(told);
  EXPECT_GE(told->state.next_poll, clock_.now() + 2h);
  EXPECT_EQ(told->state.retry_after, clock_.now() + 2h);
  EXPECT_EQ(told->state.limited_host, "https://time.example:443");
  model::Duration wait{};
  for (int error = 0; error < 4; ++error) {
    ASSERT_TRUE(write({polled(kHill, "", 503)}));
    const model::Duration now = poll_done()->state.next_poll - clock_.now();
    EXPECT_GT(now, wait) << "the wait doubles";
    wait = now;
  }
  EXPECT_GT(wait, 1h);
}

TEST_F(WriterTest, WithRoomAgainADroppedFeedIsAskedEarlierButNotBeforeItMay) {
  start_quietly();
  engine::PollResult asks_for_rest = news(kHill, kAltman);
  asks_for_rest.response->retry_after = "1800";
  int refused = 0;
  failing_->fails = [&](const store::Batch&) { return refused++ < 3; };
  ASSERT_TRUE(write({news(kTime, kAltman), asks_for_rest, polled(kIndia, "", 503), Delivered{{}},
                     news(kIndia, kNavy)}));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(std::holds_alternative<PollDone>(*fetch_.try_pop()));
  const auto message = fetch_.try_pop();
  ASSERT_TRUE(message);
  const auto& states = std::get<AskSooner>(*message).states;
  ASSERT_EQ(states.size(), 2u) << "not the one that failed";
  EXPECT_EQ(states[0].url, kHill);
  EXPECT_EQ(states[0].next_poll, clock_.now() + 30min);
  EXPECT_EQ(states[1].url, kTime);
  EXPECT_EQ(states[1].next_poll, clock_.now() + settings_.fetch.min_interval);
  EXPECT_EQ(states[1].etag, engine_->feed(kTime).etag);
}

TEST_F(WriterTest, SaysOnceAMinuteThatTheDiskIsFull) {
  start_quietly();
  testing::internal::CaptureStderr();
  open_log({.level = "info", .format = "logfmt"});
  fill_disk();
  std::vector<WriterMessage> messages;
  for (int i = 0; i < 30; ++i) messages.emplace_back(news(kTime, kAltman + std::to_string(i)));
  ASSERT_TRUE(write(std::move(messages)));
  flush_log();
  const std::string log = testing::internal::GetCapturedStderr();
  open_log({.level = "off", .format = "text"});
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
}

TEST_F(WriterTest, ADocumentIsDoneWhateverBecomesOfTheCommit) {
  const std::vector<std::string> urls = {kTime};
  for (const bool full : {false, true}) {
    auto dead = CrashMarks::open(folder_.path() / "marks");
    const auto in_hand = (*dead)->mark(kTime);
    marks_ = std::move(*CrashMarks::open(folder_.path() / "marks"));
    documents_ = std::make_unique<LocalDocumentLog>(16, *marks_);
    ASSERT_EQ(marks_->left(urls).size(), 1u);
    if (full) fill_disk();
    ASSERT_TRUE(write({news(kTime, full ? "Rain" : "Sun")}));
    EXPECT_TRUE(marks_->left(urls).empty()) << full;
  }
}

TEST_F(WriterTest, AnErrorOfTheDiskThatDoesNotPassEndsIt) {
  failing_->kind = model::ErrorKind::kPermanent;
  fill_disk();
  const auto done = write({news(kTime, kAltman)});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, model::ErrorKind::kPermanent);
  EXPECT_FALSE(poll_done()) << "nobody is told of what was not stored";
}

TEST_F(WriterTest, OutcomesOfDeliveriesWaitForRoomOnTheDisk) {
  start_quietly();
  ASSERT_TRUE(write({news(kTime, kAltman)}));
  notify::DeliveryOutcome outcome;
  outcome.attempt.fate = notify::Fate::kDelivered;
  outcome.attempt.row = outbox().at(0);
  int refused = 0;
  failing_->fails = [&](const store::Batch&) { return refused++ == 0; };
  ASSERT_TRUE(write({Delivered{{outcome}}}));
  EXPECT_EQ(refused, 2) << "tried again";
  EXPECT_TRUE(outbox().empty());
}

TEST_F(WriterTest, SaysThatOutcomesAreRecordedAlsoWhenThereIsNoRoomYet) {
  start_quietly();
  ASSERT_TRUE(write({news(kTime, kAltman)}));
  ASSERT_TRUE(handed_on());
  notify::DeliveryOutcome outcome;
  outcome.attempt.fate = notify::Fate::kDelivered;
  outcome.attempt.row = outbox().at(0);
  fill_disk();
  ASSERT_TRUE(write({Delivered{{outcome}}}));
  EXPECT_TRUE(std::holds_alternative<Recorded>(*notify_.try_pop()))
      << "a full disk holds no message up";
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(WriterTest, AfterAStopResponsesThatStillWaitAreDroppedAndDeliveriesStored) {
  start_quietly();
  ASSERT_TRUE(write({news(kTime, kAltman)}));
  notify::DeliveryOutcome outcome;
  outcome.attempt.fate = notify::Fate::kDelivered;
  outcome.attempt.row = outbox().at(0);
  const auto before = engine_->feed(kTime);
  Writer writer(*engine_, *documents_, *marks_, clock_);
  writer.inbox().push(news(kTime, "DeepSeek opens an office in Oslo"));
  writer.inbox().push(Delivered{{outcome}});
  writer.stop();
  writer.inbox().close();
  clock_.pass(Writer::kLastResponses);
  ASSERT_TRUE(writer.run(fetch_, notify_, beat_));
  EXPECT_TRUE(outbox().empty());
  EXPECT_EQ(engine_->feed(kTime).last_attempt, before.last_attempt) << "asked again";
}

TEST_F(WriterTest, ACommandIsAnsweredAndTheNotifyLoopHearsOfIt) {
  settings_.sinks.resize(1);
  reload();
  start_quietly();
  ASSERT_TRUE(write({news(kTime, kAltman)}));
  ASSERT_TRUE(handed_on());
  notify::DeliveryOutcome refused;
  refused.attempt.fate = notify::Fate::kDead;
  refused.attempt.row = outbox().at(0);
  refused.attempt.row.dead = true;
  refused.result = tl::unexpected(notify::Failure{.what = "refused"});
  const std::uint64_t row = refused.attempt.row.row;
  ASSERT_TRUE(write({Delivered{{refused}}}));
  ASSERT_TRUE(notify_.try_pop());
  ASSERT_TRUE(outbox().empty());
  std::vector<model::ControlReply> answers;
  const auto answer = [&](model::ControlReply reply) { answers.push_back(std::move(reply)); };
  const auto command = [&](model::ControlCommand what) {
    return Command{{what, {.rows = {row}}}, answer};
  };
  ASSERT_TRUE(write({command(model::ControlCommand::kOutboxRetry)}));
  EXPECT_EQ(handed_on()->retried.at(0).row, row);
  EXPECT_EQ(outbox().size(), 1u);
  ASSERT_TRUE(write({command(model::ControlCommand::kOutboxDrop)}));
  EXPECT_EQ(handed_on()->removed, (std::vector<std::uint64_t>{row}));
  EXPECT_TRUE(outbox().empty());
  fill_disk();
  ASSERT_TRUE(write({Command{{model::ControlCommand::kOutboxDrop, {.rows = {row}}}, answer}}));
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].rows, (std::vector<std::uint64_t>{row}));
  EXPECT_EQ(answers[1].error, "");
  EXPECT_EQ(answers[2].not_found, (std::vector<std::uint64_t>{row}));
}

TEST_F(WriterTest, ASearchThatCanNotBeStoredIsNotBegunAgainAtOnce) {
  fill_disk();
  ASSERT_TRUE(write({engine::SearchResult{kTime, clock_.now(), "https://time.example/rss"}}));
  const auto done = poll_done();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state.searched, clock_.now());
  EXPECT_TRUE(done->state.proposed.empty());
}

TEST_F(WriterTest, AReloadReachesBothLoopsAndABadOneNeither) {
  auto fewer = settings_;
  fewer.feeds.resize(1);
  ASSERT_TRUE(write({Reload{std::make_shared<config::Settings>(fewer)}}));
  EXPECT_EQ(std::get<Reloaded>(*fetch_.try_pop()).states.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<Reload>(*notify_.try_pop()));
  fewer.topics = {engine::topic_of("ai", "/deep(/")};
  ASSERT_TRUE(write({Reload{std::make_shared<config::Settings>(fewer)}}));
  EXPECT_FALSE(fetch_.try_pop());
  EXPECT_EQ(handed_on()->rows.at(0).notification.type, "config.rejected");
  EXPECT_FALSE(notify_.try_pop());
  ASSERT_TRUE(write({ReloadRefused{"line 3: no such key"}}));
  EXPECT_FALSE(notify_.try_pop()) << "told already";
  fewer.topics.clear();
  ASSERT_TRUE(write({Reload{std::make_shared<config::Settings>(fewer)}}));
  EXPECT_TRUE(std::holds_alternative<Reload>(*notify_.try_pop()));
  EXPECT_EQ(handed_on()->rows.at(0).notification.type, "config.rejected.recovered");
}

TEST_F(WriterTest, CountsFeedsThatFail) {
  ASSERT_TRUE(write({polled(kTime, "", 503)}));
  EXPECT_EQ(failing_count_, 1u);
  EXPECT_EQ(poll_done()->state.failures, 1);
}

using WriterWithJudge = WithWriter<engine::Waiting>;

TEST_F(WriterWithJudge, AnAnswerDecidesAndTheNotifyLoopHearsOfIt) {
  ask();
  model::Question answer = questions().at(0);
  answer.settled = true;
  answer.verdict = engine::kSame;
  ASSERT_TRUE(write({Answered{{answer}}}));
  const auto changes = handed_on();
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->closed, (std::vector<std::string>{waits_}));
  EXPECT_EQ(changes->removed.size(), 1u) << "one message about one happening";
  EXPECT_TRUE(questions().empty());
}

TEST_F(WriterWithJudge, AnAnswerThatCanNotBeStoredIsKeptUntilThereIsRoom) {
  ask();
  model::Question answer = questions().at(0);
  answer.settled = true;
  answer.verdict = engine::kSame;
  int refused = 0;
  failing_->fails = [&](const store::Batch&) { return refused++ < 1; };
  ASSERT_TRUE(write({Answered{{answer}}}));
  EXPECT_TRUE(questions().empty());
  EXPECT_TRUE(handed_on());
}

}  // namespace
}  // namespace newswatch::daemon
