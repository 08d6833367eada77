// The whole daemon with a judge on loopback: what waits, for how long, and what a stop leaves.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "replay/running.h"
#include "store/queries.h"
#include "support/index_rows.h"
#include "support/raw_server.h"

namespace newswatch::daemon {
namespace {

using nlohmann::json;

class Judged : public Running {
 protected:
  Judged() {
    settings_.judge.url = server_.url("/v1/chat/completions");
    settings_.judge.model = "m";
    settings_.judge.timeout = 2s;
    settings_.judge.allow_networks = {"127.0.0.1"};
    settings_.judge.band = {0.02, 0.99};
    add_feed("TIME", server_.url("/time"));
    add_feed("The Hill", server_.url("/hill"));
    serve("/time", {told(kAltman)});
    serve("/hill", {told("Rain in London")});
  }

  ~Judged() override { ++*saying_; }

  // What the judge says, after `delay` or when it has something else to say.
  void judge_says(const std::string& content, std::chrono::milliseconds delay = 0ms) {
    // The server may still answer while the test ends.
    server_.handle("/v1/chat/completions",
                   [=, saying = saying_, now = ++*saying_](const test::Request&) {
                     const auto end = std::chrono::steady_clock::now() + delay;
                     while (std::chrono::steady_clock::now() < end && *saying == now) {
                       std::this_thread::sleep_for(5ms);
                     }
                     const json message = {{"role", "assistant"}, {"content", content}};
                     return test::Reply{.body = json{{"choices", {{{"message", message}}}}}.dump(),
                                        .content_type = "application/json"};
                   });
  }
  std::size_t asked() const { return server_.count("/v1/chat/completions"); }

  model::Event first_event() {
    const auto rows = *test::index_rows(*store_);
    if (rows.empty()) return {};
    return store::find_event(*store_, rows.front().event)->value_or(model::Event{});
  }

  const std::shared_ptr<std::atomic<int>> saying_ = std::make_shared<std::atomic<int>>(0);
  static constexpr const char* kSame = R"({"same": true, "why": "the same doubt"})";
  static constexpr const char* kOther = R"({"same": false, "why": "another day"})";
};

TEST_F(Judged, SameIsNotHeardOf) {
  judge_says(kSame);
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  const std::size_t polls = server_.count("/hill");
  ASSERT_TRUE(comes([&] { return server_.count("/hill") >= polls + 3; }));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_EQ(asked(), 1u) << "an edit or a repeat asks nobody";
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
  EXPECT_TRUE(store::all_questions(*store_)->empty());
}

TEST_F(Judged, NotSameIsToldAtOnce) {
  judge_says(kOther);
  settings_.judge.timeout = 60s;
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  EXPECT_TRUE(comes([&] { return messages().size() == 2; })) << "long before the time is over";
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Judged, AJudgeThatHangsDelaysThatEventAloneAndNoLongerThanItMay) {
  judge_says(kSame, 10s);
  settings_.event.threshold = 0.95;
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  const auto before = clock_.monotonic();
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  serve("/time", {told(kAltman), told("DeepSeek opens an office in Nairobi")});
  ASSERT_TRUE(comes([&] { return messages().size() == 2; }));
  EXPECT_EQ(messages().back(), "DeepSeek opens an office in Nairobi");
  ASSERT_TRUE(comes([&] { return messages().size() == 3; }));
  EXPECT_EQ(messages().back(), kAltmanAgain) << "below the threshold";
  EXPECT_LT(clock_.monotonic() - before, 4s);
  EXPECT_EQ(stop(), 0);
}

TEST_F(Judged, AStopLeavesTheQuestionAndAStartAsksAgain) {
  settings_.judge.timeout = 30s;
  judge_says(kSame, 20s);
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  EXPECT_EQ(stop(), 0);
  ASSERT_EQ(store::all_questions(*store_)->size(), 1u);
  EXPECT_EQ(store::all_outbox(*store_)->size(), 1u) << "its message waits, too";
  judge_says(kSame);
  open_store();
  start();
  ASSERT_TRUE(comes([&] { return asked() == 2; }));
  const std::size_t polls = server_.count("/hill");
  ASSERT_TRUE(comes([&] { return server_.count("/hill") >= polls + 2; }));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_TRUE(store::all_questions(*store_)->empty());
}

TEST_F(Judged, WhatWasLateWhileNobodyWatchedIsSettledBeforeItCouldGoOut) {
  settings_.judge.timeout = 1s;
  settings_.event.threshold = 0.05;  // the score joins it
  judge_says(kSame, 20s);
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  EXPECT_EQ(stop(), 0);
  ASSERT_EQ(store::all_outbox(*store_)->size(), 1u);
  std::this_thread::sleep_for(1100ms);
  open_store();
  start();
  const std::size_t polls = server_.count("/hill");
  ASSERT_TRUE(comes([&] { return server_.count("/hill") >= polls + 2; }));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_EQ(first_event().report_count, 2u);
}

TEST_F(Judged, AReloadWithoutAJudgeLetsTheScoreDecide) {
  settings_.judge.timeout = 60s;
  settings_.event.threshold = 0.95;
  judge_says(kSame, 20s);
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  settings_.judge.url.clear();
  reload();
  EXPECT_TRUE(comes([&] { return messages().size() == 2; })) << "it waits for nobody";
  EXPECT_EQ(stop(), 0);
}

TEST_F(Judged, AFullDiskLosesNoAnswer) {
  judge_says(kSame);
  settings_.judge.timeout = 60s;
  std::atomic<bool> is_full = true;
  std::atomic<int> failed = 0;
  FailingStore store(*store_);
  store.fails = [&](const store::Batch& batch) {
    const bool settles = !batch.dropped_questions.empty() && is_full;
    failed += settles ? 1 : 0;
    return settles;
  };
  start(store);
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return failed > 0; }));
  is_full = false;
  ASSERT_TRUE(comes([&] { return store::all_questions(*store_)->empty(); }));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(asked(), 1u);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_EQ(first_event().report_count, 2u);
}

TEST_F(Judged, ARoundAppliesAResponseOnlyWhenWhatCameBeforeIsSettled) {
  judge_says(kSame, 300ms);
  serve("/hill", {told(kAltmanAgain)});
  add_feed("India Times", server_.url("/india"));
  serve("/india", {told(kAltmanAgain)});  // a copy of what ends in the first event
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_EQ(asked(), 1u);
  EXPECT_EQ(first_event().report_count, 3u);
  EXPECT_EQ(first_event().outlets.size(), 3u);
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Judged, ARoundThatIsReleasedLateIsToldInThatRound) {
  test::RawServer silent([](test::Connection& connection) { connection.hang(); });
  settings_.judge.url = silent.url("/v1/chat/completions");
  settings_.judge.timeout = 1s;
  settings_.event.threshold = 0.95;
  serve("/hill", {told(kAltmanAgain)});
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman, kAltmanAgain}));
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Judged, ARoundSettlesWhatAnEarlierOneAskedBeforeItAsksAnyFeed) {
  settings_.judge.timeout = 30s;
  judge_says(kSame, 20s);
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  ASSERT_TRUE(comes([&] { return asked() == 1; }));
  EXPECT_EQ(stop(), 0);
  judge_says(kOther);
  std::size_t told_before = 0;
  server_.handle("/hill", [&](const test::Request&) {
    told_before = messages().size();
    return test::Reply{.body = document("hill.example", {}),
                       .content_type = "application/atom+xml"};
  });
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(told_before, 2u);
}

}  // namespace
}  // namespace newswatch::daemon
