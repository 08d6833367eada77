// What stored stories would have come to under other settings.
#include "engine/replay.h"

#include <gmock/gmock.h>

#include "store/queries.h"
#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Replay : public Newsroom {
 protected:
  void fill() {
    start_quietly();
    place(kTime, kAltman);
    place(kHill, kAltmanAgain);
    place(kTime, kNavy);
    place(kTime, "Nvidia presents a chip of glass");
    place(kTime, "Ferry to Gotland runs aground");
  }

  std::string place(const std::string& url, const std::string& title) {
    const Ingested polled = poll(url, {{.title = title, .published = clock_.now()}});
    clock_.pass(10min);
    return polled.changes.placed.empty() ? "" : polled.changes.placed.front().event.id;
  }

  ReplayResult replayed() {
    auto result = replay(*store_, settings_, clock_.now() - 24h);
    EXPECT_TRUE(result) << result.error().context;
    return result.value_or(ReplayResult());
  }

  static std::vector<std::string> kinds(const ReplayResult& result) {
    constexpr std::array kNames = {"gained", "lost", "split", "merged"};
    std::vector<std::string> all;
    for (const ReplayDifference& one : result.differences) {
      all.emplace_back(kNames[static_cast<std::size_t>(one.kind)]);
      for (const std::string& title : one.titles) all.back() += ": " + title;
    }
    return all;
  }
};

TEST_F(Replay, UnderTheSameSettingsNothingDiffers) {
  fill();
  const ReplayResult result = replayed();
  EXPECT_THAT(kinds(result), IsEmpty());
  EXPECT_EQ(result.stories, 8u);
  EXPECT_EQ(result.matched, 4u);
  EXPECT_EQ(result.events_before, 3u);
  EXPECT_EQ(result.events_after, 3u);
  EXPECT_EQ(result.told_after, 3u);
}

TEST_F(Replay, AnotherTopicGainsAndLosesEvents) {
  fill();
  settings_.topics = {topic_of("ai", "deepseek"), topic_of("sea", "ferry")};
  EXPECT_THAT(kinds(replayed()), ElementsAre("gained: Ferry to Gotland runs aground",
                                             "lost: Nvidia presents a chip of glass"));
}

TEST_F(Replay, AHigherThresholdSplits) {
  fill();
  settings_.event.threshold = 0.95;
  EXPECT_THAT(kinds(replayed()), ElementsAre("split: " + kAltman + ": " + kAltmanAgain));
}

TEST_F(Replay, ALowerThresholdMerges) {
  settings_.event.threshold = 0.95;
  reload();
  fill();
  settings_.event.threshold = 0.22;
  const ReplayResult merged = replayed();
  EXPECT_THAT(kinds(merged), ElementsAre("merged: " + kAltman + ": " + kAltmanAgain));
  EXPECT_EQ(merged.events_before, 4u);
  EXPECT_EQ(merged.events_after, 3u);
}

TEST_F(Replay, WhatAPersonSaidIsObeyed) {
  fill();
  std::string altman, navy;
  ASSERT_TRUE(store::for_each_event(*store_, "", [&](const model::Event& event) {
    if (event.title == kAltman) altman = event.id;
    if (event.title == kNavy) navy = event.id;
    return true;
  }));
  const std::string again = reports(altman).at(1).story;
  ASSERT_TRUE(engine_->regroup(
      {.kind = model::RegroupKind::kSplit, .event = altman, .stories = {again}}, clock_.now()));
  ASSERT_TRUE(engine_->regroup({.kind = model::RegroupKind::kMerge, .event = navy, .into = altman},
                               clock_.now()));
  const ReplayResult result = replayed();
  EXPECT_THAT(kinds(result), IsEmpty());
  EXPECT_EQ(result.events_after, 3u);
}

TEST_F(Replay, OlderStoriesOnlyPrepareTheGround) {
  fill();
  clock_.pass(std::chrono::days(3));
  place(kIndia, "OpenAI chief Altman: claims on DeepSeek's cost are overstated");
  const auto result = replay(*store_, settings_, clock_.now() - 24h);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->stories, 1u);
  EXPECT_EQ(result->events_before, 1u);
  EXPECT_THAT(kinds(*result), IsEmpty()) << "it joins the event of three days ago";
}

TEST_F(Replay, ARuleThatCannotBeCompiledIsTold) {
  settings_.topics = {topic_of("bad", "/(/")};
  const auto result = replay(*store_, settings_, clock_.now() - 24h);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, model::ErrorKind::kBadInput);
}

}  // namespace
}  // namespace newswatch::engine
