#include "notify/deliverer.h"

#include <gtest/gtest.h>

#include <iterator>
#include <thread>

#include "samples.h"
#include "support/sink_settings.h"

namespace newswatch::notify {
namespace {

using newswatch::test::sink;
using namespace std::chrono_literals;
using test::contents;
using test::count_lines;
using test::Folder;
using test::kNow;
using test::make_row;

config::SinkSettings command(const std::string& name, std::vector<std::string> words) {
  return sink(name, "command", {{"command", std::move(words)}});
}

config::SinkSettings file(const std::string& name, const std::filesystem::path& path) {
  return sink(name, "file", {{"path", path}});
}

class DelivererTest : public testing::Test {
 protected:
  Deliverer make(std::vector<config::SinkSettings> sinks) {
    settings_.sinks = std::move(sinks);
    return Deliverer(settings_,
                     {folder_.path(),
                      {"PATH=/usr/bin:/bin"},
                      [this](const auto& line) {
                        std::this_thread::sleep_for(slow_log_);
                        log_.push_back(line);
                      }},
                     clock_);
  }

  // What the notify loop does, until nothing is under way or due.
  std::vector<DeliveryOutcome> run(Deliverer& deliverer, model::Time now) {
    std::vector<DeliveryOutcome> all;
    const auto end = std::chrono::steady_clock::now() + 20s;
    do {
      auto some = deliverer.step(now);
      if (some.empty() && deliverer.idle(kNow)) break;
      std::move(some.begin(), some.end(), std::back_inserter(all));
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait;
      deliverer.watch(now, fds, wait);
      const auto most = wait ? std::min<model::Duration>(*wait, 1s) : model::Duration(1s);
      ::poll(fds.data(), fds.size(), static_cast<int>(most.count()));
    } while (std::chrono::steady_clock::now() < end);
    EXPECT_TRUE(deliverer.idle(kNow));
    return all;
  }

  config::Settings settings_;
  Folder folder_;
  model::SystemClock clock_;
  std::vector<record::LogLine> log_;
  std::chrono::milliseconds slow_log_{0};
};

TEST_F(DelivererTest, DeliversEachRowToItsSinkInOrder) {
  auto deliverer = make({sink("log", "log"), sink("file", "file")});
  deliverer.add({make_row(2, "log"), make_row(1, "file"), make_row(3, "log")});
  const auto outcomes = run(deliverer, kNow);
  ASSERT_EQ(outcomes.size(), 3u);
  for (const DeliveryOutcome& outcome : outcomes) {
    EXPECT_EQ(outcome.attempt.fate, Fate::kDelivered);
    EXPECT_TRUE(outcome.result);
  }
  EXPECT_EQ(log_.size(), 2u);
  EXPECT_EQ(count_lines(contents(folder_ / "notifications.jsonl")), 1u);
  EXPECT_EQ(deliverer.outbox().size(), 0u);
}

TEST_F(DelivererTest, DeadSinkDelaysNoOtherAndIsTriedAgainWhenDue) {
  const auto broken = file("broken", "later/n.jsonl");
  auto deliverer = make({broken, sink("log", "log")});
  deliverer.add({make_row(1, "broken"), make_row(2, "log"), make_row(3, "broken")});
  const auto outcomes = run(deliverer, kNow);
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[0].attempt.fate, Fate::kRetry);
  EXPECT_NE(outcomes[0].result.error().what.find("No such file"), std::string::npos);
  EXPECT_EQ(outcomes[1].attempt.fate, Fate::kDelivered);
  std::vector<pollfd> fds;
  std::optional<model::Duration> wait;
  deliverer.watch(kNow, fds, wait);
  // Real time goes on between the start of an attempt and its end.
  const model::Duration due = outcomes[0].attempt.row.not_before - kNow;
  ASSERT_TRUE(wait);
  EXPECT_LE(*wait, due);
  EXPECT_GE(*wait, due / 2);
  std::filesystem::create_directory(folder_ / "later");
  EXPECT_TRUE(run(deliverer, kNow).empty());
  EXPECT_EQ(run(deliverer, outcomes[0].attempt.row.not_before).size(), 2u);
}

TEST_F(DelivererTest, SlowCommandDoesNotHoldTheOthers) {
  const auto slow = command("slow", {"sleep", "0.3"});
  auto deliverer = make({slow, sink("log", "log")});
  deliverer.add({make_row(1, "slow"), make_row(2, "log")});
  const auto first = deliverer.step(kNow);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].attempt.row.sink, "log");
  EXPECT_FALSE(deliverer.idle(kNow));
  const auto rest = run(deliverer, kNow);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].attempt.fate, Fate::kDelivered);
}

TEST_F(DelivererTest, LongBacklogDoesNotKeepTheLoop) {
  // A sink that takes a while for each, as a file on a slow disk.
  auto deliverer = make({sink("log", "log")});
  slow_log_ = 10ms;
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t n = 1; n <= 30; ++n) rows.push_back(make_row(n, "log"));
  deliverer.add(std::move(rows));
  EXPECT_LE(deliverer.step(kNow).size(), 5u) << "a step has 50 ms";
  std::vector<pollfd> fds;
  std::optional<model::Duration> wait;
  deliverer.watch(kNow, fds, wait);
  EXPECT_EQ(wait, model::Duration(0));
  slow_log_ = 0ms;
  for (int i = 0; i < 30 && deliverer.outbox().size() > 0; ++i) deliverer.step(kNow);
  EXPECT_EQ(log_.size(), 30u);
}

TEST_F(DelivererTest, OnceTriesEachRowAndIsIdle) {
  const auto broken = file("broken", "no/such");
  auto deliverer = make({broken, sink("log", "log")});
  auto left = make_row(1, "broken");
  left.attempts = 4;
  left.not_before = kNow + 30min;
  deliverer.try_each_once({left, make_row(2, "broken"), make_row(3, "log"), make_row(4, "gone")});
  EXPECT_FALSE(deliverer.idle(kNow));
  const auto outcomes = run(deliverer, kNow);
  EXPECT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(deliverer.outbox().size(), 3u);
  EXPECT_EQ(deliverer.outbox().unnamed().count("gone"), 1u);
}

TEST_F(DelivererTest, ReloadKeepsAnUnchangedCommandRunning) {
  const auto slow =
      command("slow", {"sh", "-c", "sleep 0.3; echo once >> \"$0\"", (folder_ / "ran").string()});
  auto deliverer = make({slow});
  deliverer.add({make_row(1, "slow")});
  deliverer.step(kNow);
  settings_.sinks.push_back(sink("log", "log"));
  deliverer.reload(settings_);
  deliverer.add({make_row(2, "log")});
  EXPECT_EQ(run(deliverer, kNow).size(), 2u);
  EXPECT_EQ(contents(folder_ / "ran"), "once\n");
}

TEST_F(DelivererTest, ReloadCancelsARemovedSinkAndItsRowStays) {
  const auto slow = command("slow", {"sleep", "30"});
  auto deliverer = make({slow});
  deliverer.add({make_row(1, "slow")});
  deliverer.step(kNow);
  settings_.sinks = {sink("log", "log")};
  deliverer.reload(settings_);
  EXPECT_TRUE(deliverer.idle(kNow));
  EXPECT_TRUE(deliverer.step(kNow).empty());
  EXPECT_EQ(deliverer.outbox().unnamed().at("slow"), 1u);
  settings_.sinks = {sink("slow", "log")};
  deliverer.reload(settings_);
  EXPECT_EQ(deliverer.step(kNow).size(), 1u);
  EXPECT_EQ(log_.size(), 1u);
}

TEST_F(DelivererTest, CancelLeavesTheRowForTheNextRun) {
  const auto slow = command("slow", {"sleep", "30"});
  auto deliverer = make({slow});
  deliverer.add({make_row(1, "slow")});
  deliverer.step(kNow);
  const auto begin = std::chrono::steady_clock::now();
  deliverer.cancel();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(deliverer.idle(kNow));
  EXPECT_EQ(deliverer.outbox().size(), 1u);
}

TEST_F(DelivererTest, ManyCommandsThatDoNotListenEndAtTheSameTime) {
  std::vector<config::SinkSettings> sinks;
  std::vector<model::OutboxRow> rows;
  for (std::uint64_t n = 1; n <= 20; ++n) {
    const std::string name = "deaf" + std::to_string(n);
    sinks.push_back(command(name, {"sh", "-c", "trap '' TERM; sleep 30"}));
    rows.push_back(make_row(n, name));
  }
  auto deliverer = make(std::move(sinks));
  deliverer.add(std::move(rows));
  while (deliverer.outbox().next_due()) deliverer.step(kNow);
  std::this_thread::sleep_for(100ms);
  const auto begin = std::chrono::steady_clock::now();
  deliverer.cancel();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s) << "one after the other: 6 s";
  EXPECT_TRUE(deliverer.idle(kNow));
}

TEST_F(DelivererTest, WhilePausedNothingStartsAndWhatIsUnderWayGoesOn) {
  auto deliverer = make({command("slow", {"sleep", "0.2"}), sink("log", "log")});
  deliverer.add({make_row(1, "slow")});
  deliverer.step(kNow);
  deliverer.pause(true);
  deliverer.add({make_row(2, "log")});
  EXPECT_EQ(run(deliverer, kNow).size(), 1u);
  EXPECT_TRUE(log_.empty());
  deliverer.pause(false);
  EXPECT_EQ(deliverer.step(kNow).size(), 1u);
}

TEST_F(DelivererTest, AFollowUpWithoutItsMessageIsSentAsNewOrDropped) {
  auto deliverer = make({sink("log", "log")});
  auto as_new = make_row(1, "log"), dropped = make_row(2, "log"), known = make_row(3, "log");
  as_new.follow = dropped.follow = known.follow = model::FollowUp::kEdit;
  as_new.or_new = true;
  known.reference = "m1";
  deliverer.add({as_new, dropped, known});
  const auto outcomes = run(deliverer, kNow);
  ASSERT_EQ(outcomes.size(), 3u);
  for (const DeliveryOutcome& outcome : outcomes) {
    EXPECT_EQ(outcome.attempt.fate,
              outcome.attempt.row.row == 2 ? Fate::kDropped : Fate::kDelivered);
  }
  EXPECT_EQ(log_.size(), 2u);
  EXPECT_EQ(deliverer.outbox().size(), 0u);
}

TEST_F(DelivererTest, WhatAnEarlierRunWasToldHolds) {
  auto deliverer = make({sink("log", "log"), sink("other", "log")});
  model::SinkState told;
  told.name = "log";
  told.last_failure = kNow - 1min;
  told.closed_until = kNow + 1h;
  deliverer.close({told}, kNow);
  deliverer.add({make_row(1, "log"), make_row(2, "other")});
  EXPECT_EQ(run(deliverer, kNow).size(), 1u);
  EXPECT_TRUE(run(deliverer, kNow + 1h - 1ms).empty());
  EXPECT_EQ(run(deliverer, kNow + 1h).size(), 1u);
}

TEST_F(DelivererTest, WhatAnEarlierRunWasToldUnderAnotherClockHoldsAsLong) {
  auto deliverer = make({sink("log", "log"), sink("far", "log")});
  model::SinkState told;
  told.name = "log";
  told.last_failure = kNow + 24h * 365;  // the clock was ahead
  told.closed_until = *told.last_failure + 1h;
  model::SinkState far;
  far.name = "far";
  far.closed_until = kNow + 24h * 365;  // no word of when
  deliverer.close({told, far}, kNow);
  deliverer.add({make_row(1, "log"), make_row(2, "far")});
  EXPECT_TRUE(run(deliverer, kNow + 1h - 1ms).empty());
  EXPECT_EQ(run(deliverer, kNow + 1h).size(), 1u);
  EXPECT_TRUE(run(deliverer, kNow + kLongestTold - 1ms).empty());
  EXPECT_EQ(run(deliverer, kNow + kLongestTold).size(), 1u);
}

TEST_F(DelivererTest, OnceLeavesWhatAClosedTargetDoesNotTakeForAnotherRun) {
  auto deliverer = make({sink("log", "log"), sink("other", "log")});
  model::SinkState told;
  told.name = "log";
  told.closed_until = kNow + 1h;
  deliverer.close({told}, kNow);
  deliverer.try_each_once({make_row(1, "log"), make_row(2, "other")});
  EXPECT_EQ(run(deliverer, kNow).size(), 1u);
  EXPECT_TRUE(deliverer.idle(kNow)) << "the run ends";
  EXPECT_EQ(deliverer.outbox().size(), 1u);
}

// A command that another configuration mends: what stopped it is forgotten, and what a target said
// of its wait is not.
TEST_F(DelivererTest, AReloadRevivesWhatFailsAndHoldsWhatWasTold) {
  auto failing = command("s", {"false"});
  auto deliverer = make({failing});
  deliverer.add({make_row(1, "s")});
  ASSERT_EQ(run(deliverer, kNow).size(), 1u);
  EXPECT_TRUE(run(deliverer, kNow).empty()) << "it backs off";
  deliverer.reload(settings_);
  EXPECT_TRUE(run(deliverer, kNow).empty()) << "the same config mends nothing";
  settings_.sinks[0].secrets["token_file"] = "another";
  deliverer.reload(settings_);
  EXPECT_EQ(run(deliverer, kNow).size(), 1u) << "another secret may";
  model::SinkState told;
  told.name = "s";
  told.closed_until = kNow + 1h;
  deliverer.close({told}, kNow);
  settings_.sinks[0] = sink("s", "log");
  deliverer.reload(settings_);
  EXPECT_TRUE(run(deliverer, kNow + 1h - 1ms).empty());
  EXPECT_EQ(run(deliverer, kNow + 1h).size(), 1u);
}

}  // namespace
}  // namespace newswatch::notify
