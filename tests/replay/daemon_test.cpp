// The daemon with all its threads, in this process: polling, reload, stop and start.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "replay/running.h"
#include "store/queries.h"

namespace newswatch::daemon {
namespace {

TEST_F(Running, TellsWhatComesWhileItRunsOnce) {
  add_feed("TIME", server_.url("/time"));
  add_feed("The Hill", server_.url("/hill"));
  serve("/time", {told("Rain in Paris")}, "\"t1\"");
  serve("/hill", {told("Rain in London")});
  start();
  ASSERT_TRUE(comes([&] { return server_.count("/time") >= 2; }));
  serve("/time", {told(kAltman), told("Rain in Paris")}, "\"t2\"");
  ASSERT_TRUE(comes([&] { return messages().size() == 1; }));
  serve("/hill", {told(kAltmanAgain)});
  const std::size_t polls = server_.count("/hill");
  ASSERT_TRUE(comes([&] { return server_.count("/hill") >= polls + 3; }));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
  const std::string id = *store::last_event_id(*store_);
  EXPECT_EQ(store::find_event(*store_, id)->value_or(model::Event{}).report_count, 2u);
}

TEST_F(Running, AStartPollsNothingBeforeItsTimeAndSendsWhatItHad) {
  settings_.fetch.interval = 2s;
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)}, "\"t1\"");
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1; })) << "its document is committed";
  EXPECT_EQ(stop(), 0);
  ASSERT_EQ(server_.count("/time"), 1u);
  const model::Time due = state(server_.url("/time")).next_poll;
  open_store();
  start();
  ASSERT_TRUE(comes([&] { return server_.count("/time") == 2; }));
  const auto second = server_.requests().back();
  EXPECT_GE(second.time, due - 1ms);
  EXPECT_EQ(second.header("If-None-Match"), "\"t1\"");
}

TEST_F(Running, DeliversTheRowsThatAnEarlierRunLeft) {
  settings_.sinks[0].options["path"] = std::filesystem::path("missing/out.jsonl");
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  EXPECT_EQ(once(), 1) << "a sink failed";
  ASSERT_EQ(store::all_outbox(*store_)->size(), 1u);
  std::filesystem::create_directory(folder_ / "missing");
  start();
  EXPECT_TRUE(comes([&] { return messages("missing/out.jsonl").size() == 1; }));
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(store::all_outbox(*store_)->empty());
}

TEST_F(Running, AReloadTakesFeedsTopicsAndSinks) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told("Rain in Paris")});
  serve("/hill", {told(kAltman), told("Quokka seen in zoo")});
  start();
  ASSERT_TRUE(comes([&] { return server_.count("/time") >= 1; }));
  settings_.feeds.clear();
  add_feed("The Hill", server_.url("/hill"));
  settings_.topics.push_back(topic_of("animals", "quokka"));
  settings_.sinks.push_back(
      test::sink("second", "file", {{"path", std::filesystem::path("second.jsonl")}}));
  reload();
  ASSERT_TRUE(comes([&] { return messages("second.jsonl").size() == 2; }));
  const std::size_t polls = server_.count("/time");
  const std::size_t others = server_.count("/hill");
  ASSERT_TRUE(comes([&] { return server_.count("/hill") >= others + 3; }));
  EXPECT_LE(server_.count("/time"), polls + 1) << "it left the config";
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(messages().size(), 2u);
}

TEST_F(Running, StopsInTimeWithTransfersAndASinkUnderWay) {
  settings_.fetch.timeout = 60s;
  settings_.sinks.push_back(test::sink("hangs", "command",
                                       {{"command", std::vector<std::string>{"/bin/sleep", "60"}},
                                        {"timeout", model::Duration(60s)}}));
  test::RawServer silent([](test::Connection& connection) { connection.hang(); });
  add_feed("Silent", silent.url("/feed"));
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  start();
  ASSERT_TRUE(comes([&] { return messages().size() == 1 && silent.connections() == 1; }));
  EXPECT_EQ(stop(), 0);
  const auto rows = *store::all_outbox(*store_);
  ASSERT_EQ(rows.size(), 1u) << "what was cut off is in the outbox";
  EXPECT_EQ(rows[0].sink, "hangs");
  EXPECT_EQ(state(silent.url("/feed")).failures, 0) << "the stop is no error of the feed";
}

TEST_F(Running, ABadFeedDelaysNoOther) {
  test::RawServer silent([](test::Connection& connection) { connection.hang(); });
  add_feed("Silent", silent.url("/feed"));
  add_feed("Closed", "http://127.0.0.1:1/feed");
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told("Rain in Paris")});
  start();
  EXPECT_TRUE(comes([&] { return server_.count("/time") >= 5; }));
  EXPECT_EQ(stop(), 0);
}

TEST_F(Running, GoesOnWhenAFullDiskHasRoomAgain) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)}, "\"t1\"");
  std::atomic<bool> is_full = true;
  FailingStore store(*store_);
  store.fails = [&](const store::Batch&) { return is_full.load(); };
  start(store);
  ASSERT_TRUE(comes([&] { return server_.count("/time") == 1; }));
  EXPECT_EQ(ended_.wait_for(300ms), std::future_status::timeout) << "it keeps running";
  EXPECT_TRUE(messages().empty());
  is_full = false;
  EXPECT_TRUE(comes([&] { return messages() == std::vector{kAltman}; }));
  EXPECT_EQ(stop(), 0);
}

TEST_F(Running, StopsOnAFullDiskAndTheNextRunMissesNothing) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)}, "\"t1\"");
  FailingStore store(*store_);
  store.fails = [](const store::Batch&) { return true; };
  start(store);
  ASSERT_TRUE(comes([&] { return server_.count("/time") == 1; }));
  EXPECT_EQ(stop(), 0);
  open_store();
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
  EXPECT_FALSE(server_.requests().back().has("If-None-Match"))
      << "validators of a document that was not stored would lose its items";
}

TEST_F(Running, AnyOtherErrorOfTheStoreEndsTheProcessWithAnError) {
  add_feed("TIME", server_.url("/time"));
  serve("/time", {told(kAltman)});
  FailingStore store(*store_);
  store.fails = [](const store::Batch&) { return true; };
  store.kind = model::ErrorKind::kPermanent;
  EXPECT_EQ(run(adapters(store), std::make_shared<config::Settings>(settings_)), 1);
  EXPECT_EQ(once(), 0);
  EXPECT_EQ(messages(), (std::vector{kAltman}));
}

}  // namespace
}  // namespace newswatch::daemon
