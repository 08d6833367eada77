#include "fetch/challenge.h"

#include <gtest/gtest.h>

#include "support/feed_server.h"
#include "unit/fetch/fetching.h"

namespace newswatch::fetch {
namespace {

constexpr std::string_view kMoment =
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    "<script "
    "src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script></body></html>";

TEST(Challenge, NamesTheWallByItsPage) {
  EXPECT_EQ(challenge({.content_type = "text/html; charset=UTF-8", .body = kMoment}),
            "a bot wall's challenge (Cloudflare): 'Just a moment...'");
  EXPECT_EQ(
      challenge({.content_type = "text/html",
                 .body = "<html><head><title>site.example</title></head><body><script "
                         "src='https://ct.captcha-delivery.com/c.js'></script></body></html>"}),
      "a bot wall's challenge (DataDome): 'site.example'");
  EXPECT_EQ(challenge({.content_type = "text/html",
                       .body = "<HTML><BODY>Please verify you are human</BODY></HTML>"}),
            "a bot wall's challenge");
}

TEST(Challenge, NamesTheWallByItsHeaders) {
  EXPECT_EQ(challenge({.mitigated = "challenge"}), "a bot wall's challenge (Cloudflare)");
  EXPECT_EQ(challenge({.content_type = "application/json", .datadome = "protected"}),
            "a bot wall's challenge (DataDome)");
}

TEST(Challenge, AnOrdinaryErrorPageIsNoWall) {
  EXPECT_EQ(challenge({.content_type = "text/html",
                       .server = "cloudflare",
                       .body = "<html><head><title>403 Forbidden</title></head></html>"}),
            "an HTML page: '403 Forbidden'");
  EXPECT_EQ(challenge({.content_type = "text/plain", .body = "slow down"}), "");
  EXPECT_EQ(challenge({}), "");
}

TEST(Challenge, WhatThePageSaysIsSafeToPrint) {
  const std::string page = "<html><title>a\x1b[31m\n\xff&amp;<b>b</b> " + std::string(500, 'x') +
                           "</title>g-recaptcha</html>";
  const std::string said = challenge({.content_type = "text/html", .body = page});
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
  EXPECT_EQ(said.find('\n'), std::string::npos);
  EXPECT_LT(said.size(), 150u);
  EXPECT_EQ(challenge({.content_type = "text/html", .body = "<html><title"}), "");
  EXPECT_EQ(challenge({.content_type = "text/html", .body = "<html><title>no end"}), "");
}

class ChallengeOnTheWire : public Fetching {};

TEST_F(ChallengeOnTheWire, IsReadOffTheBeginningOfTheBody) {
  test::FeedServer server;
  server.handle("/feed", [](const test::Request&) {
    return test::Reply{.status = 403,
                       .body = std::string(kMoment) + std::string(100'000, ' '),
                       .content_type = "text/html"};
  });
  const auto response = get(server.url("/feed"));
  ASSERT_TRUE(response) << response.error().context;
  EXPECT_EQ(response->status, 403);
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(response->challenge, "a bot wall's challenge (Cloudflare): 'Just a moment...'");
}

}  // namespace
}  // namespace newswatch::fetch
