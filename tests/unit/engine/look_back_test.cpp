// New rules are held against the stories that are stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class LookingBack : public Newsroom {
 protected:
  LookingBack() { settings_.sinks = {{.name = "all"}}; }

  struct All {
    std::vector<std::string> told;  // titles
    std::size_t looked_at = 0, matched = 0, steps = 0;
  };
  All look_back() {
    All all;
    while (engine_->looking_back()) {
      auto step = engine_->look_back(clock_.now());
      EXPECT_TRUE(step) << step.error().context;
      if (!step) break;
      remember(step->changes);
      for (const auto& row : step->changes.rows) all.told.push_back(row.notification.title);
      ++all.steps;
      all.looked_at += step->looked_at;
      all.matched += step->matched;
    }
    return all;
  }
};

TEST_F(LookingBack, NewTopicTakesWhatIsStored) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min},
               {.title = "Rain in Paris", .published = clock_.now() - 5min}});
  EXPECT_FALSE(engine_->looking_back());
  settings_.topics.push_back(topic_of("sea", "ferry"));
  reload();
  ASSERT_TRUE(engine_->looking_back());
  const All all = look_back();
  EXPECT_THAT(all.told, ElementsAre("Ferry trips cut after storm"));
  EXPECT_EQ(all.looked_at, 5u);
  EXPECT_EQ(all.matched, 1u);
  reload();
  EXPECT_FALSE(engine_->looking_back()) << "the same rules";
}

TEST_F(LookingBack, ReportsOfOneHappeningBecomeOneEvent) {
  start_quietly();
  settings_.topics.clear();
  reload();
  look_back();
  poll(kTime, {{.title = kAltman, .published = clock_.now() - 20min}});
  clock_.pass(1min);
  poll(kHill, {{.title = kAltman + " again", .published = clock_.now() - 10min}});
  settings_.topics = {topic_of("ai", "deepseek")};
  reload();
  EXPECT_THAT(look_back().told, ElementsAre(kAltman)) << "the first to come opens it";
}

TEST_F(LookingBack, ARestartWithOtherRulesDoesTheSame) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min}});
  settings_.topics.push_back(topic_of("sea", "ferry"));
  open();
  ASSERT_TRUE(engine_->looking_back());
  ASSERT_TRUE(engine_->look_back(clock_.now()));  // and is killed
  open();
  EXPECT_THAT(look_back().told, ElementsAre("Ferry trips cut after storm"));
  open();
  EXPECT_FALSE(engine_->looking_back());
}

TEST_F(LookingBack, ToldOnceHoweverOftenItBegins) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min}});
  settings_.topics.push_back(topic_of("sea", "ferry"));
  open();
  fill_disk();
  while (engine_->looking_back()) {
    if (!engine_->look_back(clock_.now())) break;  // the disk is full
  }
  EXPECT_TRUE(engine_->looking_back());
  free_disk();
  EXPECT_THAT(look_back().told, SizeIs(1));
  engine_->begin_look_back(clock_.now() - 24h);
  EXPECT_THAT(look_back().told, IsEmpty());
  EXPECT_THAT(outbox(), SizeIs(1));
}

TEST_F(LookingBack, GoesBackAsFarAsMaxAgeAndByHandFurther) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min}});
  clock_.pass(72h);
  poll(kTime, {{.title = "Other news of today", .published = clock_.now() - 5min}});
  settings_.topics.push_back(topic_of("sea", "ferry"));
  reload();
  EXPECT_EQ(look_back().matched, 0u);
  engine_->begin_look_back(clock_.now() - 96h);
  const All by_hand = look_back();
  EXPECT_EQ(by_hand.matched, 1u);
  EXPECT_THAT(by_hand.told, IsEmpty()) << "too old: held";
}

TEST_F(LookingBack, WhatAPersonAsksForCutsNothingOffNewRules) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min}});
  clock_.pass(24h);
  settings_.topics.push_back(topic_of("sea", "ferry"));
  reload();
  engine_->begin_look_back(clock_.now() - 1h);
  EXPECT_THAT(look_back().told, SizeIs(1)) << "max_age is 48 h";
}

TEST_F(LookingBack, AReloadDropsNothingThatAPersonAskedFor) {
  look_back();
  start_quietly();
  poll(kTime, {{.title = "Ferry trips cut after storm", .published = clock_.now() - 5min}});
  clock_.pass(72h);
  settings_.topics.push_back(topic_of("sea", "ferry"));
  reload();
  look_back();
  engine_->begin_look_back(clock_.now() - 96h);
  engine_->begin_look_back(clock_.now() - 1h);
  reload();
  ASSERT_TRUE(engine_->looking_back());
  EXPECT_EQ(look_back().matched, 1u) << "the longer of the two";
}

TEST_F(LookingBack, ManyStoriesTakeManySteps) {
  look_back();
  start_quietly();
  std::vector<Told> items;
  for (int i = 0; i < 900; ++i) {
    items.push_back({.title = "Ferry number " + std::to_string(i * 7919) + " sails from port " +
                              std::to_string(i),
                     .published = clock_.now() - 5min});
  }
  poll(kTime, items);
  settings_.topics = {topic_of("sea", "ferry")};
  reload();
  const All all = look_back();
  EXPECT_EQ(all.matched, 900u);
  EXPECT_GE(all.steps, 900u / 200 + 900u / 50);
}

TEST_F(LookingBack, AStoreThatNeverKnewOtherRulesHasNothingToLookAt) {
  EXPECT_TRUE(engine_->looking_back());
  EXPECT_EQ(look_back().looked_at, 0u);
}

}  // namespace
}  // namespace newswatch::engine
