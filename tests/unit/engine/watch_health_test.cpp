#include "engine/watch_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/sink_health.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const model::Time kWatchNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

FeedRow answering(const std::string& name, model::Duration ago) {
  FeedRow row;
  row.name = name;
  row.condition = FeedCondition::kWell;
  row.interval = 10min;
  row.state.last_success = kWatchNow - ago;
  row.state.next_poll = kWatchNow - ago + 10min;
  return row;
}

FeedRow failing(const std::string& name, model::Duration since) {
  FeedRow row = answering(name, since);
  row.condition = FeedCondition::kFailing;
  row.state.failures = 9;
  row.state.failing_since = kWatchNow - since;
  row.state.last_error = "timed out";
  return row;
}

std::vector<std::string> details(const std::vector<model::WatchReason>& reasons) {
  std::vector<std::string> all;
  for (const model::WatchReason& one : reasons) all.push_back(one.detail);
  return all;
}

TEST(WatchHealth, OneGoodFeedOfManyMakesNotAllWell) {
  const std::vector rows = {answering("one", 5min), failing("two", 3h), failing("three", 2h)};
  const auto all = reasons(rows, {}, {}, kWatchNow);
  EXPECT_THAT(details(all), ElementsAre("2 of 3 feeds have not answered within three intervals: "
                                        "two (timed out); three (timed out)"));
  EXPECT_EQ(all[0].what, "feeds.late");
  EXPECT_EQ(all[0].since, kWatchNow - 3h);
}

TEST(WatchHealth, OneDeadFeedOfManyMakesNotAllIll) {
  std::vector<FeedRow> rows(1000, answering("one", 5min));
  rows.push_back(failing("dead", 24h));
  EXPECT_THAT(reasons(rows, {}, {}, kWatchNow), IsEmpty());
  for (int i = 0; i < 9; ++i) rows.push_back(failing("dead", 24h));
  EXPECT_THAT(reasons(rows, {}, {}, kWatchNow), IsEmpty()) << "10 of 1,010";
  rows.push_back(failing("dead", 24h));
  EXPECT_THAT(reasons(rows, {}, {}, kWatchNow), SizeIs(1)) << "11 of 1,011";
}

TEST(WatchHealth, NamesSomeOfManyFeeds) {
  const std::vector<FeedRow> rows(9, failing("dead", 24h));
  EXPECT_THAT(details(reasons(rows, {}, {}, kWatchNow))[0], testing::EndsWith("; ..."));
}

model::OutboxRow message(const std::string& sink, model::Duration due) {
  model::OutboxRow row;
  row.sink = sink;
  row.created = row.not_before = kWatchNow - due;
  return row;
}

TEST(WatchHealth, SinksWithOverdueAndGivenUpMessages) {
  config::Settings settings;
  settings.sinks = {{.name = "mail", .type = "command"}, {.name = "log", .type = "log"}};
  const std::vector<model::SinkState> states = {
      {.name = "mail", .last_error = "exit status 1", .failing_since = kWatchNow - 1h}};
  SinkRows sinks(settings, states);
  sinks.add_waiting(message("mail", 4min), kWatchNow);
  EXPECT_THAT(reasons({}, sinks.rows(), {}, kWatchNow), IsEmpty());
  auto tried = message("mail", 1h);
  tried.attempts = 3;
  tried.first_attempt = kWatchNow - 59min;
  tried.not_before = kWatchNow + 10min;
  sinks.add_waiting(tried, kWatchNow);
  sinks.add_waiting(message("old", 9h), kWatchNow);
  sinks.add_given_up(message("log", 9h));
  const auto all = reasons({}, sinks.rows(), {}, kWatchNow);
  EXPECT_THAT(details(all),
              ElementsAre("sink mail: 1 message overdue: exit status 1",
                          "sink log: 1 message given up; newswatch outbox list, then retry or "
                          "drop"));
  EXPECT_EQ(all[0].since, kWatchNow - 1h);
  ASSERT_THAT(sinks.rows(), SizeIs(3));
  EXPECT_EQ(sinks.rows()[0].waiting, 2u);
  EXPECT_EQ(sinks.rows()[0].oldest, kWatchNow - 1h);
  EXPECT_EQ(sinks.rows()[2].type, "") << "no sink of the config: no reason";
}

TEST(WatchHealth, ASinkThatPeopleAreToldOfIsAReasonBeforeItsMessagesAreOverdue) {
  config::Settings settings;
  settings.sinks = {{.name = "mail", .type = "command"}};
  std::vector<model::SinkState> states = {{.name = "mail",
                                           .last_error = "exit status 1",
                                           .failures = SinkHealth::kManyFailures - 1,
                                           .failing_since = kWatchNow - 1min}};
  EXPECT_THAT(reasons({}, SinkRows(settings, states).rows(), {}, kWatchNow), IsEmpty());
  ++states[0].failures;
  const auto all = reasons({}, SinkRows(settings, states).rows(), {}, kWatchNow);
  EXPECT_THAT(details(all), ElementsAre("sink mail takes no messages: exit status 1"));
  EXPECT_EQ(all[0].what, "sink.failing");
  EXPECT_EQ(all[0].since, kWatchNow - 1min);
}

TEST(WatchHealth, WhatIsWrongWithTheWhole) {
  using enum model::TroubleKind;
  const std::vector<model::Trouble> troubles = {
      {.kind = kFeedGone, .name = "time", .reason = "410"},
      {.kind = kConfigRejected, .reason = "line 3: no such key", .since = kWatchNow - 1h},
      {.kind = kClockStepped, .reason = "forward by 5h", .over = kWatchNow}};
  const auto all = reasons({}, {}, troubles, kWatchNow);
  EXPECT_THAT(details(all), ElementsAre("the config on disk is refused, an older one is in force: "
                                        "line 3: no such key"));
  EXPECT_EQ(all[0].what, "config.rejected");
}

TEST(WatchHealth, InOneLine) {
  WatchLine line;
  EXPECT_EQ(text_of(line, kWatchNow), "no feeds");
  line.feeds = 7;
  EXPECT_EQ(text_of(line, kWatchNow), "all 7 feeds answer");
  line.failing = 1;
  line.named_failing = {{"thehill", kWatchNow - 170min}};
  line.overdue = 2;
  line.more = {"the clock is wrong"};
  EXPECT_EQ(text_of(line, kWatchNow),
            "6 of 7 feeds answer; thehill fails since 09:10 UTC; 2 messages overdue; the clock is "
            "wrong");
  line.failing = 7;
  EXPECT_EQ(text_of(line, kWatchNow).find("thehill"), std::string::npos) << "too many to name";
}

}  // namespace
}  // namespace newswatch::engine
