// What people are told of the watch itself: the real engine over a real store, with answers that
// fail and sinks that take nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/engine/newsroom.h"

namespace newswatch::engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using enum model::TroubleKind;

class TroubleTold : public Newsroom {
 protected:
  TroubleTold() {
    settings_.sinks = {{.name = "all"}, {.name = "mail"}};
    reload();
  }

  Ingested fail(const std::string& url, const std::string& cause = "connect: refused") {
    FetchedResponse answer;
    answer.url = url;
    answer.at = clock_.now();
    answer.mono = clock_.monotonic();
    model::Error error{model::ErrorKind::kTransient, "GET " + url + ": " + cause, cause};
    answer.response = tl::unexpected(std::move(error));
    return apply(parse_response(std::move(answer)));
  }

  // As the daemon does it after each message.
  std::vector<ToldTrouble> tell() {
    if (!engine_->trouble_due(clock_.now())) return {};
    auto changes = engine_->tell_trouble(clock_.now());
    EXPECT_TRUE(changes) << changes.error().context;
    if (!changes) return {};
    return changes->troubles;
  }

  std::vector<std::string> titles(const std::vector<ToldTrouble>& told) const {
    std::vector<std::string> all;
    for (const ToldTrouble& one : told) all.push_back(one.title);
    return all;
  }

  // Messages about trouble in the outbox, "type to sink".
  std::vector<std::string> waiting() {
    std::vector<std::string> all;
    for (const model::OutboxRow& row : outbox()) {
      if (model::is_trouble(row.notification.type)) {
        all.push_back(row.notification.type + " to " + row.sink);
      }
    }
    return all;
  }

  // Each feed fails for as long as it takes, with polls every 10 minutes.
  void fail_long(const std::vector<std::string>& urls) {
    for (int i = 0; i < 7; ++i) {
      for (const std::string& url : urls) fail(url);
      if (i < 6) clock_.pass(10min);
    }
  }

  void deliver(const std::string& sink, const notify::DeliveryResult& outcome, int times = 1) {
    for (int i = 0; i < times; ++i) {
      model::OutboxRow row;
      row.row = 1000 + ++delivered_;
      row.sink = sink;
      row.notification.event.id = "E";
      notify::DeliveryOutcome done;
      done.attempt = notify::after_attempt(std::move(row), outcome, 0, clock_.now());
      done.result = outcome;
      ASSERT_TRUE(engine_->delivered({done}));
    }
  }

  std::uint64_t delivered_ = 0;
};

const notify::DeliveryResult kAway = failed("connection refused");

TEST_F(TroubleTold, AFeedThatFailsIsOneMessageAndOneWhenItAnswersAgain) {
  start_quietly();
  fail(kTime);
  EXPECT_THAT(tell(), IsEmpty()) << "one failure means nothing";
  clock_.pass(10min);
  fail_long({kTime});
  const auto told = tell();
  EXPECT_THAT(titles(told), ElementsAre("feed time fails since 20:10 UTC: GET "
                                        "https://time.example/feed: connect: refused"));
  EXPECT_THAT(waiting(), ElementsAre("feed.failing to all", "feed.failing to mail"));
  const model::Notification message = outbox().at(0).notification;
  EXPECT_EQ(message.id.substr(26), ":feed.failing");
  EXPECT_EQ(record::notification_json(message),
            R"({"schema":1,"id":")" + message.id + R"(","type":"feed.failing",)" +
                R"("time":"2025-01-28T21:20:00Z","title":")" + message.title +
                R"(","link":"","subject":{"feed":"time"},)" +
                R"("reason":"GET https://time.example/feed: connect: refused",)" +
                R"("since":"2025-01-28T20:10:00Z"})");
  clock_.pass(10min);
  fail(kTime);
  EXPECT_THAT(tell(), IsEmpty()) << "told once";
  clock_.pass(10min);
  poll(kTime, {{.title = "Other news", .published = clock_.now()}});
  EXPECT_THAT(titles(tell()), ElementsAre("feed time answers again after 1h30m"));
  clock_.pass(10min);
  EXPECT_THAT(tell(), IsEmpty());
}

TEST_F(TroubleTold, ALostNetworkIsOneMessageAndOneWhenItIsBack) {
  start_quietly();
  fail(kTime);
  clock_.pass(3min);
  fail(kHill);
  clock_.pass(3min);
  fail(kIndia);
  clock_.pass(4min);
  std::vector<ToldTrouble> told;
  for (int i = 0; i < 8; ++i) {
    for (const char* url : {kTime, kHill, kIndia}) {
      fail(url);
      const auto more = tell();
      told.insert(told.end(), more.begin(), more.end());
    }
    clock_.pass(10min);
  }
  EXPECT_THAT(titles(told), ElementsAre("3 feeds (time, hill, india) fail since 20:10 UTC: "
                                        "connect: refused"));
  EXPECT_THAT(outbox().at(0).notification.subjects, SizeIs(3));
  const std::string json = record::notification_json(outbox().at(0).notification);
  EXPECT_THAT(json, AllOf(HasSubstr(R"("subject":{"feed":"time"})"), HasSubstr(R"("count":3)")));
  for (const char* url : {kTime, kHill}) {
    poll(url, {{.title = "Other news", .published = clock_.now()}});
    EXPECT_THAT(tell(), IsEmpty()) << "one still fails";
  }
  poll(kIndia, {{.title = "Other news", .published = clock_.now()}});
  EXPECT_THAT(titles(tell()), ElementsAre("3 feeds (time, hill, india) answer again after 1h30m"));
}

TEST_F(TroubleTold, OneThatStaysAwayHoldsUpTheOthersForHalfAnHour) {
  start_quietly();
  fail_long({kTime, kHill});
  ASSERT_THAT(tell(), SizeIs(1));
  poll(kTime, {{.title = "Other news", .published = clock_.now()}});
  EXPECT_THAT(tell(), IsEmpty());
  clock_.pass(30min);
  EXPECT_THAT(titles(tell()), ElementsAre("feed time answers again after 1h30m"));
}

TEST_F(TroubleTold, WhatBeginsSoonAfterAMessageIsGathered) {
  start_quietly();
  fail_long({kTime});
  ASSERT_THAT(tell(), SizeIs(1));
  clock_.pass(1h);
  fail_long({kHill});
  ASSERT_THAT(tell(), SizeIs(1)) << "an hour later";
  model::Trouble trouble{.kind = kFeedFailing, .subject = kIndia, .name = "india"};
  fail(kIndia);
  clock_.pass(10min);
  fail(kIndia);
  clock_.pass(1h);
  fail(kIndia);
  EXPECT_THAT(tell(), SizeIs(1));
}

TEST_F(TroubleTold, ARestartTellsNothingTwiceAndForgetsNothing) {
  start_quietly();
  fail_long({kTime});
  open();  // killed before it was told
  EXPECT_THAT(tell(), SizeIs(1));
  open();
  EXPECT_THAT(tell(), IsEmpty());
  poll(kTime, {{.title = "Other news", .published = clock_.now()}});
  open();
  EXPECT_THAT(titles(tell()), ElementsAre(HasSubstr("feed time answers again")));
  open();
  EXPECT_THAT(tell(), IsEmpty());
  EXPECT_THAT(waiting(), SizeIs(4)) << "to two sinks each";
}

TEST_F(TroubleTold, AMessageThatCouldNotBeStoredIsMadeLater) {
  start_quietly();
  fail_long({kTime});
  fill_disk();
  EXPECT_FALSE(engine_->tell_trouble(clock_.now()));
  free_disk();
  EXPECT_THAT(tell(), SizeIs(1));
  EXPECT_THAT(waiting(), SizeIs(2));
}

TEST_F(TroubleTold, AFeedThatIsGoneAndOneThatMoved) {
  start_quietly();
  settings_.fetch.move_after = model::Duration(0);
  reload();
  fetch::Response moved;
  moved.status = 200;
  moved.body = document("hill.example", {{.title = "News", .published = clock_.now()}});
  moved.content_type = "application/atom+xml";
  moved.final_url = moved.moved_to = "https://new.example/feed";
  apply(parse_response(fetched(kHill, clock_.moment(), std::move(moved))));
  EXPECT_THAT(titles(tell()), ElementsAre("feed hill moved: asked at https://new.example/feed "
                                          "from now on; put that into the config"));
  apply(polled(kTime, "", 410));
  clock_.pass(25h);
  apply(polled(kTime, "", 410));
  EXPECT_THAT(titles(tell()),
              ElementsAre("feed time is gone and no longer polled: 410 Gone: the publisher took "
                          "the feed down for good"));
}

TEST_F(TroubleTold, ASinkIsToldOfByTheOthers) {
  deliver("mail", kAway, SinkHealth::kManyFailures - 1);
  EXPECT_THAT(tell(), IsEmpty());
  deliver("mail", kAway);
  EXPECT_THAT(titles(tell()),
              ElementsAre("sink mail takes no messages since 20:00 UTC: connection refused"));
  EXPECT_THAT(waiting(), ElementsAre("sink.failing to all"));
  EXPECT_EQ(record::notification_json(outbox().at(0).notification).find("\"feed\""),
            std::string::npos);
  const auto states = *store::all_sinks(*store_);
  ASSERT_THAT(states, SizeIs(1));
  EXPECT_EQ(states[0].failures, SinkHealth::kManyFailures);
  EXPECT_EQ(states[0].last_error, "server: connection refused");
  open();
  clock_.pass(2h);
  deliver("mail", {});
  EXPECT_THAT(titles(tell()), ElementsAre("sink mail takes messages again after 2h"));
  EXPECT_THAT(store::all_sinks(*store_)->at(0).last_error, IsEmpty());
}

TEST_F(TroubleTold, AMessageThatIsGivenUpIsNamedAndTheSinkIsNotCalledFailing) {
  tell();
  deliver("mail", failed("refused", notify::Ends::kMessage), 9);
  EXPECT_THAT(titles(tell()), ElementsAre("sink mail: a message was given up: refused"));
  EXPECT_EQ(store::all_sinks(*store_)->at(0).given_up, 9u);
  EXPECT_EQ(store::all_sinks(*store_)->at(0).failures, 0);
}

TEST_F(TroubleTold, AGivenUpMessageIsTroubleUntilSomebodyDealsWithIt) {
  start_quietly();
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  notify::DeliveryOutcome refused;
  refused.result = failed("refused", notify::Ends::kMessage);
  refused.attempt = notify::after_attempt(outbox().at(1), refused.result, 0, clock_.now());
  notify::DeliveryOutcome taken;
  taken.attempt.row.sink = "mail";
  taken.attempt.row.row = 99;
  ASSERT_TRUE(engine_->delivered({refused, taken}));
  EXPECT_THAT(titles(tell()), ElementsAre("sink mail: a message was given up: refused"));
  clock_.pass(1h);
  ASSERT_TRUE(engine_->delivered({taken}));
  EXPECT_THAT(tell(), IsEmpty()) << "that it takes others does not send this one";
  model::ControlRequest request;
  request.command = model::ControlCommand::kOutboxDrop;
  request.choice.rows = {refused.attempt.row.row};
  ASSERT_TRUE(engine_->change_by_hand(request, clock_.now()));
  EXPECT_THAT(titles(tell()), ElementsAre("sink mail: no message that was given up is left"));
}

TEST_F(TroubleTold, AFeedThatFailedAndIsGoneDoesNotAnswerAgain) {
  start_quietly();
  for (int i = 0; i < 7; ++i) {
    apply(polled(kTime, "", 404));
    clock_.pass(10min);
  }
  ASSERT_THAT(tell(), SizeIs(1));
  apply(polled(kTime, "", 410));
  clock_.pass(25h);
  apply(polled(kTime, "", 410));
  EXPECT_THAT(titles(tell()), ElementsAre(HasSubstr("feed time is gone")));
  EXPECT_THAT(engine_->watch_line().named_failing, IsEmpty());
}

TEST_F(TroubleTold, ADiskThatIsFullAgainAndStaysSoIsToldAfterHalfAnHour) {
  ASSERT_THAT(engine_->begin_store_full("full", clock_.now()).troubles, SizeIs(1));
  clock_.pass(5min);
  ASSERT_TRUE(engine_->end_trouble(kStoreFull, clock_.now()));
  EXPECT_THAT(tell(), SizeIs(1));
  clock_.pass(5min);
  EXPECT_THAT(engine_->begin_store_full("full", clock_.now()).troubles, IsEmpty());
  clock_.pass(25min);
  EXPECT_THAT(engine_->begin_store_full("full", clock_.now()).troubles, SizeIs(1));
}

TEST_F(TroubleTold, WhoWasToldInASummaryIsOnRecordToo) {
  model::OutboxRow row;
  row.row = 7;
  row.sink = "mail";
  row.notification.type = "summary";
  row.notification.items = {{.event = "A"}, {.event = "B"}};
  notify::DeliveryOutcome done;
  done.attempt = notify::after_attempt(row, {}, 0, clock_.now());
  ASSERT_TRUE(engine_->delivered({done}));
  EXPECT_THAT(*store::sent_messages(*store_, "A"), SizeIs(1));
  EXPECT_EQ(store::sent_messages(*store_, "B")->at(0).type, "summary");
}

TEST_F(TroubleTold, WhatASinkTookIsOnRecord) {
  start_quietly();
  poll(kTime, {{.title = kAltman, .published = clock_.now()}});
  model::OutboxRow row = outbox().at(0);
  const std::string event = row.notification.event.id;
  notify::DeliveryOutcome done;
  done.attempt = notify::after_attempt(row, {}, 0, clock_.now());
  ASSERT_TRUE(engine_->delivered({done}));
  const auto sent = *store::sent_messages(*store_, event);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].sink, "all");
  EXPECT_EQ(sent[0].type, "event.new");
  EXPECT_EQ(sent[0].time, clock_.now());
}

TEST_F(TroubleTold, TheConfigTheDiskAndTheClock) {
  ASSERT_TRUE(engine_->begin_trouble(kConfigRejected, "line 3: no such key", clock_.now()));
  ASSERT_TRUE(engine_->begin_trouble(kConfigRejected, "line 4: no such key", clock_.now()));
  EXPECT_THAT(titles(tell()), ElementsAre("the new config is refused, the old one stays in force: "
                                          "line 4: no such key"));
  clock_.pass(5min);
  ASSERT_TRUE(engine_->end_trouble(kConfigRejected, clock_.now()));
  EXPECT_THAT(titles(tell()), ElementsAre("the config is accepted after 5m"));

  const auto full = engine_->begin_store_full("No space left on device", clock_.now());
  EXPECT_THAT(titles(full.troubles),
              ElementsAre("the disk takes no writes since 20:05 UTC: No space left on device"));
  EXPECT_THAT(full.rows, SizeIs(2));
  EXPECT_THAT(waiting(), SizeIs(4)) << "it can't be stored";
  EXPECT_THAT(engine_->begin_store_full("No space", clock_.now()).troubles, IsEmpty());
  clock_.pass(1min);
  ASSERT_TRUE(engine_->end_trouble(kStoreFull, clock_.now()));
  EXPECT_THAT(titles(tell()), ElementsAre("the disk takes writes again after 1m"));
  EXPECT_GT(outbox().back().row, full.rows.back().row) << "a number is given once";

  poll(kTime, {{.title = "Other news", .published = clock_.now()}});
  clock_.set(clock_.now() + 5h);
  poll(kTime, {{.title = "More news", .published = clock_.now()}});
  EXPECT_THAT(titles(tell()), ElementsAre("the clock was set: forward by 5h, from "
                                          "2025-01-28T20:06:00Z to 2025-01-29T01:06:00Z"));
  clock_.pass(3h);
  poll(kTime, {{.title = "Yet more", .published = clock_.now()}});
  EXPECT_THAT(titles(tell()), ElementsAre("the clock is believed again after 3h"));
}

TEST_F(TroubleTold, WhatLeavesTheConfigIsForgottenWithoutAWord) {
  start_quietly();
  fail_long({kTime});
  deliver("mail", kAway, SinkHealth::kManyFailures);
  ASSERT_THAT(tell(), SizeIs(2));
  settings_.feeds.erase(settings_.feeds.begin());
  settings_.sinks.pop_back();
  reload();
  EXPECT_THAT(tell(), IsEmpty());
  EXPECT_THAT(*store::all_troubles(*store_), IsEmpty());
  EXPECT_THAT(*store::all_sinks(*store_), IsEmpty());
}

TEST_F(TroubleTold, ASinkSaysWhatItWantsToHear) {
  settings_.sinks = {{.name = "feeds", .types = {"feed"}},
                     {.name = "events", .types = {"event.new"}},
                     {.name = "all", .types = {"*"}},
                     {.name = "trouble", .topics = {"ai"}, .types = {"trouble"}}};
  reload();
  start_quietly();
  fail_long({kTime});
  deliver("x", kAway, SinkHealth::kManyFailures);
  tell();
  EXPECT_THAT(waiting(), UnorderedElementsAre("feed.failing to feeds", "feed.failing to all",
                                              "feed.failing to trouble"));
}

}  // namespace
}  // namespace newswatch::engine
