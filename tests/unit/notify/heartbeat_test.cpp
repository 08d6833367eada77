#include "notify/heartbeat.h"

#include <gtest/gtest.h>

#include "http_target_test.h"

namespace newswatch::notify::test {
namespace {

TEST(HeartbeatRequest, IsOfTheShapeThatTheServiceKnows) {
  const auto well = heartbeat_request("https://hc.example/ping/abc", "");
  EXPECT_EQ(well.method, net::HttpMethod::kGet);
  EXPECT_EQ(well.url, "https://hc.example/ping/abc");
  const auto ill = heartbeat_request("https://hc.example/ping/abc?rid=1", "2 messages\noverdue");
  EXPECT_EQ(ill.method, net::HttpMethod::kPost);
  EXPECT_EQ(ill.url, "https://hc.example/ping/abc/fail?rid=1");
  EXPECT_EQ(ill.body, "2 messages overdue");
  const std::string kuma = "https://up.example/api/push/abc?status=up&msg=OK&ping=";
  EXPECT_EQ(heartbeat_request(kuma, "").url, "https://up.example/api/push/abc?status=up&msg=OK");
  EXPECT_EQ(heartbeat_request(kuma, "a & b").url,
            "https://up.example/api/push/abc?status=down&msg=a%20%26%20b");
}

class HeartbeatTest : public testing::Test {
 protected:
  HeartbeatTest() {
    settings_.url = server_.url("/ping");
    settings_.allow_networks = {"127.0.0.0/8"};
    server_.handle_rest([this](const Request&) { return Reply{.status = status_, .body = "OK"}; });
  }
  // What became of a sign.
  model::Result<void> beat(const std::string& reason) {
    Heartbeat heartbeat(settings_, resources_, clock_);
    heartbeat.beat(reason);
    for (int i = 0; i < 2000; ++i) {
      if (const auto outcome = heartbeat.step()) return *outcome;
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = 10ms;
      heartbeat.watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
    }
    return model::fail(model::ErrorKind::kBug, "no outcome");
  }

  model::SystemClock clock_;
  SinkResources resources_{{}, {}, [](const auto&) {}};
  config::HeartbeatSettings settings_;
  FeedServer server_;
  int status_ = 200;
};

TEST_F(HeartbeatTest, IsGivenAndSaysWhyTheWatchIsNotWell) {
  EXPECT_TRUE(beat(""));
  EXPECT_TRUE(beat("the disk takes no writes"));
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[1].target, "/ping/fail");
  EXPECT_EQ(requests[1].body, "the disk takes no writes");
}

TEST_F(HeartbeatTest, WhatFailsIsSaidWithoutThePath) {
  status_ = 404;
  EXPECT_EQ(beat("").error().context, server_.url("") + ": HTTP status 404");
  settings_.allow_networks.clear();
  EXPECT_NE(beat("").error().context.find("allow it in allow_networks of [heartbeat]"),
            std::string::npos);
}

}  // namespace
}  // namespace newswatch::notify::test
