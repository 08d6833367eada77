// The notify loop on its own thread, with real sinks; the test plays the writer.
#include "daemon/notify_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "daemon/log.h"
#include "support/folder.h"
#include "support/sink_settings.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;
using newswatch::test::sink;

// Says `same` to every question at once, or nothing.
class ScriptedJudge final : public judge::Judge {
 public:
  explicit ScriptedJudge(bool answers) : answers_(answers) {}
  void start(const model::Question& question) override {
    if (answers_) {
      ended_.push_back({question.event, question.candidate,
                        judge::Answer{model::Verdict::kSame, "the same speech"}, std::nullopt});
    }
  }
  void watch(std::vector<pollfd>& /*fds*/, std::optional<model::Duration>& wait) override {
    if (!ended_.empty()) wait = 0ms;
  }
  void collect(std::vector<judge::QuestionOutcome>& done) override {
    for (auto& one : ended_) done.push_back(std::move(one));
    ended_.clear();
  }
  void cancel(const std::string& /*event*/) override {}
  void cancel_all() override {}

 private:
  const bool answers_;
  std::vector<judge::QuestionOutcome> ended_;
};

class NotifyLoopTest : public testing::Test {
 protected:
  NotifyLoopTest() { open_log({.level = "off", .format = "text"}); }
  ~NotifyLoopTest() override { stop(); }

  static config::Settings settings(std::vector<config::SinkSettings> sinks) {
    config::Settings out;
    out.sinks = std::move(sinks);
    return out;
  }

  void run(const config::Settings& settings, NotifyLoop::Left left = {}) {
    loop_ = std::make_unique<NotifyLoop>(
        std::make_shared<const config::Settings>(settings),
        notify::SinkResources{folder_.path(), {"PATH=/usr/bin:/bin"}, [](const auto&) {}},
        [this](const config::Settings& now) -> model::Result<std::unique_ptr<judge::Judge>> {
          ++judges_made_;
          if (!now.judge.on()) return nullptr;
          return std::make_unique<ScriptedJudge>(judge_answers_);
        },
        clock_, writer_, std::move(left));
    thread_ = std::jthread([this] { loop_->run(beat_); });
  }

  void stop() {
    if (!loop_) return;
    loop_->inbox().close();
    if (thread_.joinable()) thread_.join();
  }

  model::OutboxRow row(std::uint64_t number, const std::string& to = "file") const {
    model::OutboxRow out;
    out.row = number;
    out.sink = to;
    out.notification.id = "E" + std::to_string(number) + ":event.new";
    out.notification.type = "event.new";
    out.notification.event.id = "E" + std::to_string(number);
    out.notification.title = "Title " + std::to_string(number);
    out.created = out.not_before = clock_.now();
    return out;
  }

  model::Question question() const {
    model::Question out;
    out.event = "W";
    out.candidate = "E1";
    out.asked = clock_.now();
    out.deadline = out.asked + 30s;
    return out;
  }

  // Of the next deliveries that the loop hands to the writer, which records them; empty: none
  // within the time.
  std::vector<notify::DeliveryOutcome> delivered(std::chrono::milliseconds wait = 10s) {
    auto message = writer_.pop(wait);
    if (!message) return {};
    loop_->inbox().push(Recorded{});
    return std::get<Delivered>(*message).outcomes;
  }

  // A backlog of the file sink.
  std::vector<model::OutboxRow> rows(std::uint64_t count) const {
    std::vector<model::OutboxRow> out;
    for (std::uint64_t number = 1; number <= count; ++number) out.push_back(row(number));
    return out;
  }

  std::size_t lines() const {
    std::ifstream in(folder_.path() / "notifications.jsonl");
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) ++count;
    return count;
  }

  test::Folder folder_;
  model::SystemClock clock_;
  Queue<WriterMessage> writer_{64};
  Beat beat_;
  bool judge_answers_ = true;
  std::atomic<int> judges_made_ = 0;
  std::unique_ptr<NotifyLoop> loop_;
  std::jthread thread_;
};

TEST_F(NotifyLoopTest, DeliversWhatTheLastRunLeftAndWhatTheWriterHandsOn) {
  run(settings({sink("file", "file")}), {.rows = {row(1)}});
  auto outcomes = delivered();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].attempt.row.row, 1u);
  EXPECT_EQ(outcomes[0].attempt.fate, notify::Fate::kDelivered);
  engine::Changes changes;
  changes.rows = {row(2)};
  loop_->inbox().push(std::move(changes));
  outcomes = delivered();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].attempt.row.row, 2u);
  EXPECT_EQ(lines(), 2u);
  EXPECT_GT(beat_.steps(), 0u);
}

TEST_F(NotifyLoopTest, AMessageThatWaitsIsRevisedOrRemovedBeforeItGoesOut) {
  auto early = row(1), merged = row(2);
  early.not_before = merged.not_before = clock_.now() + 1h;
  run(settings({sink("file", "file")}), {.rows = {early, merged}});
  EXPECT_TRUE(delivered(100ms).empty());
  engine::Changes changes;
  early.not_before = clock_.now();
  early.notification.title = "Released";
  changes.revised = {early};
  changes.removed = {2};
  loop_->inbox().push(std::move(changes));
  const auto outcomes = delivered();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].attempt.row.notification.title, "Released");
  EXPECT_TRUE(delivered(100ms).empty());
  EXPECT_EQ(lines(), 1u);
}

TEST_F(NotifyLoopTest, AReloadGivesWaitingMessagesToASinkThatIsBack) {
  run(settings({sink("other", "file", {{"path", std::filesystem::path("other.jsonl")}})}),
      {.rows = {row(1)}});
  EXPECT_TRUE(delivered(100ms).empty()) << "no sink of that name";
  loop_->inbox().push(
      Reload{std::make_shared<const config::Settings>(settings({sink("file", "file")}))});
  EXPECT_EQ(delivered().size(), 1u);
  EXPECT_EQ(lines(), 1u);
}

TEST_F(NotifyLoopTest, AStopGivesUpWhatIsUnderWayAndItsRowStays) {
  run(settings(
          {sink("slow", "command", {{"command", std::vector<std::string>{"/bin/sleep", "30"}}})}),
      {.rows = {row(1, "slow")}});
  std::this_thread::sleep_for(200ms);
  const auto before = clock_.monotonic();
  stop();
  EXPECT_LT(clock_.monotonic() - before, 5s);
  EXPECT_FALSE(writer_.try_pop()) << "neither delivered nor failed";
}

TEST_F(NotifyLoopTest, AWriterThatIsBusyLosesNoOutcomeAndHearsOfThemFirst) {
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(writer_.push(Reload{}));  // the queue is full
  run(settings({sink("file", "file")}), {.rows = rows(3)});
  const auto until = clock_.monotonic() + 10s;
  // A line is seen before it is synced, and handed on after that.
  std::optional<WriterMessage> first;
  while (!(first = writer_.try_pop_first()) && clock_.monotonic() < until) {
    std::this_thread::sleep_for(10ms);
  }
  ASSERT_TRUE(first) << "before what waited there";
  EXPECT_FALSE(std::get<Delivered>(*first).outcomes.empty());
  loop_->inbox().push(Recorded{});
  for (int reloads = 0; reloads < 64;) {  // between them, more that was delivered
    auto next = writer_.try_pop();
    ASSERT_TRUE(next);
    if (std::holds_alternative<Reload>(*next)) ++reloads;
    if (std::holds_alternative<Delivered>(*next)) loop_->inbox().push(Recorded{});
  }
  const auto more = clock_.monotonic() + 10s;
  while (lines() < 3 && clock_.monotonic() < more) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(lines(), 3u);
}

TEST_F(NotifyLoopTest, InALongBacklogItBeatsAndHandsOutcomesOnAsItGoes) {
  constexpr std::uint64_t kRows = 20000;
  std::vector<model::OutboxRow> backlog;
  for (std::uint64_t number = 1; number <= kRows; ++number) backlog.push_back(row(number, "log"));
  run(settings({sink("log", "log")}), {.rows = std::move(backlog)});
  std::size_t outcomes = 0, messages = 0;
  while (outcomes < kRows) {
    const auto some = delivered();
    ASSERT_FALSE(some.empty());
    outcomes += some.size();
    ++messages;
  }
  EXPECT_EQ(outcomes, kRows);
  EXPECT_GE(beat_.steps(), messages) << "a step for each";
}

// What went out and is not recorded goes out again after a crash.
TEST_F(NotifyLoopTest, NothingMoreGoesOutUntilTheWriterHasRecordedWhatDid) {
  constexpr std::uint64_t kRows = 20000;
  run(settings({sink("file", "file")}), {.rows = rows(kRows)});
  std::size_t before = 0;
  const auto until = clock_.monotonic() + 4s;
  do {
    before = lines();
    std::this_thread::sleep_for(300ms);
  } while ((before == 0 || lines() != before) && clock_.monotonic() < until);
  EXPECT_EQ(lines(), before) << "the writer records nothing";
  EXPECT_LT(before, kRows);
  const std::uint64_t beats = beat_.steps();
  EXPECT_FALSE(delivered().empty());
  const auto end = clock_.monotonic() + 5s;
  while (lines() == before && clock_.monotonic() < end) std::this_thread::sleep_for(10ms);
  EXPECT_GT(lines(), before) << "it goes on";
  EXPECT_GT(beat_.steps(), beats);
}

TEST_F(NotifyLoopTest, AfterAStopNothingStartsAndWhatWentOutIsHandedOnInOrder) {
  constexpr std::uint64_t kRows = 20000;
  run(settings({sink("file", "file")}), {.rows = rows(kRows)});
  const auto until = clock_.monotonic() + 10s;
  while (lines() < 1 && clock_.monotonic() < until) std::this_thread::sleep_for(1ms);
  stop();
  std::vector<std::uint64_t> handed_on;
  while (const auto message = writer_.try_pop()) {
    for (const auto& outcome : std::get<Delivered>(*message).outcomes) {
      handed_on.push_back(outcome.attempt.row.row);
    }
  }
  EXPECT_EQ(handed_on.size(), lines());
  EXPECT_LT(handed_on.size(), kRows);
  EXPECT_TRUE(std::ranges::is_sorted(handed_on));
}

// A command that was away for hours, with much that waits.
TEST_F(NotifyLoopTest, ASinkThatIsBackWaitsUntilItsMessagesAreSummedUp) {
  std::vector<model::OutboxRow> left;
  for (std::uint64_t number = 1; number <= 30; ++number) left.push_back(row(number, "tell"));
  left[0].attempts = 9;
  left[0].first_attempt = clock_.now() - 5h;
  left[0].not_before = clock_.now();
  const std::string path = (folder_.path() / "told").string();
  run(settings({sink(
          "tell", "command",
          {{"command", std::vector<std::string>{"/bin/sh", "-c",
                                                "echo \"$NEWSWATCH_TITLE\" >> \"$0\"", path}}})}),
      {.rows = std::move(left)});
  const auto outcomes = delivered();
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_TRUE(outcomes[0].attempt.away_since);
  EXPECT_TRUE(delivered(100ms).empty()) << "it waits for the summary";
  engine::Changes changes;
  for (std::uint64_t number = 2; number <= 30; ++number) changes.removed.push_back(number);
  changes.rows = {row(31, "tell")};
  changes.summed_up = {"tell"};
  loop_->inbox().push(std::move(changes));
  ASSERT_EQ(delivered().size(), 1u);
  EXPECT_TRUE(delivered(100ms).empty());
  std::ostringstream told;
  told << std::ifstream(path).rdbuf();
  EXPECT_EQ(told.str(), "Title 1\nTitle 31\n");
}

TEST_F(NotifyLoopTest, ARetryByHandEndsTheBackoffOfItsSink) {
  auto failed = row(1);
  failed.attempts = 20;
  failed.not_before = clock_.now() + 1h;
  run(settings({sink("file", "file")}), {.rows = {failed, row(2)}});
  EXPECT_TRUE(delivered(100ms).empty());
  engine::Changes changes;
  changes.retried = {row(7)};  // one that was given up
  loop_->inbox().push(std::move(changes));
  std::size_t outcomes = 0;
  while (outcomes < 3) {
    const auto some = delivered();
    ASSERT_FALSE(some.empty());
    outcomes += some.size();
  }
  EXPECT_EQ(lines(), 3u);
}

TEST_F(NotifyLoopTest, AsksTheJudgeAndHandsItsAnswersToTheWriter) {
  auto with_judge = settings({});
  with_judge.judge.command = {"judge"};
  run(with_judge, {.questions = {question()}});
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message);
  const auto& answered = std::get<Answered>(*message).questions;
  ASSERT_EQ(answered.size(), 1u);
  EXPECT_EQ(answered[0].verdict, model::Verdict::kSame);
  EXPECT_EQ(answered[0].why, "the same speech");
}

TEST_F(NotifyLoopTest, AJudgeThatTheReloadBringsIsAskedWhatWasOpen) {
  judge_answers_ = false;
  auto with_judge = settings({});
  with_judge.judge.command = {"judge"};
  run(with_judge, {.questions = {question()}});
  EXPECT_FALSE(writer_.pop(100ms));
  judge_answers_ = true;
  with_judge.judge.command = {"other"};
  loop_->inbox().push(Reload{std::make_shared<const config::Settings>(with_judge)});
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Answered>(*message).questions.at(0).event, "W");
  EXPECT_EQ(judges_made_, 2);
}

TEST_F(NotifyLoopTest, QuestionsWithoutAJudgeEndWithoutAnAnswer) {
  run(settings({}), {.questions = {question()}});
  const auto message = writer_.pop(10s);
  ASSERT_TRUE(message);
  const auto& answered = std::get<Answered>(*message).questions;
  ASSERT_EQ(answered.size(), 1u);
  EXPECT_TRUE(answered[0].settled);
  EXPECT_FALSE(answered[0].verdict);
}

}  // namespace
}  // namespace newswatch::daemon
