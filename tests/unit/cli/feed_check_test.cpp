#include "cli/feed_check.h"

#include <gtest/gtest.h>

#include "daemon/parse_worker.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

using namespace std::chrono_literals;

const model::Time kCheckNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

config::Settings one_feed(const std::string& url) {
  config::Settings settings;
  settings.feeds = {{.name = "a", .outlet = "A", .url = url}};
  return settings;
}

std::vector<std::string> notes(const config::Settings& settings,
                               const model::FeedState& state = {}) {
  std::vector<std::string> out;
  for (const FeedNote& note : offline_notes(settings, settings.feeds[0], state, net::AddressGuard{},
                                            requests_per_hour(settings))) {
    out.push_back((note.bad ? "! " : "") + note.text);
  }
  return out;
}

using Notes = std::vector<std::string>;

TEST(FeedCheck, SaysNothingOfAFeedThatIsWell) {
  EXPECT_EQ(notes(one_feed("https://a.example/feed")), Notes{});
}

TEST(FeedCheck, NamesWhatKeepsAFeedFromBeingAskedOrIsOpenToAll) {
  EXPECT_EQ(
      notes(one_feed("http://192.168.1.1/feed")),
      (Notes{"! 192.168.1.1 is a private address: refused unless [fetch] allow_networks has it",
             "http: anyone on the way can read and change it"}));
}

TEST(FeedCheck, CountsWhatAHostIsAskedByAllItsFeeds) {
  config::Settings settings = one_feed("https://a.example/feed");
  for (int i = 0; i < 30; ++i) {
    settings.feeds.push_back({.name = std::to_string(i),
                              .outlet = "A",
                              .url = "https://a.example/" + std::to_string(i)});
  }
  EXPECT_EQ(notes(settings),
            Notes{"https://a.example:443 is asked 186 times an hour for all its feeds"});
  settings.fetch.interval = 1h;
  EXPECT_EQ(notes(settings), Notes{});
}

TEST(FeedCheck, ReadsWhatTheLastPollsLeft) {
  model::FeedState state;
  state.asked_at = "https://a.example/new";
  state.failures = 2;
  state.last_error = "HTTP status 500";
  EXPECT_EQ(
      notes(one_feed("https://a.example/feed"), state),
      (Notes{"moved: write url = \"https://a.example/new\"", "! 2 failures: HTTP status 500"}));
  model::FeedState rare;
  rare.wait = 1h;
  rare.habit.gap = 6h;
  EXPECT_EQ(notes(one_feed("https://a.example/feed"), rare),
            (Notes{"polled every 1h as the publisher asks; the interval is 10m",
                   "a new item every 6h: interval = \"2h\" is enough"}));
}

OnlineCheck answered(fetch::Response response) {
  const config::FeedSettings feed{.name = "a", .outlet = "A", .url = "https://a.example/feed"};
  return online_check(feed, engine::parse_response({feed.url, kCheckNow, std::move(response)}));
}

TEST(FeedCheck, DescribesAnAnswer) {
  fetch::Response response;
  response.status = 200;
  response.redirects = 1;
  response.final_url = response.moved_to = "https://a.example/rss";
  response.etag = "\"1\"";
  response.cache_control = "public, max-age=600";
  response.body =
      "<rss version='2.0'><channel><title>A</title><ttl>30</ttl><skipHours><hour>3</hour>"
      "<hour>4</hour></skipHours><item><title>One</title><guid>1</guid>"
      "<pubDate>Tue, 28 Jan 2025 10:00:00 GMT</pubDate></item><item><title>Two</title></item>"
      "</channel></rss>";
  const OnlineCheck check = answered(response);
  EXPECT_EQ(check.problem, "");
  EXPECT_EQ(check.format, "rss20");
  EXPECT_EQ(check.items, 2u);
  EXPECT_EQ(check.dated, 1u);
  EXPECT_EQ(check.with_id, 1u);
  EXPECT_EQ(check.newest, kCheckNow - 2h);
  EXPECT_EQ(check.asks, "max-age 10m, ttl 30m, skips 2 hours a day");
  EXPECT_EQ(check.validators, "etag");
  EXPECT_EQ(check.moved_to, "https://a.example/rss");
}

TEST(FeedCheck, SaysWhatIsWrongWithAnAnswer) {
  fetch::Response wall;
  wall.status = 403;
  wall.challenge = "a bot wall's challenge (Cloudflare)";
  EXPECT_EQ(answered(wall).problem, "HTTP status 403: a bot wall's challenge (Cloudflare)");
  fetch::Response page;
  page.status = 200;
  page.body = "<html><title>Hello</title></html>";
  EXPECT_NE(answered(page).problem.find("an HTML page: title 'Hello'"), std::string::npos);
  fetch::Response busy;
  busy.status = 429;
  busy.retry_after = "7200";
  EXPECT_EQ(answered(busy).asks, "Retry-After 2h");
}

}  // namespace
}  // namespace newswatch::cli
