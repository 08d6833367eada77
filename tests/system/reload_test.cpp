// SIGHUP: a new config takes hold without losing state; a bad one does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "program/daemon_process.h"
#include "support/feed_server.h"

namespace newswatch::system_test {
namespace {

using namespace std::chrono_literals;
using test::FeedServer;

constexpr std::string_view kLoopback = "\"127.0.0.0/8\"";

class Reload : public testing::Test {
 protected:
  void SetUp() override {
    server_.serve("/old", rss({{"o1", "Volcano erupts near Reykjavik", "Lava on the road"}}),
                  {.etag = "\"old\"", .last_modified = {}, .headers = {}});
    here_.configure({{"old", "A", server_.url("/old")}}, kOften);
    daemon_ = std::make_unique<Daemon>(here_);
    ASSERT_TRUE(until([&] { return here_.notifications().size() == 1; }));
  }

  FeedServer server_;
  Installation here_;
  std::unique_ptr<Daemon> daemon_;
};

TEST_F(Reload, TakesANewFeedTopicAndSinkWithoutLosingState) {
  server_.serve("/new", rss({{"n1", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  std::string text =
      config_text(here_.state(),
                  {{"old", "A", server_.url("/old")}, {"new", "B", server_.url("/new")}}, kOften);
  text +=
      "[[topic]]\nname = \"ferries\"\n[[topic.clause]]\nany = { title = [\"ferry\"] }\n"
      "[[sink]]\nname = \"second\"\ntype = \"file\"\npath = \"second.jsonl\"\n"
      "topics = [\"ferries\"]\n";
  here_.configure(text);
  const std::size_t before = server_.requests().size();
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("daemon.reload"));
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  ASSERT_TRUE(until([&] { return here_.notifications("second.jsonl").size() == 1; }));
  const auto told = here_.notifications("second.jsonl")[0];
  EXPECT_EQ(told["title"], "Ferry strike strands thousands in Dover");
  EXPECT_EQ(told["event"]["topics"], nlohmann::json::parse("[\"launch\",\"ferries\"]"));
  // The old feed goes on with the validators it had, and nothing is told again.
  ASSERT_TRUE(until([&] { return server_.count("/new") >= 3; }));
  const auto requests = server_.requests();
  for (std::size_t i = before; i < requests.size(); ++i) {
    if (requests[i].path() == "/old") {
      EXPECT_EQ(requests[i].header("If-None-Match"), "\"old\"");
    }
  }
  EXPECT_EQ(here_.notifications().size(), 2u);
  EXPECT_EQ(here_.events().size(), 2u);
}

TEST_F(Reload, ReadsFilesOfFeedsAgain) {
  server_.serve("/new", rss({{"n1", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  const std::string config =
      "feeds_files = ['more/*']\n" +
      config_text(here_.state(), {{"old", "A", server_.url("/old")}}, kOften);
  here_.configure(config);
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("daemon.reload"));
  std::filesystem::create_directory(here_.folder() / "more");
  std::ofstream(here_.folder() / "more" / "list.opml")
      << "<opml><outline text='New' xmlUrl='" << server_.url("/new")
      << "'/><outline text='Mail' xmlUrl='imap://a.example/'/></opml>";
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("config.feeds_left_out"));
  ASSERT_TRUE(until([&] { return here_.notifications().size() == 2; }));
  EXPECT_EQ(here_.notifications()[1]["title"], "Ferry strike strands thousands in Dover");
  // A fault in one of them refuses the whole config.
  std::ofstream(here_.folder() / "more" / "a.toml") << "[[feed]]\nname = 'New'\n";
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("config.error"));
  EXPECT_GE(daemon_->count((here_.folder() / "more" / "a.toml").string() + ":1:1: "), 1u);
  const std::size_t asked = server_.count("/new");
  EXPECT_TRUE(until([&] { return server_.count("/new") > asked + 2; })) << "the old ones live on";
}

TEST_F(Reload, RefusesABadConfigWithItsPlaceAndGoesOn) {
  std::string text = config_text(here_.state(), {{"old", "A", server_.url("/old")}}, kOften);
  text += "max_age = \"never\"\n";
  const auto line = std::count(text.begin(), text.end(), '\n');
  here_.configure(text);
  daemon_->signal(SIGHUP);
  const std::string place = here_.config().string() + ":" + std::to_string(line) + ":11";
  ASSERT_TRUE(daemon_->logs("config.error"));
  EXPECT_GE(daemon_->count(place), 1u) << place;
  EXPECT_EQ(daemon_->count("daemon.reload"), 0u);
  // The old config lives on.
  server_.serve("/old", rss({{"o2", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  EXPECT_TRUE(until([&] { return here_.notifications().size() == 2; }));
}

TEST_F(Reload, TellsWhichKeysNeedARestart) {
  const std::vector<FeedLine> feeds = {{"old", "A", server_.url("/old")}};
  std::string text = config_text(here_.folder() / "elsewhere", feeds, kOften);
  text.replace(text.find(kLoopback), kLoopback.size(), "\"127.0.0.0/8\", \"10.0.0.0/8\"");
  here_.configure(text);
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("daemon.reload"));
  EXPECT_EQ(daemon_->count("config.restart_needed"), 1u);
  EXPECT_EQ(daemon_->count("keys=daemon.state_dir "), 1u);
  // What is the same needs none.
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(until([&] { return daemon_->count("daemon.reload") == 2; }));
  // Nor does what is again as it was at the start.
  here_.configure(feeds, kOften);
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(until([&] { return daemon_->count("daemon.reload") == 3; }));
  EXPECT_EQ(daemon_->count("config.restart_needed"), 1u);
}

TEST_F(Reload, TakesOtherNetworks) {
  const std::vector<FeedLine> feeds = {{"old", "A", server_.url("/old")}};
  std::string text = config_text(here_.state(), feeds, kOften);
  text.erase(text.find(kLoopback), kLoopback.size());
  here_.configure(text);
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("is a loopback address; allow it in [fetch] allow_networks"));
  const std::size_t asked = server_.count("/old");
  here_.configure(feeds, kOften);
  daemon_->signal(SIGHUP);
  EXPECT_TRUE(until([&] { return server_.count("/old") > asked; }));
  EXPECT_EQ(daemon_->count("config.restart_needed"), 0u);
}

TEST_F(Reload, RefusesACaFileWithoutACertificate) {
  const std::filesystem::path file = here_.folder() / "ca.pem";
  std::ofstream(file) << "nothing\n";
  here_.configure({{"old", "A", server_.url("/old")}},
                  std::string(kOften) + "ca_file = \"" + file.string() + "\"\n");
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(daemon_->logs("config.error"));
  EXPECT_EQ(daemon_->count("holds no PEM certificate"), 1u);
}

TEST_F(Reload, ForgetsAFeedThatLeftAndKeepsItsEvents) {
  server_.serve("/new", rss({{"n1", "Ferry strike strands thousands in Dover", "Ferry crews"}}));
  here_.configure({{"new", "B", server_.url("/new")}}, kOften);
  daemon_->signal(SIGHUP);
  ASSERT_TRUE(until([&] { return server_.count("/new") >= 2; }));
  const std::size_t asked = server_.count("/old");
  ASSERT_TRUE(until([&] { return server_.count("/new") >= 6; }));
  EXPECT_LE(server_.count("/old"), asked + 1) << "but for one that was on its way";
  EXPECT_EQ(here_.events().size(), 2u);
  EXPECT_EQ(daemon_->count("feed.error"), 0u);
}

TEST_F(Reload, AsksNoFeedTwiceAtATimeHoweverOftenItHappens) {
  server_.handle("/slow", [](const test::Request&) {
    std::this_thread::sleep_for(50ms);
    test::Reply reply;
    reply.body = rss({{"s1", "Ferry strike strands thousands in Dover", "Ferry crews"}});
    return reply;
  });
  const std::vector<FeedLine> feeds = {{"old", "A", server_.url("/old")},
                                       {"slow", "B", server_.url("/slow")}};
  here_.configure(feeds, "interval = \"1h\"\n");
  for (int i = 0; i < 20; ++i) {
    daemon_->signal(SIGHUP);
    std::this_thread::sleep_for(10ms);
  }
  ASSERT_TRUE(daemon_->logs("feed=slow status=200"));
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(server_.count("/slow"), 1u);
}

}  // namespace
}  // namespace newswatch::system_test
