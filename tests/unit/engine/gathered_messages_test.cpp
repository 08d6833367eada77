// Messages that are told together: after a stop of the daemon, and above a sink's limit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notify/sinks.h"
#include "unit/engine/newsroom.h"
#include "unit/engine/waiting.h"

namespace newswatch::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Gathering : public Newsroom {
 protected:
  Gathering() {
    settings_.sinks = {{.name = "pager", .type = "command", .options = {{"max_per_hour", 3}}},
                       {.name = "file", .type = "file"}};
    open();
  }

  Changes gather() {
    Changes all;
    while (engine_->gather_due(clock_.now())) {
      auto changes = engine_->gather(clock_.now());
      EXPECT_TRUE(changes) << changes.error().context;
      if (!changes) return all;
      append(all, std::move(*changes));
    }
    return all;
  }

  // "SINK: TITLE" of what may go out now.
  std::vector<std::string> due() {
    std::vector<std::string> all;
    for (const model::OutboxRow& row : outbox()) {
      if (row.not_before <= clock_.now()) all.push_back(row.sink + ": " + row.notification.title);
    }
    return all;
  }

  std::vector<Told> some(const std::vector<std::string>& titles, model::Duration ago) {
    std::vector<Told> all;
    for (const std::string& title : titles) {
      all.push_back({.title = title, .published = clock_.now() - ago});
    }
    return all;
  }
};

const std::vector<std::string> kFive = {kAltman, kNavy, "DeepSeek opens an office in Oslo",
                                        "Italy's watchdog blocks DeepSeek's app",
                                        "Researchers find an open DeepSeek database"};

TEST_F(Gathering, WhatIsAboveASinksLimitIsOneSummaryWhenTheHourIsOver) {
  start_quietly();
  const auto began = clock_.now();
  poll(kTime, some(kFive, 1min));
  EXPECT_THAT(due(), SizeIs(3 + 5)) << "a file has no limit";
  EXPECT_THAT(gather().rows, IsEmpty());
  clock_.pass(59min);
  EXPECT_THAT(gather().rows, IsEmpty());
  clock_.pass(1min);
  ASSERT_GE(clock_.now() - began, 1h);
  open();  // a restart forgets nothing
  const Changes changes = gather();
  ASSERT_THAT(changes.rows, SizeIs(1));
  EXPECT_EQ(changes.rows[0].sink, "pager");
  EXPECT_EQ(changes.rows[0].notification.type, "summary");
  EXPECT_EQ(changes.rows[0].notification.title, "2 more events since 20:10 UTC");
  EXPECT_EQ(changes.rows[0].notification.count, 2u);
  EXPECT_THAT(changes.removed, SizeIs(2));
  EXPECT_THAT(due(), SizeIs(3 + 5 + 1));
  EXPECT_THAT(gather().rows, IsEmpty());
}

TEST_F(Gathering, ASingleOneAboveTheLimitGoesOutAsItIs) {
  start_quietly();
  poll(kTime, some({kFive.begin(), kFive.begin() + 4}, 1min));
  clock_.pass(1h);
  const Changes changes = gather();
  EXPECT_THAT(changes.rows, IsEmpty());
  ASSERT_THAT(changes.revised, SizeIs(1));
  EXPECT_EQ(changes.revised[0].notification.type, "event.new");
  EXPECT_EQ(changes.revised[0].not_before, clock_.now());
}

TEST_F(Gathering, WhatIsNotGatheredInTimeGoesOutByItself) {
  start_quietly();
  poll(kTime, some(kFive, 1min));
  clock_.pass(1h + notify::kGatherGrace);
  EXPECT_THAT(due(), SizeIs(5 + 5));
}

TEST_F(Gathering, WhatAroseWhileNobodyWatchedIsOneMessage) {
  start_quietly();
  clock_.pass(10h);
  open();
  engine_->begin_watch();
  poll(kTime, some({kAltman, kNavy}, 5h));
  clock_.pass(10s);
  poll(kHill, some({"DeepSeek opens an office in Oslo"}, 1h));
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_THAT(gather().rows, IsEmpty()) << "other feeds may answer yet";
  clock_.pass(50s);
  const Changes changes = gather();
  ASSERT_THAT(changes.rows, SizeIs(2)) << "one for each sink";
  const model::Notification& message = changes.rows[0].notification;
  EXPECT_EQ(message.type, "catchup");
  EXPECT_EQ(message.title,
            "not watched from 2025-01-28 20:00 UTC to 2025-01-29 06:10 UTC: 3 events");
  ASSERT_THAT(message.items, SizeIs(3));
  EXPECT_EQ(message.items[0].title, "DeepSeek opens an office in Oslo") << "the newest first";
  EXPECT_THAT(changes.removed, SizeIs(6));
}

TEST_F(Gathering, OneEventOfThatTimeIsToldAsItIsAndWhatIsNewAtOnce) {
  start_quietly();
  clock_.pass(10h);
  open();
  engine_->begin_watch();
  poll(kTime, some({kAltman}, 5h));
  EXPECT_THAT(due(), IsEmpty());
  clock_.pass(10s);
  poll(kTime, some({kNavy}, 5s));
  EXPECT_THAT(due(), ElementsAre("pager: " + kNavy, "file: " + kNavy));
  clock_.pass(1min);
  EXPECT_THAT(gather().revised, SizeIs(2));
  EXPECT_THAT(due(), SizeIs(4));
}

TEST_F(Gathering, AShortStopIsNoStop) {
  start_quietly();
  clock_.pass(19min);  // the last polls were 10 minutes before
  open();
  engine_->begin_watch();
  poll(kTime, some({kAltman, kNavy}, 15min));
  EXPECT_THAT(due(), SizeIs(4));
}

class LostNetwork : public Gathering {
 protected:
  LostNetwork() { engine_->begin_watch(); }

  Ingested fail(const std::string& url) {
    return apply(parse_response(fetched(
        url, clock_.moment(), model::fail(model::ErrorKind::kTransient, "connect: refused"))));
  }
  // Nobody answers; the feeds are asked once an hour, as their failures make of their intervals.
  void lose(model::Duration time) {
    for (model::Duration passed{}; passed < time; passed += 1h) {
      for (const char* url : {kTime, kHill, kIndia}) fail(url);
      clock_.pass(1h);
    }
  }
  // Who is asked at once after this answer.
  std::vector<std::string> asked_after(const Ingested& answer) {
    std::vector<std::string> urls;
    if (!answer.silent_since) return urls;
    for (const auto& state : engine_->failing_since(*answer.silent_since, clock_.now())) {
      EXPECT_EQ(state.next_poll, clock_.now());
      urls.push_back(state.url);
    }
    return urls;
  }
};

TEST_F(LostNetwork, WhatAroseMeanwhileIsOneMessageAndTheOtherFeedsAreAskedAtOnce) {
  start_quietly();
  lose(24h);
  clock_.pass(20min);
  const Ingested first = poll(kTime, some({kAltman, kNavy}, 5h));
  EXPECT_EQ(first.silent_since, *text::parse_rfc3339("2025-01-28T20:00:00Z"));
  EXPECT_THAT(asked_after(first), ElementsAre(kHill, kIndia));
  clock_.pass(2s);
  const Ingested next = poll(kHill, some({"DeepSeek opens an office in Oslo"}, 20h));
  EXPECT_FALSE(next.silent_since) << "said once";
  EXPECT_THAT(due(), IsEmpty());
  clock_.pass(1min);
  const Changes changes = gather();
  ASSERT_THAT(changes.rows, SizeIs(2)) << "one for each sink";
  EXPECT_EQ(changes.rows[0].notification.type, "catchup");
  EXPECT_EQ(changes.rows[0].notification.count, 3u);
  EXPECT_THAT(due(), SizeIs(2));
}

TEST_F(LostNetwork, ARestartMeanwhileChangesNothing) {
  start_quietly();
  lose(5h);
  open();
  engine_->begin_watch();
  lose(5h);
  const Ingested first = poll(kIndia, some({kAltman, kNavy}, 2h));
  EXPECT_THAT(asked_after(first), ElementsAre(kHill, kTime));
  clock_.pass(1min);
  EXPECT_THAT(gather().rows, SizeIs(2));
}

TEST_F(LostNetwork, AFeedThatFailedBeforeOrMayNotBeAskedIsLeftAlone) {
  start_quietly();
  fail(kHill);  // long before the others
  clock_.pass(3h);
  poll(kTime, some({"Other news"}, 1min));
  poll(kIndia, some({"More news"}, 1min));
  clock_.pass(10min);
  lose(10h);
  const auto paused = engine_->pause({"india"}, true, clock_.now());
  ASSERT_TRUE(paused);
  const Ingested first = poll(kTime, some({kAltman}, 2h));
  EXPECT_TRUE(first.silent_since);
  EXPECT_THAT(asked_after(first), IsEmpty());
}

TEST_F(LostNetwork, OneFeedThatWasAwayIsNoLostNetwork) {
  start_quietly();
  for (int i = 0; i < 10; ++i) {
    fail(kHill);
    poll(kTime, some({"Other news of hour " + std::to_string(i)}, 1min));
    clock_.pass(10min);
  }
  EXPECT_FALSE(poll(kHill, some({kAltman, kNavy}, 1h)).silent_since);
  EXPECT_THAT(due(), SizeIs(4)) << "told one by one";
}

TEST_F(LostNetwork, AClockThatIsSetForwardIsNone) {
  start_quietly();
  fail(kHill);
  clock_.set(clock_.now() + 24h);
  const Ingested first = poll(kTime, some({kAltman}, 1min));
  EXPECT_FALSE(first.silent_since);
  EXPECT_THAT(due(), SizeIs(2));
}

class GatheringWaiting : public Waiting {
 protected:
  GatheringWaiting() {
    settings_.sinks = {{.name = "pager", .type = "command", .options = {{"max_per_hour", 1}}}};
    reload();
  }
};

// The first message uses the hour up, so the one that waits for the judge would be gathered.
TEST_F(GatheringWaiting, WhatTheJudgeReleasesGoesOnWaitingForTheOthers) {
  ask();
  ASSERT_THAT(outbox(), SizeIs(2));
  EXPECT_EQ(outbox()[1].gather, "summary");
  const auto not_before = outbox()[1].not_before;
  answer(waits_, old_, kNotSame, "another");
  const Changes released = resolve_doubts();
  EXPECT_THAT(released.announced, SizeIs(1)) << "the log says it at once";
  ASSERT_THAT(released.revised, SizeIs(1));
  EXPECT_EQ(released.revised[0].not_before, not_before);
  EXPECT_FALSE(engine_->gather_due(clock_.now()));
}

TEST_F(GatheringWaiting, WhatStillWaitsForTheJudgeIsInNoSummary) {
  ask();
  clock_.pass(1h);
  ASSERT_TRUE(engine_->gather_due(clock_.now()));
  const auto changes = engine_->gather(clock_.now());
  ASSERT_TRUE(changes);
  EXPECT_THAT(changes->rows, IsEmpty());
  EXPECT_THAT(changes->revised, IsEmpty());
  EXPECT_THAT(outbox(), SizeIs(2)) << "it goes out by itself";
}

}  // namespace
}  // namespace newswatch::engine
