// What the tests of HttpClient share: a client that may talk to loopback, and the loop that drives
// it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/http_client.h"
#include "support/feed_server.h"
#include "support/raw_server.h"

namespace newswatch::net {

using namespace std::chrono_literals;

// "network, transient: connect: Connection refused".
inline std::string told(const HttpFailure& failure) {
  const auto kind = [&]() -> std::string {
    switch (failure.error.kind) {
      case model::ErrorKind::kTransient:
        return "transient";
      case model::ErrorKind::kPermanent:
        return "permanent";
      case model::ErrorKind::kBadInput:
        return "bad input";
      default:
        return "bug";
    }
  };
  return std::string(model::word(failure.cause)) + ", " + kind() + ": " + failure.error.context;
}

class Requesting : public testing::Test {
 protected:
  static HttpRequest to(std::string url) {
    HttpRequest request;
    request.url = std::move(url);
    request.timeout = 10s;
    request.guard = AddressGuard::parse(std::vector<std::string>{"127.0.0.0/8"}).value();
    return request;
  }
  static HttpRequest within(model::Duration timeout, HttpRequest request) {
    request.timeout = timeout;
    return request;
  }

  // What ended by the time that `count` requests have, or 20 s have passed.
  std::vector<HttpClient::Finished> collect(std::size_t count) {
    const auto until = clock_.monotonic() + 20s;
    std::vector<HttpClient::Finished> all = client_->collect();
    while (all.size() < count && clock_.monotonic() < until) {
      std::vector<pollfd> fds;
      std::optional<model::Duration> wait = 1000ms;
      client_->watch(fds, wait);
      ::poll(fds.data(), fds.size(), static_cast<int>(wait->count()));
      for (auto& one : client_->collect()) all.push_back(std::move(one));
    }
    return all;
  }

  HttpOutcome outcome(HttpRequest request) {
    const HttpClient::Id id = client_->start(std::move(request));
    auto ended = collect(1);
    EXPECT_EQ(ended.size(), 1u);
    if (ended.size() != 1) return tl::unexpected(HttpFailure{});
    EXPECT_EQ(ended[0].id, id);
    return std::move(ended[0].outcome);
  }
  HttpResponse answered(HttpRequest request) {
    HttpOutcome ended = outcome(std::move(request));
    EXPECT_TRUE(ended) << told(ended.error());
    return ended ? *std::move(ended) : HttpResponse{};
  }
  std::string failed(HttpRequest request) {
    const HttpOutcome ended = outcome(std::move(request));
    EXPECT_FALSE(ended) << "status " << ended->status;
    return ended ? "" : told(ended.error());
  }

  model::SystemClock clock_;
  std::unique_ptr<HttpClient> client_ = HttpClient::open({}, clock_).value();
};

}  // namespace newswatch::net
