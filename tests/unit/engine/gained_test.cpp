// A story that gains something: another text, or another feed that shows it. Topics are asked
// again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kWorld = "https://time.example/world";

class Gained : public Newsroom {
 protected:
  Gained() {
    settings_.feeds.push_back({.name = "time-world", .outlet = "TIME", .url = kWorld});
    settings_.sinks = {{.name = "all"}};
  }
  void start() {
    open();
    start_quietly();
    poll(kWorld, {{.title = "Other news of the hour", .published = clock_.now() - 1h}});
  }
  Told ferry(const std::string& summary = {}) const {
    return {.title = "Ferry trips cut on Monday after storm",
            .published = text::parse_rfc3339("2025-01-28T19:55:00Z").value_or(model::Time{}),
            .summary = summary,
            .id = "ferry"};
  }
  model::Story story(const std::string& title) {
    model::Story found;
    const auto walked = store::for_each_story(*store_, "", [&](const model::Story& one) {
      if (one.title == title) found = one;
      return true;
    });
    EXPECT_TRUE(walked);
    return found;
  }
};

TEST_F(Gained, ATopicOfASecondFeedTakesWhatTheFirstShowedBefore) {
  settings_.topics = {topic_of("world", "ferry")};
  settings_.topics[0].feeds = {"time-world"};
  start();
  EXPECT_THAT(poll(kTime, {ferry()}).changes.rows, IsEmpty());
  clock_.pass(10min);
  const auto second = poll(kWorld, {ferry()});
  ASSERT_THAT(second.changes.rows, SizeIs(1));
  EXPECT_EQ(second.changes.rows[0].notification.title, ferry().title);
  EXPECT_EQ(second.new_stories, 0u);
  EXPECT_THAT(story(ferry().title).more_feeds, ElementsAre("time-world"));
  clock_.pass(10min);
  EXPECT_THAT(poll(kTime, {ferry()}).changes.rows, IsEmpty()) << "told once";
  open();
  EXPECT_THAT(poll(kWorld, {ferry()}).changes.rows, IsEmpty()) << "after a restart too";
}

TEST_F(Gained, ATopicOfALabelTakesItToo) {
  settings_.topics = {topic_of("sea", "ferry")};
  settings_.topics[0].labels = {"sea"};
  settings_.feeds.back().labels = {"sea", "uk"};
  start();
  EXPECT_THAT(poll(kTime, {ferry()}).changes.rows, IsEmpty());
  EXPECT_THAT(poll(kWorld, {ferry()}).changes.rows, SizeIs(1));
  EXPECT_THAT(story(ferry().title).labels, ElementsAre("sea", "uk"));
}

TEST_F(Gained, ASummaryThatIsFilledLaterIsMatched) {
  settings_.topics = {topic_of("sea", "x")};
  settings_.topics[0].clauses[0].any = {};
  settings_.topics[0].clauses[0].any.summary = {"harbour"};
  start();
  EXPECT_THAT(poll(kTime, {ferry()}).changes.rows, IsEmpty());
  clock_.pass(10min);
  EXPECT_THAT(poll(kTime, {ferry("Waves over the harbour wall")}).changes.rows, SizeIs(1));
  EXPECT_EQ(story(ferry().title).summary, "Waves over the harbour wall");
}

TEST_F(Gained, AStoryInAnEventMeetsAnotherTopicAndIsToldToItsSinks) {
  settings_.topics = {topic_of("ferries", "ferry"), topic_of("sea", "x")};
  settings_.topics[1].clauses[0].any = {};
  settings_.topics[1].clauses[0].any.summary = {"harbour"};
  settings_.sinks = {{.name = "ferries", .topics = {"ferries"}},
                     {.name = "sea", .topics = {"sea"}}};
  start();
  const auto first = poll(kTime, {ferry()});
  ASSERT_THAT(first.changes.rows, SizeIs(1));
  clock_.pass(10min);
  const auto second = poll(kTime, {ferry("Waves over the harbour wall")});
  ASSERT_THAT(second.changes.rows, SizeIs(1));
  EXPECT_EQ(second.changes.rows[0].sink, "sea");
  EXPECT_THAT(event(first.changes.placed[0].event.id).topics, ElementsAre("ferries", "sea"));
}

TEST_F(Gained, AServerThatFlipsBetweenTwoCopiesCostsOneMatch) {
  settings_.topics = {topic_of("sea", "bridge")};
  start();
  poll(kTime, {ferry("One text")});
  poll(kTime, {ferry("Another text")});
  const model::Story before = story(ferry().title);
  EXPECT_THAT(before.matched, SizeIs(2));
  for (int i = 0; i < 3; ++i) {
    clock_.pass(10min);
    poll(kTime, {ferry("One text")});
    poll(kTime, {ferry("Another text")});
  }
  EXPECT_THAT(story(ferry().title).matched, SizeIs(2));
  EXPECT_EQ(story(ferry().title).summary, before.summary);
}

TEST_F(Gained, WhatIsKeptOfTextsAndFeedsIsBounded) {
  settings_.topics = {topic_of("sea", "bridge")};
  start();
  for (int i = 0; i < 50; ++i) poll(kTime, {ferry("Text " + std::to_string(i))});
  EXPECT_THAT(story(ferry().title).matched, SizeIs(32));
}

TEST_F(Gained, LateMatchesPassTheAgeGate) {
  settings_.topics = {topic_of("world", "ferry")};
  settings_.topics[0].feeds = {"time-world"};
  start();
  poll(kTime, {ferry()});
  clock_.pass(72h);
  poll(kWorld, {{.title = "Other news of the hour", .published = clock_.now() - 1h}});
  clock_.pass(10min);
  const auto late = poll(kWorld, {ferry()});
  EXPECT_THAT(late.changes.rows, IsEmpty());
  EXPECT_TRUE(story(ferry().title).held);
}

TEST_F(Gained, NearMissesAreKeptTheNewestThousand) {
  config::TopicSettings topic = topic_of("sea", "ferry");
  topic.clauses[0].none.title = {"quiz"};
  settings_.topics = {topic};
  start();
  for (int batch = 0; batch < 11; ++batch) {
    std::vector<Told> quizzes;
    for (int i = 0; i < 100; ++i) {
      const std::string n = std::to_string(batch * 100 + i);
      quizzes.push_back(
          {.title = "Ferry quiz number " + n + " of many", .published = clock_.now()});
    }
    clock_.pass(1min);
    poll(kTime, quizzes);
    if (batch == 5) open();
  }
  const auto near = *store::near_misses(*store_, std::nullopt);
  ASSERT_THAT(near, SizeIs(1000));
  std::set<std::string> titles;
  for (const auto& one : near) titles.insert(one.title);
  for (int i = 100; i < 1100; ++i) {
    EXPECT_TRUE(titles.contains("Ferry quiz number " + std::to_string(i) + " of many")) << i;
  }
  EXPECT_EQ(near.front().why, "excluded by title: quiz");
  EXPECT_EQ(near.back().topic, "sea");
}

}  // namespace
}  // namespace newswatch::engine
