// Who is told of what, and what waits: every combination of what a sink asks for.
#include <gtest/gtest.h>

#include "notify/policy.h"
#include "samples.h"
#include "text/times.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using test::kNow;
using test::make_row;
using Every = config::DigestSettings::Every;
using enum model::Silence::Kind;

config::SinkSettings sink_of(std::vector<std::string> types, std::vector<std::string> topics,
                             int min_outlets, int min_origins, const std::string& follow_up) {
  config::SinkSettings sink;
  sink.name = "s";
  sink.types = std::move(types);
  sink.topics = std::move(topics);
  sink.min_outlets = min_outlets;
  sink.min_origins = min_origins;
  sink.options["follow_up"] = follow_up;
  return sink;
}

model::Notification about(const std::string& type, std::vector<std::string> topics, Reach reach) {
  model::Notification message;
  message.type = type;
  message.event.topics = std::move(topics);
  for (std::size_t i = 0; i < reach.outlets; ++i) {
    message.event.outlets.push_back(std::to_string(i));
  }
  for (std::size_t i = 0; i < reach.origins; ++i) {
    message.event.origins.push_back(std::to_string(i));
  }
  return message;
}

// An event that gains outlets, origins and a topic in any order: each sink gets event.new once, and
// follow-ups after it alone.
TEST(Wants, EachSinkHearsOfAnEventOnceAndOfWhatFollowsAfterwards) {
  const std::vector<std::vector<std::string>> topic_lists = {{}, {"a"}, {"b"}, {"a", "b"}};
  std::size_t combinations = 0;
  for (const std::string follow_up : {"none", "new", "edit", "thread"}) {
    for (const auto& types : std::vector<std::vector<std::string>>{
             {}, {"event.new"}, {"event"}, {"*"}, {"event.grown"}, {"trouble"}}) {
      for (const auto& topics : topic_lists) {
        for (int min = 1; min <= 16; ++min) {
          const auto sink = sink_of(types, topics, 1 + min % 4, 1 + min / 4, follow_up);
          ToldState before;
          std::size_t told = 0, fits = 0;
          for (const auto& [topics_now, reach] :
               std::vector<std::pair<std::vector<std::string>, Reach>>{{{"a"}, {1, 1}},
                                                                       {{"a"}, {2, 1}},
                                                                       {{"a", "b"}, {2, 2}},
                                                                       {{"a", "b"}, {5, 4}},
                                                                       {{"a", "b"}, {5, 5}}}) {
            const bool was_one = hears_of(sink, before.topics, before.reach);
            EXPECT_EQ(wants(sink, about("event.grown", topics_now, reach), before),
                      was_one && (takes(sink, "event.grown") || follow_up != "none"));
            fits += hears_of(sink, topics_now, reach) && !was_one;
            told += wants(sink, about("event.new", topics_now, reach), before);
            before = {topics_now, reach};
            ++combinations;
          }
          EXPECT_LE(fits, 1u);
          EXPECT_EQ(told, takes(sink, "event.new") ? fits : 0u);
        }
      }
    }
  }
  EXPECT_GT(combinations, 7000u);
}

TEST(Wants, TypesAreWholeWordsFromTheFront) {
  const auto sink = sink_of({"event.new", "feed"}, {}, 1, 1, "none");
  EXPECT_TRUE(takes(sink, "event.new"));
  EXPECT_TRUE(takes(sink, "feed.failing"));
  EXPECT_TRUE(takes(sink, "feed.quiet.recovered"));
  EXPECT_FALSE(takes(sink, "event.newer"));
  EXPECT_FALSE(takes(sink, "event"));
  EXPECT_FALSE(takes(sink, "feeds.failing"));
  EXPECT_FALSE(takes(sink, "sink.dead"));
  EXPECT_TRUE(takes(sink_of({"trouble"}, {}, 1, 1, "none"), "sink.dead.recovered"));
}

TEST(Wants, ReachWithoutOriginsIsThatOfOutlets) {
  model::Event event;
  event.outlets = {"A", "B"};
  event.more_outlets = 3;
  EXPECT_EQ(reach_of(event).outlets, 5u);
  EXPECT_EQ(reach_of(event).origins, 5u) << "stored before origins were known";
  event.origins = {"AP"};
  EXPECT_EQ(reach_of(event).origins, 1u);
}

TEST(GrownTo, IsTheThirdAndTheTenthHoweverItIsReached) {
  const auto step = [](std::size_t before, std::size_t now) {
    return grown_to(before, now).value_or(0);
  };
  EXPECT_EQ(step(0, 2), 0u);
  EXPECT_EQ(step(2, 3), 3u);
  EXPECT_EQ(step(3, 3), 0u);
  EXPECT_EQ(step(3, 9), 0u);
  EXPECT_EQ(step(9, 10), 10u);
  EXPECT_EQ(step(1, 12), 10u) << "a merge jumps over the third";
  EXPECT_EQ(step(10, 1000), 0u);
  EXPECT_EQ(step(12, 2), 0u);
}

TEST(MakeRows, ASinksPriorityGoesBeforeTheMessages) {
  auto plain = sink_of({}, {}, 1, 1, "none"), loud = plain;
  loud.priority = 5;
  auto message = test::message();
  message.priority = model::Priority::kLow;
  const auto rows = make_rows({plain, loud}, message, {}, 1, kNow, kNow);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].notification.priority, model::Priority::kLow);
  EXPECT_EQ(rows[1].notification.priority, model::Priority::kHighest);
}

TEST(NextDigest, IsTheNextHourOrTimeOfDay) {
  const auto at = [](const char* time) { return *text::parse_rfc3339(time); };
  EXPECT_EQ(next_digest({}, kNow), std::nullopt);
  const config::DigestSettings hourly{.every = Every::kHour};
  EXPECT_EQ(next_digest(hourly, at("2026-01-10T08:59:59Z")), at("2026-01-10T09:00:00Z"));
  EXPECT_EQ(next_digest(hourly, at("2026-01-10T09:00:00Z")), at("2026-01-10T10:00:00Z"));
  const config::DigestSettings daily{.every = Every::kDay, .time_of_day = 8h, .zone = "UTC"};
  EXPECT_EQ(next_digest(daily, at("2026-01-10T08:00:00Z")), at("2026-01-11T08:00:00Z"));
  const config::DigestSettings berlin{
      .every = Every::kDay, .time_of_day = 2h + 30min, .zone = "Europe/Berlin"};
  EXPECT_EQ(next_digest(berlin, at("2026-03-28T12:00:00Z")), at("2026-03-29T01:00:00Z"));
}

model::Notification titled(const std::string& title, std::vector<std::string> topics = {"ai"}) {
  auto message = test::message(title);
  message.event.topics = std::move(topics);
  return message;
}

TEST(Silenced, ByEventTopicOrWord) {
  const auto by = [](model::Silence::Kind kind, const std::string& subject,
                     const model::Notification& message) {
    return is_silenced({kind, subject, kNow, kNow + 1h}, message);
  };
  const auto message = titled("Élysée: the cost-cutting war's end");
  EXPECT_TRUE(by(kEvent, message.event.id, message));
  EXPECT_FALSE(by(kEvent, "other", message));
  EXPECT_TRUE(by(kTopic, "ai", message));
  EXPECT_FALSE(by(kTopic, "ai", titled("x", {"ai", "chips"}))) << "the other topic is wanted";
  EXPECT_FALSE(by(kTopic, "ai", titled("x", {})));
  EXPECT_TRUE(by(kWord, "elysee", message));
  EXPECT_TRUE(by(kWord, "COST cutting", message));
  EXPECT_TRUE(by(kWord, "war", message));
  EXPECT_FALSE(by(kWord, "cut", message)) << "whole words";
  EXPECT_FALSE(by(kWord, "cutting cost", message)) << "in their order";
  EXPECT_FALSE(by(kWord, "", message));
  EXPECT_FALSE(by(kWord, " - ", message)) << "no word at all";
  EXPECT_TRUE(by(kWord, "特朗普", titled("美国总统特朗普访华")))
      << "a script without spaces: anywhere, as in rules";
  EXPECT_TRUE(by(kWord, "DeepSeek", titled("DeepSeek发布新模型")));
}

TEST(Postpone, SilenceGoesBeforeDigestBeforeWait) {
  config::SinkSettings sink;
  sink.wait = 10min;
  sink.digest.every = Every::kHour;
  const model::Silence one{kTopic, "deepseek-r1", kNow, kNow + 3h};
  const model::Silence longer{kWord, "rattles", kNow, kNow + 5h};
  const model::Silence over{kWord, "rattles", kNow - 2h, kNow};
  auto row = make_row(1);
  postpone(sink, {one, longer, over}, row, kNow);
  EXPECT_EQ(row.waits_for, kWaitsForSilence);
  EXPECT_EQ(row.gather, kSummary);
  EXPECT_EQ(row.not_before, kNow + 5h + kGatherGrace);
  row = make_row(1);
  postpone(sink, {over}, row, kNow);
  EXPECT_EQ(row.waits_for, kWaitsForDigest);
  EXPECT_EQ(row.gather, kDigest);
  sink.digest = {};
  row = make_row(1);
  postpone(sink, {}, row, kNow);
  EXPECT_EQ(row.waits_for, kWaitsForReports);
  EXPECT_EQ(row.gather, "");
  EXPECT_EQ(row.not_before, kNow + 10min);
  row = make_row(1);
  row.not_before = kNow + 20min;  // the judge
  postpone(sink, {}, row, kNow);
  EXPECT_EQ(row.not_before, kNow + 20min) << "never sooner";
}

TEST(Postpone, WhatFollowsUpInPlaceWaitsForNoDigest) {
  config::SinkSettings sink;
  sink.digest.every = Every::kHour;
  const model::Silence all{kTopic, "deepseek-r1", kNow, kNow + 3h};
  auto row = make_row(1);
  row.notification.type = kEventGrown;
  row.follow = model::FollowUp::kEdit;
  row.reference = "m1";
  postpone(sink, {all}, row, kNow);
  EXPECT_EQ(row.not_before, kNow) << "nobody hears an edit";
  row.reference.clear();
  row.or_new = true;
  auto silent = row;
  postpone(sink, {all}, silent, kNow);
  EXPECT_EQ(silent.waits_for, kWaitsForSilence) << "it goes out as new";
  postpone(sink, {}, row, kNow);
  EXPECT_EQ(row.waits_for, kWaitsForDigest);
  row = make_row(1);
  row.follow = model::FollowUp::kThread;
  row.reference = "m1";
  postpone(sink, {}, row, kNow);
  EXPECT_EQ(row.waits_for, "");
  postpone(sink, {all}, row, kNow);
  EXPECT_EQ(row.waits_for, kWaitsForSilence) << "an answer is heard";
}

}  // namespace
}  // namespace newswatch::notify
