// `newswatch run --once`, whole: the order of design and config, and what a failure leaves behind.
#include <gtest/gtest.h>

#include <thread>

#include "replay/journey.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

class Once : public Journey {};

TEST_F(Once, TellsAHappeningOnceAndSendsTheValidatorsItHad) {
  add_feed("TIME", server_.url("/time"));
  add_feed("The Hill", server_.url("/hill"));
  serve("/time", {told(kAltman), told("Rain in Paris")}, "\"t1\"");
  serve("/hill", {told(kAltmanAgain)});
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_FALSE(requests[0].has("If-None-Match"));
  int conditional = 0;
  for (const auto& request : requests) conditional += request.header("If-None-Match") == "\"t1\"";
  EXPECT_EQ(conditional, 1);
  EXPECT_EQ(state(server_.url("/time")).status, 304);
  EXPECT_EQ(state(server_.url("/hill")).unchanged, 1u) << "the same bytes";
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Once, AppliesInTheOrderOfTheConfigWhateverComesFirst) {
  add_feed("Slow", server_.url("/slow"));
  add_feed("Fast", server_.url("/fast"));
  server_.handle("/slow", [this](const test::Request&) {
    std::this_thread::sleep_for(300ms);
    return test::Reply{.body = document("slow.example", {told(kAltman)}),
                       .content_type = "application/atom+xml"};
  });
  serve("/fast", {told(kAltmanAgain)});
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
}

TEST_F(Once, TriesTheRowsOfAnEarlierRunBeforeItAsksAnyFeed) {
  settings_.sinks[0].options["path"] = std::filesystem::path("missing/notifications.jsonl");
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  EXPECT_EQ(once(), 1) << "a sink failed";
  ASSERT_EQ(store::all_outbox(*store_)->size(), 1u);
  EXPECT_EQ(store::all_outbox(*store_)->front().attempts, 1);
  EXPECT_FALSE(store::all_outbox(*store_)->front().last_error.empty());

  std::filesystem::create_directory(folder_ / "missing");
  std::size_t told_before = 0;
  server_.handle("/time", [&](const test::Request&) {
    told_before = messages("missing/notifications.jsonl").size();
    return test::Reply{.body = document("time.example", {told(kNavy)}),
                       .content_type = "application/atom+xml"};
  });
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(told_before, 1u);
  EXPECT_EQ(messages("missing/notifications.jsonl"), (std::vector{kAltman, kNavy}));
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Once, ADeadSinkDelaysNothing) {
  const auto command = [](const char* name, std::vector<std::string> words,
                          model::Duration timeout) {
    return test::sink(name, "command", {{"command", std::move(words)}, {"timeout", timeout}});
  };
  settings_.sinks.insert(settings_.sinks.begin(), {command("hangs", {"/bin/sleep", "60"}, 300ms),
                                                   command("fails", {"/bin/false"}, 5s)});
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman), told(kNavy)});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(once(), 1) << "sinks failed";
  EXPECT_LT(std::chrono::steady_clock::now() - start, 15s);
  EXPECT_EQ(messages(), (std::vector{kAltman, kNavy}));
  const auto rows = *store::all_outbox(*store_);
  ASSERT_EQ(rows.size(), 4u);
  for (const model::OutboxRow& row : rows) {
    EXPECT_NE(row.sink, "file");
    EXPECT_EQ(row.attempts, 1) << "once, and kept for the next run";
    EXPECT_FALSE(row.dead);
  }
}

TEST_F(Once, ABadFeedDelaysAndFailsNothing) {
  add_feed("Error", server_.url("/error"));
  add_feed("Closed", "http://127.0.0.1:1/feed");
  add_feed("Page", server_.url("/page"));
  add_feed("Forbidden", "http://10.0.0.1/feed");
  add_feed("TIME", server_.url("/time"));
  server_.serve("/error", "", {.status = 500});
  server_.serve("/page", "<html><title>Sign in</title></html>", {.content_type = "text/html"});
  serve("/time", {told(kAltman)});
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  for (std::size_t i = 0; i < 4; ++i) {
    const model::FeedState bad = state(settings_.feeds[i].url);
    EXPECT_EQ(bad.failures, 1) << bad.url;
    EXPECT_FALSE(bad.last_error.empty()) << bad.url;
    EXPECT_GT(bad.next_poll, clock_.now()) << bad.url;
  }
}

TEST_F(Once, AsksWhateverTheStoredNextTimeButNotUnderRetryAfterOrGone) {
  add_feed("Busy", server_.url("/busy"));
  add_feed("Gone", server_.url("/gone"));
  add_feed("TIME", server_.url("/time"));
  server_.serve("/busy", "", {.status = 503, .headers = {{"Retry-After", "3600"}}});
  server_.serve("/gone", "", {.status = 410});
  serve("/time", {told("Rain in Paris")});
  store::Batch batch;
  batch.feeds.emplace_back();
  batch.feeds.back().url = server_.url("/gone");
  batch.feeds.back().first_410 = clock_.now() - 25h;
  ASSERT_TRUE(store_->commit(batch));
  EXPECT_EQ(once(), 0);
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(server_.count("/busy"), 1u);
  EXPECT_EQ(server_.count("/gone"), 1u);
  EXPECT_EQ(server_.count("/time"), 2u);
  EXPECT_TRUE(state(server_.url("/gone")).gone);
}

// RFC 6585 4: too many requests are a client's, whatever feed they were for.
TEST_F(Once, AHostThatSaidTooManyIsAskedForNothingElse) {
  settings_.fetch.per_host = 1;
  test::FeedServer other;
  add_feed("Busy", server_.url("/busy"));
  add_feed("TIME", server_.url("/time"));
  add_feed("Other", other.url("/feed"));
  server_.serve("/busy", "", {.status = 429, .headers = {{"Retry-After", "3600"}}});
  serve("/time", {told("Rain in Paris")});
  for (int round = 1; round <= 2; ++round) {
    open_store();
    EXPECT_EQ(once(), 1) << "the other one answers 404";
    EXPECT_EQ(server_.count("/busy"), 1u);
    EXPECT_EQ(server_.count("/time"), 0u);
    EXPECT_EQ(other.count("/feed"), static_cast<std::size_t>(round));
  }
}

TEST_F(Once, KeepsItsMannersTowardsAHost) {
  settings_.fetch.host_gap = 150ms;
  settings_.fetch.per_host = 1;
  for (int i = 0; i < 4; ++i) {
    add_feed("f" + std::to_string(i), server_.url("/" + std::to_string(i)));
    serve("/" + std::to_string(i), {told("Rain in Paris")});
  }
  EXPECT_EQ(once(), 0);
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(requests[i].path(), "/" + std::to_string(i));
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_GE(requests[i].time - requests[i - 1].time, 100ms) << "the order of the config, apart";
  }
}

TEST_F(Once, AHostWhoseTransfersHangStillAnswersItsOtherFeeds) {
  settings_.fetch.per_host = 1;
  add_feed("Hangs", server_.url("/hangs"));
  add_feed("TIME", server_.url("/time"));
  server_.handle("/hangs", [](const test::Request&) {
    std::this_thread::sleep_for(4s);
    return test::Reply{.status = 500};
  });
  std::chrono::system_clock::time_point asked{};
  server_.handle("/time", [&](const test::Request& request) {
    asked = request.time;
    return test::Reply{.body = document("t", {told(kAltman)})};
  });
  const auto start = std::chrono::system_clock::now();
  EXPECT_EQ(once(), 0);
  EXPECT_LT(asked - start, 3900ms) << "its slot is given back after 2 s";
}

TEST_F(Once, WhatWaitsForADigestStaysUntilItIsDue) {
  settings_.sinks[0].digest.every = config::DigestSettings::Every::kHour;
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman), told(kNavy)});
  EXPECT_EQ(once(), 0);
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_TRUE(messages().empty());
  store::Batch an_hour_later;
  an_hour_later.outbox = *store::all_outbox(*store_);
  ASSERT_EQ(an_hour_later.outbox.size(), 2u);
  for (model::OutboxRow& row : an_hour_later.outbox) {
    EXPECT_EQ(row.attempts, 0);
    row.created -= 1h;
    row.not_before -= 1h;
  }
  ASSERT_TRUE(store_->commit(an_hour_later));
  open_store();
  EXPECT_EQ(once(), 0);
  ASSERT_EQ(messages().size(), 1u);
  EXPECT_TRUE(messages()[0].starts_with("2 events since ")) << messages()[0];
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Once, LeavesATargetAloneThatAskedForItInAnEarlierRun) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  store::Batch told_before;
  told_before.sinks = {{.name = settings_.sinks[0].name, .closed_until = clock_.now() + 1h}};
  ASSERT_TRUE(store_->commit(told_before));
  EXPECT_EQ(once(), 0);
  EXPECT_TRUE(messages().empty());
  ASSERT_EQ(store::all_outbox(*store_)->size(), 1u);
  EXPECT_EQ(store::all_outbox(*store_)->front().attempts, 0);
}

TEST_F(Once, AFullDiskEndsTheRunWithAnErrorAndLosesNothing) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)}, "\"t1\"");
  FailingStore full(*store_);
  full.fails = [](const store::Batch&) { return true; };
  EXPECT_EQ(once(full), 1);
  EXPECT_TRUE(messages().empty());
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  for (const auto& request : server_.requests()) EXPECT_FALSE(request.has("If-None-Match"));
}

TEST_F(Once, ADiskThatFillsWhileADeliveryIsStoredRepeatsItUnderTheSameId) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  FailingStore full(*store_);
  full.fails = [](const store::Batch& batch) { return !batch.dropped_outbox.empty(); };
  EXPECT_EQ(once(full), 1);
  open_store();
  EXPECT_EQ(once(), 0);
  std::vector<std::string> ids;
  std::ifstream lines(folder_ / "notifications.jsonl");
  for (std::string line; std::getline(lines, line);) {
    ids.push_back(nlohmann::json::parse(line).at("id"));
  }
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids[0], ids[1]);
}

}  // namespace
}  // namespace newswatch::daemon
