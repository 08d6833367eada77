// What is stored can be read whatever became of the config; what the config decides cannot be done
// without it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Args = std::vector<std::string>;

class CliBrokenConfig : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    broken_ = (folder_ / "broken.toml").string();
    std::ofstream(broken_) << "[fetch]\nintervall = \"10m\"\nnonsense = 1\n";
    store::Batch batch;
    batch.events = {event(kNew, "Altman: overstated", std::chrono::hours(1))};
    batch.reports = {report(kNew, "TIME", "Altman: overstated")};
    model::Story story;
    story.id = std::string(32, 'a');
    story.outlet = "TIME";
    story.feed = "one";
    story.title = "Too old";
    story.topics = {"deepseek-r1"};
    story.event = kNew;
    story.first_seen = ago(std::chrono::hours(1));
    story.story_time = ago(std::chrono::hours(100));
    story.held = true;
    batch.stories = {story};
    batch.reports[0].story = story.id;
    model::FeedState feed;
    feed.url = "https://one.test/feed";
    feed.name = "one";
    feed.last_attempt = feed.last_success = feed.first_success = ago(std::chrono::minutes(1));
    feed.next_poll = ago(-std::chrono::minutes(9));
    batch.feeds = {feed};
    commit(batch);
  }

  Ran without(const std::string& config, Args args) {
    args.insert(args.end(), {"--config", config, "--state-dir", (folder_ / "state").string()});
    return run_cli(args);
  }

  std::string broken_;
  const std::vector<Args> readers_ = {{"events", "list"},
                                      {"events", "show", kNew},
                                      {"events", "tail"},
                                      {"events", "export", "--format", "jsonl"},
                                      {"explain", kNew},
                                      {"feeds", "list"},
                                      {"held"},
                                      {"status"},
                                      {"status", "--coverage"},
                                      {"retention", "--dry-run"},
                                      {"search", "altman"},
                                      {"stories", "list"},
                                      {"report", "--format", "md"}};
};

TEST_F(CliBrokenConfig, EveryReaderWarnsInOneLineAndReads) {
  for (const Args& args : readers_) {
    const Ran ran = without(broken_, args);
    EXPECT_EQ(ran.status, args.back() == "status" ? 4 : 0) << args.back() << ": " << ran.err;
    EXPECT_NE(ran.out, "") << args.back();
    ASSERT_EQ(lines(ran.err).size(), 1u) << ran.err;
    EXPECT_THAT(ran.err, StartsWith("newswatch: warning: " + broken_ + ":2:1: "));
    EXPECT_THAT(ran.err, HasSubstr("(and 1 more)"));
  }
}

TEST_F(CliBrokenConfig, ItsStateFolderCountsAllTheSame) {
  std::ofstream(broken_) << "[fetch]\nintervall = \"10m\"\n[daemon]\nstate_dir = \"state\"\n";
  const Ran ran = run_cli({"events", "list", "--config", broken_});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Altman: overstated"));
  EXPECT_THAT(run_cli({"--config", broken_}).out, HasSubstr((folder_ / "state/store").string()));
}

TEST_F(CliBrokenConfig, NoSinkIsCalledRemoved) {
  store::Batch batch;
  model::OutboxRow row;
  row.row = 7;
  row.sink = "mail";
  row.created = ago(std::chrono::hours(1));
  batch.outbox = {row};
  commit(batch);
  EXPECT_THAT(without(config_, {"status"}).out, HasSubstr("sink mail is not in the config"));
  EXPECT_THAT(without(broken_, {"status"}).out, Not(HasSubstr("sink mail")));
  EXPECT_THAT(without(config_, {"sinks", "list"}).out, HasSubstr("mail\t\tremoved\t"));
  EXPECT_THAT(without(broken_, {"sinks", "list"}).out, HasSubstr("mail\t\toverdue\t"));
}

TEST_F(CliBrokenConfig, AConfigThatIsNotThereIsTheSame) {
  for (const Args& args : readers_) {
    const Ran ran = without("/nonexistent/newswatch.toml", args);
    EXPECT_EQ(ran.status, args.back() == "status" ? 4 : 0) << args.back() << ": " << ran.err;
    ASSERT_EQ(lines(ran.err).size(), 1u) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("warning: /nonexistent/newswatch.toml: can't be opened"));
  }
}

TEST_F(CliBrokenConfig, EventsAreShownAsWithIt) {
  for (const Args& args : {readers_[0], readers_[1], readers_[2], readers_[3], readers_[6]}) {
    EXPECT_EQ(without(broken_, args).out, without(config_, args).out) << args.back();
  }
}

TEST_F(CliBrokenConfig, FeedsAreThoseOfTheStoreAndNoneIsCalledRemoved) {
  const Ran ran = without(broken_, {"feeds", "list", "--json"});
  ASSERT_EQ(lines(ran.out).size(), 1u) << ran.out;
  EXPECT_EQ(json::parse(ran.out).at("name"), "one");
  EXPECT_EQ(json::parse(ran.out).at("state"), "ok");
  EXPECT_EQ(json::parse(without(broken_, {"status", "--json"}).out).at("feeds"), 1);
}

TEST_F(CliBrokenConfig, NothingIsSaidOfRulesThatCouldNotBeRead) {
  const std::string out = without(broken_, {"explain", kNew}).out;
  EXPECT_THAT(out, HasSubstr("topics     deepseek-r1\n"));
  EXPECT_THAT(out, Not(HasSubstr("max_age")));
  EXPECT_TRUE(
      json::parse(without(broken_, {"explain", kNew, "--json"}).out)["threshold"].is_null());
  EXPECT_THAT(without(config_, {"explain", kNew}).out, HasSubstr("max_age is 2d now"));
}

TEST_F(CliBrokenConfig, TheStateFolderMayComeFromTheEnvironment) {
  const Ran ran = run_cli({"events", "list", "--json", "--config", broken_}, {},
                          {"STATE_DIRECTORY=" + (folder_ / "state").string()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(kNew));
  const Ran none = run_cli({"events", "list", "--config", broken_}, {},
                           {"STATE_DIRECTORY=" + (folder_ / "elsewhere").string()});
  EXPECT_EQ(none.status, 4);
  EXPECT_EQ(lines(none.err).size(), 2u) << none.err;
}

TEST_F(CliBrokenConfig, WhatTheConfigDecidesEndsWithStatus78) {
  for (const Args& args : std::vector<Args>{{"run", "--once"},
                                            {"config", "check"},
                                            {"config", "show"},
                                            {"match"},
                                            {"cluster"},
                                            {"feeds", "check"},
                                            {"feeds", "discover", "one.test"},
                                            {"feeds", "import", "-"},
                                            {"feeds", "export"}}) {
    const Ran ran = without(broken_, args);
    EXPECT_EQ(ran.status, 78) << args.back();
    EXPECT_EQ(ran.out, "") << args.back();
    EXPECT_EQ(lines(ran.err).size(), 2u) << ran.err;
  }
}

}  // namespace
}  // namespace newswatch::system_test
