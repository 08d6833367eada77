#include "record/control_json.h"

#include <gtest/gtest.h>

namespace newswatch::record {
namespace {

TEST(ControlJson, ARequestReadsBackAsItWas) {
  const model::ControlRequest asked{model::ControlCommand::kOutboxRetry,
                                    {.rows = {7, 18446744073709551615U}, .all = true, .sink = "m"}};
  const auto read = read_control_request(control_request_json(asked));
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(read->command, asked.command);
  EXPECT_EQ(read->choice.rows, asked.choice.rows);
  EXPECT_TRUE(read->choice.all);
  EXPECT_EQ(read->choice.sink, "m");
  EXPECT_EQ(read_control_request(R"({"command":"ping"})")->command, model::ControlCommand::kPing);
}

TEST(ControlJson, WhatAPersonSaysOfEventsReadsBackAsItWas) {
  model::ControlRequest asked;
  asked.command = model::ControlCommand::kRegroup;
  asked.regrouping = {.kind = model::RegroupKind::kSplit,
                      .event = "01J",
                      .into = "01K",
                      .stories = {"3f", "4e"},
                      .quiet = true};
  const auto read = read_control_request(control_request_json(asked));
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(read->regrouping.kind, model::RegroupKind::kSplit);
  EXPECT_EQ(read->regrouping.event, "01J");
  EXPECT_EQ(read->regrouping.into, "01K");
  EXPECT_EQ(read->regrouping.stories, asked.regrouping.stories);
  EXPECT_TRUE(read->regrouping.quiet);
  model::ControlRequest pause;
  pause.command = model::ControlCommand::kPauseFeeds;
  pause.feeds = {"time", "a \"b\""};
  EXPECT_EQ(read_control_request(control_request_json(pause))->feeds, pause.feeds);
}

TEST(ControlJson, WhatIsNoRequestIsSaid) {
  for (const char* text :
       {"", "x", "[]", "{}", R"({"command":"stop"})", R"({"command":7})",
        R"({"command":"ping","rows":[1.5]})", R"({"command":"ping","rows":7})",
        R"({"command":"regroup"})", R"({"command":"regroup","regroup":"burn","event":"01J"})"}) {
    const auto read = read_control_request(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, model::ErrorKind::kBadInput) << text;
  }
}

TEST(ControlJson, AReplyReadsBackAsItWas) {
  const model::ControlReply reply{
      .error = "no \"room\"",
      .pid = 812,
      .uptime = std::chrono::seconds(5),
      .rows = {1, 2},
      .not_found = {3},
      .event = "01J",
      .feeds = {"time"},
      .more = true,
      .snapshot = "snapshot-9",
      .config = "/n.toml",
      .config_hash = "1f",
      .reasons = {{"store.full", model::Time(std::chrono::seconds(1738094400)), "full"}}};
  const std::string text = control_reply_json(reply);
  EXPECT_EQ(text,
            R"({"schema":1,"ok":false,"error":"no \"room\"","pid":812,"uptime":5000,"rows":[1,2],)"
            R"("not_found":[3],"event":"01J","feeds":["time"],"more":true,"snapshot":"snapshot-9",)"
            R"("config":"/n.toml","config_hash":"1f",)"
            R"("reasons":[{"what":"store.full","since":"2025-01-28T20:00:00Z","detail":"full"}]})");
  const auto read = read_control_reply(text);
  ASSERT_TRUE(read) << read.error().context;
  EXPECT_EQ(read->error, reply.error);
  EXPECT_EQ(read->pid, 812u);
  EXPECT_EQ(read->uptime, reply.uptime);
  EXPECT_EQ(read->rows, reply.rows);
  EXPECT_EQ(read->not_found, reply.not_found);
  EXPECT_EQ(read->event, "01J");
  EXPECT_EQ(read->feeds, reply.feeds);
  EXPECT_TRUE(read->more);
  EXPECT_EQ(read->snapshot, "snapshot-9");
}

}  // namespace
}  // namespace newswatch::record
