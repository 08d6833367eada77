#include "engine/sign_of_life.h"

#include <gmock/gmock.h>

#include "newsroom.h"

namespace newswatch::engine {
namespace {

using Summary = config::HeartbeatSettings::Summary;

model::Time at(std::string_view text) { return *text::parse_rfc3339(text); }

TEST(SignOfLife, IsDueEachMorningOrOnMondays) {
  config::HeartbeatSettings settings;
  EXPECT_FALSE(next_sign(settings, at("2025-01-28T07:00:00Z")));
  settings.summary = Summary::kDaily;
  EXPECT_EQ(next_sign(settings, at("2025-01-28T07:00:00Z")), at("2025-01-28T08:00:00Z"));
  EXPECT_EQ(next_sign(settings, at("2025-01-28T08:00:00Z")), at("2025-01-29T08:00:00Z"));
  settings.summary = Summary::kWeekly;
  EXPECT_EQ(next_sign(settings, at("2025-01-28T07:00:00Z")), at("2025-02-03T08:00:00Z"));
}

TEST(SignOfLife, SaysWhatWasDone) {
  EXPECT_EQ(sign_text(6, {.polls = 1004, .matched = 41, .events = 0, .held = 3}),
            "Still watching: 6 feeds, 1,004 polls, 41 matched, 0 new events, 3 held");
  EXPECT_EQ(sign_text(1, {.polls = 1, .events = 1}),
            "Still watching: 1 feed, 1 polls, 0 matched, 1 new event, 0 held");
}

class SignOfLifeTold : public Newsroom {};

TEST_F(SignOfLifeTold, CountsSinceTheLastOneAlsoOverARestart) {
  settings_.heartbeat.summary = Summary::kDaily;
  settings_.heartbeat.sinks = {"all"};
  reload();
  start_quietly();
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  EXPECT_FALSE(engine_->sign_of_life_due(clock_.now()));
  clock_.pass(24h);
  open();
  ASSERT_TRUE(engine_->sign_of_life_due(clock_.now()));
  const auto told = engine_->tell_sign_of_life(clock_.now());
  ASSERT_TRUE(told);
  ASSERT_EQ(told->rows.size(), 1u);
  EXPECT_EQ(told->rows[0].sink, "all");
  EXPECT_EQ(told->rows[0].notification.type, "summary");
  EXPECT_THAT(told->rows[0].notification.title, testing::HasSubstr(" 1 matched"));
  EXPECT_FALSE(engine_->sign_of_life_due(clock_.now()));
  open();
  EXPECT_FALSE(engine_->sign_of_life_due(clock_.now())) << "it was stored that it was told";
}

TEST_F(SignOfLifeTold, TheWatchIsWellUntilSomethingIsOverdue) {
  settings_.sinks.resize(1);
  settings_.sinks[0].type = "log";
  reload();
  start_quietly();
  EXPECT_TRUE(engine_->unwell(clock_.now())->empty());
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  clock_.pass(10min);
  const auto reasons = *engine_->unwell(clock_.now());
  ASSERT_FALSE(reasons.empty());
  EXPECT_THAT(reasons[0].detail, testing::HasSubstr("overdue"));
}

}  // namespace
}  // namespace newswatch::engine
