// Asker over real judges; what time it is for the back-off, the test says.
#include "judge/asker.h"

#include <atomic>

#include "judge/command_judge.h"
#include "judge/http_judge.h"
#include "judge_driver.h"
#include "support/feed_server.h"

namespace newswatch::judge {
namespace {

using newswatch::test::FeedServer;
using newswatch::test::Reply;

// A judge whose questions end when and as the test says.
class ScriptedJudge final : public Judge {
 public:
  void start(const model::Question& question) override { started.push_back(question.event); }
  void watch(std::vector<pollfd>&, std::optional<model::Duration>&) override {}
  void collect(std::vector<QuestionOutcome>& done) override {
    for (QuestionOutcome& one : std::exchange(ends, {})) done.push_back(std::move(one));
  }
  void cancel(const std::string&) override {}
  void cancel_all() override {}

  void busy(const std::string& event, std::optional<model::Duration> retry_after = std::nullopt) {
    ends.push_back({event, "C", model::fail(model::ErrorKind::kTransient, "busy"), retry_after});
  }
  void same(const std::string& event) {
    ends.push_back({event, "C", Answer{model::Verdict::kSame, "one act"}, std::nullopt});
  }

  std::vector<std::string> started;
  std::vector<QuestionOutcome> ends;
};

class AskerTest : public testing::Test {
 protected:
  AskerTest() {
    server_.handle(kPath, [this](const auto&) {
      Reply reply;
      reply.status = status_;
      if (retry_after_ > 0) reply.headers = {{"Retry-After", std::to_string(retry_after_)}};
      reply.body = garbage_ ? "{}"
                            : R"({"choices":[{"message":{"content":)"
                              R"("{\"same\":true,\"why\":\"one act\"}"}}]})";
      return reply;
    });
    HttpJudge::Options options;
    options.url = server_.url(kPath);
    options.guard = net::AddressGuard::parse(std::vector<std::string>{"127.0.0.0/8"}).value();
    asker_ = std::make_unique<Asker>(HttpJudge::open(std::move(options), clock_).value());
  }

  // A question that is asked now, by the test's time.
  model::Question next() {
    auto q = question("E" + std::to_string(++number_), "C");
    q.asked = now_;
    q.deadline = now_ + 9s;
    return q;
  }

  // Steps until `count` questions ended, or 10 s have passed.
  std::vector<model::Question> step(Asker& asker, std::size_t count = 1) {
    const auto until = clock_.monotonic() + 10s;
    auto ended = asker.step(now_);
    while (ended.size() < count && clock_.monotonic() < until) {
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = 1000ms;
      asker.watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
      for (auto& one : asker.step(now_)) ended.push_back(std::move(one));
    }
    EXPECT_EQ(ended.size(), count);
    for (const auto& one : ended) EXPECT_TRUE(one.settled);
    return ended;
  }

  // What comes of one more question.
  model::Question ask() {
    asker_->ask({next()});
    auto ended = step(*asker_);
    return ended.empty() ? model::Question{} : ended.front();
  }

  std::size_t asked() const { return server_.count(kPath); }

  model::SystemClock clock_;
  model::Time now_ = clock_.now();
  std::atomic<int> status_ = 200;
  std::atomic<bool> garbage_ = false;
  std::atomic<int> retry_after_ = 0;  // seconds; 0: it says nothing of it
  int number_ = 0;
  FeedServer server_;
  std::unique_ptr<Asker> asker_;
};

TEST_F(AskerTest, SettlesEachQuestionOnceWithItsAnswer) {
  const auto one = next(), two = next();
  asker_->ask({one, two, one});
  asker_->ask({two});
  const auto ended = step(*asker_, 2);
  for (const auto& q : ended) {
    EXPECT_EQ(q.verdict, model::Verdict::kSame);
    EXPECT_EQ(q.why, "one act");
    EXPECT_EQ(q.candidate, "C");
    EXPECT_EQ(q.a.title, one.a.title);
  }
  EXPECT_NE(ended[0].event, ended[1].event);
  EXPECT_EQ(asked(), 2u);
  EXPECT_TRUE(asker_->idle());
  EXPECT_TRUE(asker_->step(now_).empty());
  EXPECT_FALSE(asker_->away_changed());
}

TEST_F(AskerTest, WithoutAJudgeNothingIsAnswered) {
  Asker none(nullptr);
  none.ask({next()});
  const auto ended = none.step(now_);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_TRUE(ended[0].settled);
  EXPECT_FALSE(ended[0].verdict);
  EXPECT_EQ(ended[0].why, "no judge is configured");
  none.forget("E1");
  none.cancel_all();
  std::vector<pollfd> fds;
  std::optional<model::Duration> wait;
  none.watch(fds, wait);
  EXPECT_TRUE(fds.empty());
  EXPECT_FALSE(wait);
  EXPECT_FALSE(none.away_changed());
}

TEST_F(AskerTest, QuestionThatIsOverIsNotAsked) {
  auto q = next();
  q.deadline = now_;
  asker_->ask({q});
  const auto ended = step(*asker_);
  EXPECT_FALSE(ended.at(0).verdict);
  EXPECT_EQ(ended.at(0).why, "its time was over before it was asked");
  EXPECT_EQ(asked(), 0u);
}

TEST_F(AskerTest, GoesAwayAfterThreeFailuresInARow) {
  status_ = 503;
  EXPECT_NE(ask().why.find("HTTP status 503"), std::string::npos);
  ask();
  status_ = 200;
  EXPECT_EQ(ask().verdict, model::Verdict::kSame);
  status_ = 503;
  ask();
  ask();
  EXPECT_FALSE(asker_->away_changed());
  ask();
  const auto change = asker_->away_changed();
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->away);
  EXPECT_NE(change->reason.find("HTTP status 503"), std::string::npos);
  EXPECT_EQ(change->next_probe, now_ + 30s);
  EXPECT_FALSE(asker_->away_changed()) << "told once";
  EXPECT_EQ(asked(), 6u);
  asker_->ask({next(), next()});
  for (const auto& q : asker_->step(now_)) {
    EXPECT_FALSE(q.verdict);
    EXPECT_TRUE(q.why.starts_with("the judge is away: POST http://127.0.0.1")) << q.why;
  }
  EXPECT_TRUE(asker_->idle());
  EXPECT_EQ(asked(), 6u);
}

TEST_F(AskerTest, IsAwayAtOnceWhenRefusedForGood) {
  status_ = 401;
  ask();
  const auto change = asker_->away_changed();
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->away);
}

TEST_F(AskerTest, ProbesAreOneQuestionAndWaitLongerEachTime) {
  status_ = 401;
  ask();
  EXPECT_TRUE(asker_->away_changed());
  model::Duration pause = 30s;
  for (int i = 1; i <= 7; ++i) {
    now_ += pause - 1ms;
    EXPECT_TRUE(ask().why.starts_with("the judge is away"));
    now_ += 1ms;
    asker_->ask({next(), next()});
    EXPECT_EQ(step(*asker_, 2).size(), 2u);
    EXPECT_EQ(asked(), 1u + static_cast<unsigned>(i)) << "one of the two is the probe";
    pause = std::min<model::Duration>(pause * 2, 10min);
  }
  EXPECT_FALSE(asker_->away_changed()) << "a failed probe is no news";
}

TEST_F(AskerTest, IsAskedNoEarlierThanItWants) {
  status_ = 429;
  retry_after_ = 90;
  ask();
  const auto change = asker_->away_changed();
  ASSERT_TRUE(change) << "at once";
  EXPECT_TRUE(change->away);
  EXPECT_EQ(change->next_probe, now_ + 90s);
  status_ = 200;
  now_ += 90s - 1ms;
  EXPECT_TRUE(ask().why.starts_with("the judge is away"));
  EXPECT_EQ(asked(), 1u);
  now_ += 1ms;
  EXPECT_EQ(ask().verdict, model::Verdict::kSame);
  EXPECT_EQ(asked(), 2u);
}

TEST_F(AskerTest, AShortWaitIsNotMadeLongerUntilAProbeFails) {
  status_ = 503;
  retry_after_ = 1;
  ask();
  EXPECT_EQ(asker_->away_changed()->next_probe, now_ + 1s);
  now_ += 1s;
  ask();
  EXPECT_EQ(asked(), 2u);
  now_ += 30s - 1ms;
  EXPECT_TRUE(ask().why.starts_with("the judge is away"));
  now_ += 1ms;
  ask();
  EXPECT_EQ(asked(), 3u);
}

TEST_F(AskerTest, WhatItStillAnswersDoesNotEndTheWait) {
  auto owned = std::make_unique<ScriptedJudge>();
  ScriptedJudge& judge = *owned;
  Asker asker(std::move(owned));
  const auto one = next(), two = next(), three = next();
  asker.ask({one, two, three});
  asker.step(now_);
  judge.busy(one.event, 60s);
  judge.same(two.event);
  EXPECT_EQ(asker.step(now_).size(), 2u);
  ASSERT_TRUE(asker.away_changed());
  asker.ask({next()});
  EXPECT_TRUE(asker.step(now_).at(0).why.starts_with("the judge is away"));
  now_ += 50s;
  judge.busy(three.event, 60s);
  asker.step(now_);
  now_ += 59s;
  asker.ask({next()});
  EXPECT_TRUE(asker.step(now_).at(0).why.starts_with("the judge is away"))
      << "the later word holds";
  now_ += 1s;
  const auto probe = next();
  asker.ask({probe});
  EXPECT_TRUE(asker.step(now_).empty());
  EXPECT_EQ(judge.started.back(), probe.event);
  judge.same(probe.event);
  asker.step(now_);
  EXPECT_FALSE(asker.away_changed()->away);
}

TEST_F(AskerTest, AnyAnswerToAProbeBringsItBack) {
  status_ = 401;
  ask();
  EXPECT_TRUE(asker_->away_changed());
  status_ = 200;
  garbage_ = true;
  now_ += 30s;
  EXPECT_FALSE(ask().verdict);
  const auto change = asker_->away_changed();
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->away);
  garbage_ = false;
  EXPECT_EQ(ask().verdict, model::Verdict::kSame);
  EXPECT_FALSE(asker_->away_changed());
}

TEST_F(AskerTest, UnusableAnswersAreNoReasonToGoAway) {
  garbage_ = true;
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(ask().verdict);
  EXPECT_EQ(asked(), 4u);
  EXPECT_FALSE(asker_->away_changed());
}

TEST_F(AskerTest, ForgottenQuestionsDoNotComeBack) {
  const auto one = next(), two = next(), three = next();
  asker_->ask({one, two});
  EXPECT_TRUE(asker_->step(now_).empty());
  asker_->ask({three});
  asker_->forget(one.event);
  asker_->forget(three.event);
  EXPECT_EQ(step(*asker_).at(0).event, two.event);
  EXPECT_TRUE(asker_->idle());
}

TEST_F(AskerTest, ForgottenProbeGivesItsPlaceToTheNext) {
  status_ = 401;
  ask();
  status_ = 200;
  now_ += 30s;
  const auto probe = next();
  asker_->ask({probe});
  EXPECT_TRUE(asker_->step(now_).empty());
  asker_->forget(probe.event);
  EXPECT_EQ(ask().verdict, model::Verdict::kSame);
}

TEST_F(AskerTest, CancelledQuestionsDoNotComeBack) {
  asker_->ask({next(), next()});
  EXPECT_TRUE(asker_->step(now_).empty());
  asker_->ask({next()});
  asker_->cancel_all();
  EXPECT_TRUE(asker_->idle());
  EXPECT_EQ(ask().verdict, model::Verdict::kSame);
}

TEST_F(AskerTest, LateAnswersOfACommandCountAsFailures) {
  Asker asker(std::make_unique<CommandJudge>(std::vector<std::string>{"/bin/sleep", "20"},
                                             std::vector<std::string>{}, clock_));
  std::vector<model::Question> questions;
  questions.reserve(3);
  for (int i = 0; i < 3; ++i) questions.push_back(within(200ms, next()));
  now_ = clock_.now();
  asker.ask(questions);
  for (const auto& q : step(asker, 3)) EXPECT_FALSE(q.verdict);
  const auto change = asker.away_changed();
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->away);
}

TEST(Asker, APauseLastsNoLongerWhenTheClockIsSetBack) {
  auto scripted = std::make_unique<ScriptedJudge>();
  ScriptedJudge& judge = *scripted;
  Asker asker(std::move(scripted));
  const model::Time start = model::SystemClock().now();
  const auto ask = [&](const std::string& event, model::Time now) {
    model::Question one;
    one.event = event;
    one.candidate = "C";
    one.deadline = now + 9s;
    asker.ask({one});
    return asker.step(now);
  };
  ask("E1", start);
  judge.busy("E1", 60s);
  asker.step(start);
  asker.clock_stepped(-(5h + 30min));
  const model::Time earlier = start - 5h - 30min;
  EXPECT_EQ(ask("E2", earlier + 59s).size(), 1u) << "still away";
  EXPECT_EQ(ask("E3", earlier + 60s).size(), 0u) << "asked";
  EXPECT_EQ(judge.started.back(), "E3");
}

}  // namespace
}  // namespace newswatch::judge
