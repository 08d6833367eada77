// How the daemon behaves towards publishers, on a real server, and over a restart.
#include <gtest/gtest.h>

#include <fstream>

#include "program/cli_process.h"
#include "program/daemon_process.h"
#include "store/rocks_store.h"
#include "support/feed_server.h"
#include "support/raw_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string kDocument =
    rss({{.id = "1", .title = "The council votes", .summary = "Tonight"}});

std::vector<json> feeds_of(const Installation& where) {
  const Ran ran = run_cli(where.command({"feeds", "list", "--json"}));
  EXPECT_EQ(ran.status, 0) << ran.err;
  std::vector<json> feeds;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) feeds.push_back(json::parse(line));
  return feeds;
}

std::string read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

void stop(Daemon& daemon) {
  daemon.signal(SIGTERM);
  ASSERT_EQ(daemon.wait(), 0);
}

TEST(Manners, AsksAFeedThatMovedForLongEnoughWhereItIs) {
  test::FeedServer old_host, new_host;
  old_host.redirect("/feed", new_host.url("/rss"), 301);
  new_host.serve("/rss", kDocument, {.etag = "\"1\""});
  const Installation where;
  where.configure({{"paper", "Paper", old_host.url("/feed")}},
                  std::string(kOften) + "move_after = \"500ms\"\n");
  const std::string config = read(where.config());
  {
    Daemon daemon(where);
    ASSERT_TRUE(daemon.logs("feed.moved"));
    const std::size_t before = old_host.count("/feed");
    const std::size_t there = new_host.count("/rss");
    ASSERT_TRUE(until([&] { return new_host.count("/rss") > there + 3; }));
    EXPECT_LE(old_host.count("/feed"), before + 1) << "one may have been under way";
    EXPECT_EQ(daemon.count("feed.moved"), 1u);
    EXPECT_EQ(daemon.count("feed.redirected"), 1u);
    stop(daemon);
  }
  EXPECT_EQ(read(where.config()), config);
  EXPECT_EQ(feeds_of(where).at(0)["asked_at"], new_host.url("/rss"));
  const std::size_t before = old_host.count("/feed"), there = new_host.count("/rss");
  Daemon again(where);
  ASSERT_TRUE(until([&] { return new_host.count("/rss") > there; }));
  EXPECT_EQ(old_host.count("/feed"), before);
  EXPECT_EQ(new_host.requests().back().header("if-none-match"), "\"1\"");
}

TEST(Manners, GoesBackWhenTheNewAddressFails) {
  test::FeedServer old_host, new_host;
  old_host.redirect("/feed", new_host.url("/rss"), 308);
  new_host.serve("/rss", kDocument);
  const Installation where;
  where.configure({{"paper", "Paper", old_host.url("/feed")}},
                  std::string(kOften) + "move_after = \"0s\"\n");
  Daemon daemon(where);
  ASSERT_TRUE(daemon.logs("feed.moved"));
  old_host.serve("/feed", kDocument);
  new_host.remove("/rss");
  EXPECT_TRUE(daemon.logs("feed.moved.recovered"));
  const std::size_t before = old_host.count("/feed");
  EXPECT_TRUE(until([&] { return old_host.count("/feed") > before + 2; }));
}

TEST(Manners, FollowsATemporaryRedirectAndForgetsIt) {
  test::FeedServer server;
  server.redirect("/feed", "/elsewhere", 302);
  server.serve("/elsewhere", kDocument);
  const Installation where;
  where.configure({{"paper", "Paper", server.url("/feed")}},
                  std::string(kOften) + "move_after = \"0s\"\n");
  Daemon daemon(where);
  ASSERT_TRUE(until([&] { return server.count("/elsewhere") > 3; }));
  EXPECT_GE(server.count("/feed"), 4u);
  EXPECT_EQ(daemon.count("feed.moved"), 0u);
  EXPECT_EQ(feeds_of(where).at(0)["moved_to"], "");
}

TEST(Manners, AsksAFeedThatIsGoneForADayNeverAgain) {
  test::FeedServer server;
  server.handle("/feed", [](const test::Request&) { return test::Reply{.status = 410}; });
  server.serve("/other", kDocument);
  const Installation where;
  where.configure(
      {{"gone", "Paper", server.url("/feed")}, {"other", "Paper", server.url("/other")}}, kOften);
  {
    std::filesystem::create_directories(where.state());
    const auto store = store::RocksStore::open(where.state() / "store");
    ASSERT_TRUE(store) << store.error().context;
    store::Batch batch;
    batch.feeds.emplace_back();
    batch.feeds.back().url = server.url("/feed");
    batch.feeds.back().first_410 = model::SystemClock().now() - std::chrono::hours(25);
    ASSERT_TRUE((*store)->commit(batch));
  }
  for (int start = 0; start < 2; ++start) {
    Daemon daemon(where);
    const std::size_t before = server.count("/other");
    ASSERT_TRUE(until([&] { return server.count("/other") > before + 4; }));
    EXPECT_EQ(server.count("/feed"), 1u);
    EXPECT_EQ(daemon.count("feed.gone"), start == 0 ? 1u : 0u);
    stop(daemon);
  }
  EXPECT_EQ(feeds_of(where).at(0)["state"], "gone");
}

// RFC 6585 4: too many requests are counted for a client, not for a feed.
TEST(Manners, ATooManyHoldsTheWholeHostAndAnUnavailableItsFeed) {
  for (const int status : {429, 503}) {
    test::FeedServer server, other;
    server.handle("/limited", [&](const test::Request&) {
      return test::Reply{.status = status, .headers = {{"Retry-After", "3600"}}};
    });
    server.serve("/neighbour", kDocument, {.etag = "\"1\""});
    other.serve("/feed", kDocument, {.etag = "\"1\""});
    const Installation where;
    where.configure({{"limited", "Paper", server.url("/limited")},
                     {"neighbour", "Paper", server.url("/neighbour")},
                     {"other", "Other", other.url("/feed")}},
                    kOften);
    for (int start = 0; start < 2; ++start) {
      Daemon daemon(where);
      ASSERT_TRUE(until([&] { return server.count("/limited") == 1; }));
      const std::size_t before = other.count("/feed");
      ASSERT_TRUE(until([&] { return other.count("/feed") > before + 1; }));
      const std::size_t neighbour = server.count("/neighbour"), moved = other.count("/feed");
      ASSERT_TRUE(until([&] { return other.count("/feed") > moved + 3; }));
      if (status == 429) {
        EXPECT_LE(server.count("/neighbour"), neighbour) << "held, also after a restart";
      } else {
        EXPECT_GT(server.count("/neighbour"), neighbour);
      }
      EXPECT_EQ(server.count("/limited"), 1u);
      stop(daemon);
    }
    const json feed = feeds_of(where).at(0);
    EXPECT_EQ(feed["state"], "told to wait");
    EXPECT_EQ(feed["limited_host"] != "", status == 429);
  }
}

TEST(Manners, WaitsAsLongAsThePublisherAsks) {
  test::FeedServer server;
  server.serve("/slow", kDocument, {.headers = {{"Cache-Control", "max-age=3600"}}});
  server.serve("/quick", kDocument, {.headers = {{"Cache-Control", "max-age=0, no-cache"}}});
  const Installation where;
  where.configure(
      {{"slow", "Paper", server.url("/slow")}, {"quick", "Paper", server.url("/quick")}}, kOften);
  Daemon daemon(where);
  ASSERT_TRUE(until([&] { return server.count("/quick") > 5; }));
  EXPECT_EQ(server.count("/slow"), 1u);
}

TEST(Manners, SaysThatABotWallIsOne) {
  test::FeedServer server;
  server.handle("/feed", [](const test::Request&) {
    return test::Reply{.status = 403,
                       .body = "<html><head><title>Just a moment...</title></head></html>",
                       .content_type = "text/html",
                       .headers = {{"cf-mitigated", "challenge"}}};
  });
  const Installation where;
  where.configure({{"walled", "Paper", server.url("/feed")}}, kOften);
  Daemon daemon(where);
  EXPECT_TRUE(daemon.logs("a bot wall's challenge (Cloudflare): 'Just a moment...'"));
}

TEST(Manners, SendsSecretsToTheFeedsOriginAlone) {
  test::FeedServer server, other;
  server.redirect("/feed", other.url("/rss"), 301);
  other.serve("/rss", kDocument);
  server.serve("/own", kDocument);
  const Installation where;
  std::ofstream(where.folder() / "auth") << "me:secret\n";
  std::ofstream(where.folder() / "headers") << "X-Key: k1\n";
  std::string text = config_text(where.state(), {}, std::string(kOften) + "move_after = \"0s\"\n");
  for (const char* path : {"/feed", "/own"}) {
    text += "[[feed]]\nname = \"" + std::string(path) + "\"\nurl = \"" + server.url(path) +
            "\"\nauth_file = \"auth\"\nheaders_file = \"headers\"\n";
  }
  where.configure(text);
  Daemon daemon(where);
  ASSERT_TRUE(daemon.logs("feed.moved"));
  const std::size_t moved = other.count("/rss");
  ASSERT_TRUE(until([&] { return other.count("/rss") > moved + 2 && server.count("/own") > 0; }));
  for (const test::Request& request : server.requests()) {
    EXPECT_EQ(request.header("authorization"), "Basic bWU6c2VjcmV0");
    EXPECT_EQ(request.header("x-key"), "k1");
  }
  for (const test::Request& request : other.requests()) {
    EXPECT_FALSE(request.has("authorization"));
    EXPECT_FALSE(request.has("x-key"));
  }
}

// More requests hang than transfers may move at a time.
TEST(Manners, MoreHangingRequestsThanMayMoveDelayNoOther) {
  constexpr int kServers = 12, kEach = 10;  // 6 at once and 4 that gave their slot back
  std::vector<std::unique_ptr<test::RawServer>> hanging;
  std::vector<FeedLine> feeds;
  for (int i = 0; i < kServers; ++i) {
    hanging.push_back(
        std::make_unique<test::RawServer>([](test::Connection& connection) { connection.hang(); }));
    for (int k = 0; k < kEach; ++k) {
      const std::string name = "h" + std::to_string(i) + "-" + std::to_string(k);
      feeds.push_back({name, "Hanging", hanging.back()->url("/" + name)});
    }
  }
  test::FeedServer server;
  server.serve("/feed", kDocument, {.etag = "\"1\""});
  feeds.push_back({"well", "Paper", server.url("/feed")});
  const Installation where;
  where.configure(feeds, std::string(kOften) + "timeout = \"60s\"\n");
  Daemon daemon(where);
  const auto open = [&] {
    int count = 0;
    for (const auto& one : hanging) count += one->connections();
    return count;
  };
  EXPECT_TRUE(until([&] { return open() == kServers * kEach; }, 40s)) << open();
  const std::size_t before = server.count("/feed");
  EXPECT_TRUE(until([&] { return server.count("/feed") > before + 5; }, 5s));
}

TEST(Manners, ADeadFeedsSiteIsAskedOnceAndWhatItNamesIsProposed) {
  test::FeedServer server;
  server.serve("/", "<html><link rel=alternate type=application/rss+xml href=/new></html>",
               {.content_type = "text/html"});
  server.serve("/new", kDocument);
  const Installation where;
  where.configure({{"dead", "Paper", server.url("/old")}}, kOften);
  {
    std::filesystem::create_directories(where.state());
    const auto store = store::RocksStore::open(where.state() / "store");
    ASSERT_TRUE(store) << store.error().context;
    store::Batch batch;
    batch.feeds.emplace_back();
    batch.feeds.back().url = server.url("/old");
    batch.feeds.back().site = server.url("/");
    batch.feeds.back().dead_since = model::SystemClock().now() - std::chrono::hours(73);
    batch.feeds.back().next_poll = model::SystemClock().now();
    ASSERT_TRUE((*store)->commit(batch));
  }
  Daemon daemon(where);
  ASSERT_TRUE(daemon.logs("feed.proposed"));
  ASSERT_TRUE(until([&] { return server.count("/old") > 1; })) << "still asked where it was";
  stop(daemon);
  EXPECT_EQ(server.count("/"), 1u);
  EXPECT_EQ(server.count("/new"), 1u) << "proposed, not taken";
  EXPECT_EQ(feeds_of(where).at(0)["proposed"], server.url("/new"));
}

TEST(Manners, CoverageShowsWhenNobodyWatched) {
  test::FeedServer server;
  server.serve("/feed", kDocument, {.etag = "\"1\""});
  const Installation where;
  where.configure({{"paper", "Paper", server.url("/feed")}}, kOften);
  {
    Daemon daemon(where);
    ASSERT_TRUE(until([&] { return server.count("/feed") > 2; }));
    stop(daemon);
  }
  std::this_thread::sleep_for(1s);
  const std::size_t before = server.count("/feed");
  {
    Daemon daemon(where);
    ASSERT_TRUE(daemon.logs("feed.unwatched"));
    ASSERT_TRUE(until([&] { return server.count("/feed") > before + 2; }));
    stop(daemon);
  }
  const Ran ran = run_cli(where.command({"status", "--coverage", "--since", "1h", "--json"}));
  const json line = json::parse(ran.out);
  EXPECT_EQ(line["feed"], "paper");
  ASSERT_GE(line["unwatched"].size(), 1u);
  EXPECT_EQ(line["unwatched"][0]["why"], "it was not asked: newswatch did not run");
  EXPECT_LT(line["share"].get<double>(), 1);
  EXPECT_GE(line["watched"].size(), 2u);
  const Ran table = run_cli(where.command({"status", "--coverage"}));
  EXPECT_NE(table.out.find("newswatch did not run"), std::string::npos) << table.out;
}

}  // namespace
}  // namespace newswatch::system_test
