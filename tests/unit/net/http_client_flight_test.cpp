// Many requests of an HttpClient at once, those that wait, and those that are given up.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "unit/net/requesting.h"

namespace newswatch::net {
namespace {

using newswatch::test::Connection;
using newswatch::test::FeedServer;
using newswatch::test::RawServer;
using newswatch::test::Reply;
using newswatch::test::Request;

class HttpClientFlight : public Requesting {
 protected:
  void limit(std::size_t max_in_flight) {
    client_ = HttpClient::open({.max_in_flight = max_in_flight}, clock_).value();
  }

  static std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  }

  RawServer silent_{[](Connection& connection) { connection.hang(); }};
};

TEST_F(HttpClientFlight, FiftyPostsAreUnderWayAtOnceAndEachIsAnswered) {
  std::atomic<int> now = 0, most = 0;
  FeedServer server;
  server.handle_rest([&](const Request& request) {
    most = std::max<int>(most, ++now);
    const auto until = clock_.monotonic() + 5s;
    while (most < 50 && clock_.monotonic() < until) std::this_thread::sleep_for(5ms);
    --now;
    return Reply{.body = "to " + request.body, .content_type = "text/plain"};
  });
  std::map<HttpClient::Id, std::string> sent;
  for (int i = 0; i < 50; ++i) {
    HttpRequest request = to(server.url("/x"));
    request.body = std::to_string(i);
    sent[client_->start(request)] = request.body;
  }
  const auto ended = collect(50);
  ASSERT_EQ(ended.size(), 50u);
  for (const auto& [id, outcome] : ended) {
    ASSERT_TRUE(outcome) << told(outcome.error());
    EXPECT_EQ(outcome->body, "to " + sent.at(id));
    sent.erase(id);
  }
  EXPECT_TRUE(sent.empty());
  EXPECT_EQ(most, 50);
  EXPECT_EQ(client_->pending(), 0u);
}

TEST_F(HttpClientFlight, NoMoreThanAllowedAreUnderWay) {
  limit(3);
  std::atomic<int> now = 0, most = 0;
  FeedServer server;
  server.handle_rest([&](const Request&) {
    most = std::max<int>(most, ++now);
    std::this_thread::sleep_for(20ms);
    --now;
    return Reply{.body = "ok", .content_type = "text/plain"};
  });
  for (int i = 0; i < 10; ++i) client_->start(to(server.url("/x")));
  EXPECT_EQ(client_->pending(), 10u);
  EXPECT_EQ(collect(10).size(), 10u);
  EXPECT_EQ(most, 3);
}

TEST_F(HttpClientFlight, WaitingForATurnTakesTimeToo) {
  limit(1);
  client_->start(to(silent_.url()));
  const auto id = client_->start(within(200ms, to(silent_.url())));
  const auto ended = collect(1);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].id, id);
  ASSERT_FALSE(ended[0].outcome);
  EXPECT_EQ(told(ended[0].outcome.error()),
            "timeout, transient: no answer after 0.2 s, as it had to wait for others");
}

TEST_F(HttpClientFlight, SilentServersDelayNoOther) {
  FeedServer server;
  server.serve("/x", "ok");
  for (int i = 0; i < 20; ++i) client_->start(to(silent_.url()));
  const auto begin = clock_.monotonic();
  EXPECT_EQ(answered(to(server.url("/x"))).body, "ok");
  EXPECT_LT(clock_.monotonic() - begin, 2s);
  EXPECT_EQ(client_->pending(), 20u);
}

TEST_F(HttpClientFlight, CancelledRequestsHaveNoOutcome) {
  FeedServer server;
  server.serve("/x", "ok");
  limit(2);
  const auto in_flight = client_->start(to(silent_.url()));
  client_->start(to(silent_.url()));
  const auto waiting = client_->start(to(server.url("/waits")));
  const auto refused = client_->start(to("no url"));
  const auto wanted = client_->start(to(server.url("/x")));
  for (const auto id : {in_flight, waiting, refused, in_flight, HttpClient::Id(99)}) {
    client_->cancel(id);
  }
  const auto ended = collect(1);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].id, wanted) << "the place of the cancelled one is free";
  EXPECT_EQ(server.count("/waits"), 0u);
  EXPECT_EQ(client_->pending(), 1u);
}

TEST_F(HttpClientFlight, CancellingAllLeavesTheClientUsable) {
  FeedServer server;
  server.serve("/x", "ok");
  for (int i = 0; i < 5; ++i) client_->start(to(silent_.url()));
  client_->collect();
  client_->cancel_all();
  EXPECT_EQ(client_->pending(), 0u);
  EXPECT_EQ(answered(to(server.url("/x"))).body, "ok");
}

TEST_F(HttpClientFlight, RestsWhenNothingIsAsked) {
  FeedServer server;
  server.serve("/x", "ok");
  answered(to(server.url("/x")));
  std::vector<pollfd> fds;
  std::optional<model::Duration> wait;
  client_->watch(fds, wait);
  EXPECT_TRUE(fds.empty());
  EXPECT_FALSE(wait);
}

TEST_F(HttpClientFlight, SleepsWhileItWaitsForAnAnswer) {
  client_->start(within(400ms, to(silent_.url())));
  int turns = 0;
  for (std::size_t ended = 0; ended == 0 && turns < 1000; ++turns) {
    std::vector<pollfd> fds;
    std::optional<model::Duration> wait = 1000ms;
    client_->watch(fds, wait);
    ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
    ended = client_->collect().size();
  }
  EXPECT_LT(turns, 40);
}

TEST_F(HttpClientFlight, DestroyedWithRequestsInFlightItLeavesNothingBehind) {
  FeedServer server;
  server.serve("/x", "ok");
  client_.reset();
  const auto before = open_descriptors();
  client_ = HttpClient::open({}, clock_).value();
  for (int i = 0; i < 5; ++i) {
    client_->start(to(silent_.url()));
    client_->start(to("http://hook.invalid/"));
    client_->start(to(server.url("/x")));
  }
  client_->collect();
  const auto begin = clock_.monotonic();
  client_.reset();
  EXPECT_LT(clock_.monotonic() - begin, 500ms) << "it waited for somebody";
  // The servers close their ends in threads of their own.
  for (int i = 0; i < 500 && open_descriptors() > before; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_LE(open_descriptors(), before);
}

}  // namespace
}  // namespace newswatch::net
