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

TEST(Challenge, KnowsTheHeadersThatWallsAloneSend) {
  EXPECT_EQ(wall_of_header("X-Amzn-Waf-Action", "challenge"), "AWS WAF");
  EXPECT_EQ(wall_of_header("sg-captcha", "challenge"), "SiteGround");
  EXPECT_EQ(wall_of_header("cf-mitigated", "challenge"), "Cloudflare");
  EXPECT_EQ(wall_of_header("cf-ray", "challenge"), "");
  EXPECT_EQ(challenge({.wall = "AWS WAF"}), "a bot wall's challenge (AWS WAF)");
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

TEST_F(ChallengeOnTheWire, MayComeAsASuccess) {
  test::FeedServer server;
  const auto answer_with = [&](int status, std::string body, std::string header) {
    server.handle("/feed", [=](const test::Request&) {
      test::Reply reply{.status = status, .body = body, .content_type = "text/html"};
      if (!header.empty()) reply.headers.emplace_back(header, "challenge");
      return reply;
    });
    const auto got = get(server.url("/feed"));
    return got ? got->challenge : got.error().context;
  };
  EXPECT_EQ(answer_with(202, "", "x-amzn-waf-action"), "a bot wall's challenge (AWS WAF)");
  EXPECT_EQ(answer_with(405, "", "x-amzn-waf-action"), "a bot wall's challenge (AWS WAF)");
  EXPECT_EQ(answer_with(200, std::string(kMoment), ""),
            "a bot wall's challenge (Cloudflare): 'Just a moment...'");
  EXPECT_EQ(answer_with(200, "<html><title>Home</title></html>", ""), "");
  std::string page = "<html><title>Home</title><script src='g-recaptcha'></script>";
  for (int i = 0; i < 200; ++i) page += "<p>Many words.</p>";
  EXPECT_EQ(answer_with(200, page + "</html>", ""), "") << "a page with a form";
}

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
