// What the tests of fetch/ share: a fetcher that may talk to loopback, and one GET through it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fetch/curl_fetcher.h"

namespace newswatch::fetch {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Fetching : public testing::Test {
 protected:
  std::unique_ptr<CurlFetcher> make(std::vector<std::string> allowed = {"127.0.0.1"},
                                    std::filesystem::path ca_file = {}) {
    CurlFetcher::Options options;
    options.guard = guard(allowed);
    options.ca_file = std::move(ca_file);
    auto made = CurlFetcher::open(std::move(options), clock_);
    EXPECT_TRUE(made) << made.error().context;
    return made ? *std::move(made) : nullptr;
  }

  static net::AddressGuard guard(const std::vector<std::string>& allowed) {
    return net::AddressGuard::parse(allowed).value_or(net::AddressGuard{});
  }

  static Request request(std::string url) {
    Request request;
    request.id = 7;
    request.url = std::move(url);
    request.user_agent = "newswatch/test";
    request.timeout = seconds(10);
    request.max_body = 1u << 20;
    return request;
  }

  static model::Result<Response> get(CurlFetcher& fetcher, Request request) {
    const auto until = std::chrono::steady_clock::now() + request.timeout + seconds(5);
    fetcher.start(std::move(request));
    while (std::chrono::steady_clock::now() < until) {
      for (FetchResult& result : fetcher.wait(seconds(1))) return std::move(result.response);
    }
    return model::fail(model::ErrorKind::kBug, "no result came");
  }

  model::Result<Response> get(Request request) { return get(*fetcher_, std::move(request)); }
  model::Result<Response> get(std::string url) { return get(request(std::move(url))); }

  // The outcome is an error of that kind and says that.
  static void expect_error(const model::Result<Response>& outcome, model::ErrorKind kind,
                           std::string_view words) {
    ASSERT_FALSE(outcome) << "status " << outcome->status;
    EXPECT_EQ(outcome.error().kind, kind) << outcome.error().context;
    EXPECT_NE(outcome.error().context.find(words), std::string::npos) << outcome.error().context;
  }

  model::SystemClock clock_;
  std::unique_ptr<CurlFetcher> fetcher_ = make();
};

}  // namespace newswatch::fetch
