// Whole commands of the built program over a store that the test fills.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "system/cli_fixture.h"
#include "text/escape.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Cli : public CliFolder {
 protected:
  // Two events that people are shown, one merged into the newer of them.
  void fill() {
    store::Batch batch;
    batch.events = {event(kOld, "Nvidia loses $600bn", std::chrono::hours(200)),
                    event(kMerged, "A copy", std::chrono::hours(2)),
                    event(kNew, "=Altman: \"wildly\"\x1b[31m <overstated>", std::chrono::hours(1))};
    batch.events[1].merged_into = kNew;
    batch.reports = {report(kOld, "TIME", "Nvidia loses $600bn"),
                     report(kNew, "TIME", "Altman: overstated"),
                     report(kNew, "The Hill", "Hype, says Altman")};
    model::FeedState feed;
    feed.url = "https://one.test/feed";
    feed.name = "one";
    feed.last_attempt = feed.last_success = ago(std::chrono::minutes(4));
    feed.next_poll = ago(-std::chrono::minutes(6));
    feed.items = 20;
    batch.feeds = {feed};
    model::Story held;
    held.id = std::string(32, 'a');
    held.outlet = "TIME";
    held.title = "Too old";
    held.topics = {"deepseek-r1"};
    held.first_seen = ago(std::chrono::hours(1));
    held.story_time = ago(std::chrono::hours(100));
    held.held = true;
    batch.stories = {held};
    commit(batch);
  }
};

std::vector<std::string> ids(const std::string& out) {
  std::vector<std::string> ids;
  for (const std::string& line : lines(out)) ids.push_back(json::parse(line).at("id"));
  return ids;
}

TEST_F(Cli, HelpSaysTheFormsOfATimeOnce) {
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"events", "list", "--help"}, {"held", "--help"}, {"status", "--help"}}) {
    const std::string out = run_cli(args).out;
    const std::size_t first = out.find("WHEN: a day (2025-01-28, today");
    EXPECT_NE(first, std::string::npos) << out;
    EXPECT_EQ(out.find("2025-01-28,", out.find("2025-01-28,") + 1), std::string::npos) << out;
  }
}

TEST_F(Cli, SaysThatThereIsNoStoreWithStatus4) {
  for (const auto& args : std::vector<std::vector<std::string>>{{"events", "list"},
                                                                {"events", "tail"},
                                                                {"explain", "a"},
                                                                {"feeds", "list"},
                                                                {"held"},
                                                                {"status"}}) {
    const Ran ran = cli(args);
    EXPECT_EQ(ran.status, 4);
    EXPECT_THAT(ran.err, HasSubstr(folder_.string()));
    EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
  }
}

TEST_F(Cli, ListsWhatATopicNearlyTook) {
  fill();
  store::Batch batch;
  batch.near = {{.seen = ago(std::chrono::hours(1)),
                 .story = std::string(32, 'b'),
                 .topic = "deepseek-r1",
                 .outlet = "TIME",
                 .title = "DeepSeek webinar",
                 .why = "excluded by title: webinar"}};
  commit(batch);
  EXPECT_THAT(cli({"held", "--near"}).out, HasSubstr("excluded by title: webinar"));
  EXPECT_EQ(json::parse(cli({"held", "--near", "--json"}).out).at("title"), "DeepSeek webinar");
  EXPECT_THAT(cli({"held", "--near", "--since", "30m"}).err, HasSubstr("no near miss"));
  EXPECT_THAT(cli({"status"}).out, HasSubstr("1 nearly matched"));
}

TEST_F(Cli, MatchesAndRematchesWhatIsStored) {
  store::Batch batch;
  for (const auto& [id, title] : {std::pair{'a', "DeepSeek R1 is out"}, {'b', "Rain in Paris"}}) {
    model::Story story;
    story.id = std::string(32, id);
    story.outlet = "One";
    story.feed = "one";
    story.title = title;
    story.first_seen = story.story_time = ago(std::chrono::hours(1));
    batch.stories.push_back(story);
  }
  commit(batch);
  const auto matched = lines(cli({"match", "--since", "2h"}).out);
  ASSERT_EQ(matched.size(), 2u);
  EXPECT_EQ(json::parse(matched[0]).at("topics").at(0).at("name"), "deepseek-r1");
  EXPECT_EQ(json::parse(matched[1]).at("topics").size(), 0u);
  EXPECT_EQ(lines(cli({"match", "--since", "30m"}).out).size(), 0u);

  EXPECT_EQ(cli({"rematch"}).status, 2) << "--since is needed";
  const Ran dry = cli({"rematch", "--since", "2h", "--dry-run", "--json"});
  EXPECT_EQ(json::parse(dry.out).at("title"), "DeepSeek R1 is out");
  EXPECT_EQ(cli({"events", "list"}).out, "") << "nothing was done";
  const Ran done = cli({"rematch", "--since", "2h"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.out, testing::StartsWith("1 story matched; no daemon runs here"));
  EXPECT_THAT(cli({"events", "list"}).out, HasSubstr("DeepSeek R1 is out"));
  EXPECT_THAT(cli({"rematch", "--since", "2h"}).out, testing::StartsWith("0 stories matched"));
}

TEST_F(Cli, TakesGlobalOptionsBeforeAndAfterTheCommand) {
  fill();
  const std::string state = (folder_ / "state").string();
  const std::vector<std::vector<std::string>> forms = {
      {"--config", config_, "events", "list", "--json"},
      {"--json", "events", "--config", config_, "list"},
      {"--state-dir", state, "--json", "events", "list"},
      {"events", "list", "--json", "--state-dir", state}};
  for (const auto& args : forms) {
    const Ran ran = run_cli(args);
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(ids(ran.out), (std::vector<std::string>{kNew, kOld}));
  }
}

TEST_F(Cli, ListsEventsNewestFirstWithoutTerminalCodes) {
  fill();
  const Ran ran = cli({"events", "list"});
  EXPECT_EQ(ran.status, 0);
  const auto shown = lines(ran.out);
  ASSERT_EQ(shown.size(), 3u) << ran.out;
  EXPECT_THAT(shown[1], HasSubstr("=Altman: \"wildly\"\\x1b[31m <overstated>"));
  EXPECT_THAT(shown[1], HasSubstr("TIME, The Hill"));
  EXPECT_THAT(shown[2], HasSubstr("Nvidia"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));
}

TEST_F(Cli, ShowsLocalTimesOnATerminalAndUtcInAPipe) {
  if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
  fill();
  const std::vector<std::string> zone = {"TZ=IST-5:30"};
  const std::vector<std::string> show = {"events", "show", kNew, "--config", config_};
  const std::string there = run_on_terminal(show, 80, zone).out;
  EXPECT_THAT(there, testing::ContainsRegex("first seen [0-9-]+ [0-9:]+ IST \\(1 h ago\\)"))
      << there;
  const std::string piped = run_cli(show, {}, zone).out;
  EXPECT_THAT(piped, testing::ContainsRegex("first seen [0-9-]+T[0-9:]+Z \\(1 h ago\\)"));
  std::vector<std::string> tail = {"events", "tail", "--config", config_};
  EXPECT_THAT(run_on_terminal(tail, 80, zone).out, HasSubstr(" IST  deepseek-r1  "));
  tail.emplace_back("--json");
  EXPECT_THAT(run_on_terminal(tail, 80, zone).out,
              testing::ContainsRegex("first_seen\":\"[^\"]+Z\""));
}

TEST_F(Cli, FitsEveryTerminal) {
  if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
  fill();
  for (const unsigned short columns : {200, 80, 60}) {
    const auto shown = lines(run_on_terminal({"events", "list", "--config", config_}, columns).out);
    ASSERT_EQ(shown.size(), 3u);
    for (const std::string& line : shown) EXPECT_LE(text::columns(line), columns) << line;
  }
  EXPECT_EQ(run_on_terminal({"events", "list", "--config", config_}, 1).status, 0);
}

TEST_F(Cli, FiltersEventsByTimeTopicAndCount) {
  fill();
  EXPECT_EQ(ids(cli({"events", "list", "--json", "--since", "2d"}).out), std::vector{kNew});
  EXPECT_EQ(ids(cli({"events", "list", "--json", "--until", "2d"}).out), std::vector{kOld});
  EXPECT_EQ(ids(cli({"events", "list", "--json", "-n", "1"}).out), std::vector{kNew});
  EXPECT_EQ(ids(cli({"events", "list", "--json", "-n", "0"}).out),
            (std::vector<std::string>{kNew, kOld}));
  EXPECT_EQ(ids(cli({"events", "list", "--json", "--topic", "deepseek-r1"}).out).size(), 2u);
}

TEST_F(Cli, ShowsAnEventByTheStartOfItsIdWithReasons) {
  fill();
  const Ran ran = cli({"events", "show", "7zzzzzzzzz1"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(kNew));
  EXPECT_THAT(ran.out, HasSubstr("Hype, says Altman"));
  EXPECT_THAT(ran.out, HasSubstr("title      altman, wildly overstated"));
  EXPECT_THAT(ran.out, HasSubstr("0.71"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(json::parse(cli({"events", "show", "CCCCCC", "--json"}).out).at("reports").size(), 2u);
}

TEST_F(Cli, ShowFollowsAMerge) {
  fill();
  const Ran ran = cli({"events", "show", kMerged, "--json"});
  EXPECT_EQ(ids(ran.out), std::vector{kNew});
}

TEST_F(Cli, ShowOfAnUnknownOrUnclearIdIsStatus3) {
  fill();
  EXPECT_EQ(cli({"events", "show", "01ARZ3"}).status, 3);
  const Ran unclear = cli({"events", "show", "7ZZZZZZZZZ0"});
  EXPECT_EQ(unclear.status, 3);
  EXPECT_THAT(unclear.err, HasSubstr(kMerged));
  const Ran none = cli({"events", "show", ""});
  EXPECT_EQ(none.status, 3);
  EXPECT_THAT(none.err, HasSubstr("no event \"\""));
}

TEST_F(Cli, ExportsJsonLinesAscendingWithAllReports) {
  store::Batch batch;
  batch.events = {event(kNew, "Many", std::chrono::hours(1)),
                  event(kOld, "One", std::chrono::hours(2))};
  for (int i = 0; i < 300; ++i) batch.reports.push_back(report(kNew, "O" + std::to_string(i), "T"));
  commit(batch);
  const Ran ran = cli({"events", "export", "--format", "jsonl"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_EQ(ids(ran.out), (std::vector<std::string>{kOld, kNew}));
  EXPECT_EQ(json::parse(lines(ran.out)[1]).at("reports").size(), 300u);
  EXPECT_EQ(json::parse(lines(ran.out)[1]).at("schema"), 1);
}

TEST_F(Cli, ExportsCsvThatNoSpreadsheetRuns) {
  fill();
  const Ran ran = cli({"events", "export", "--format", "csv"});
  EXPECT_EQ(lines(ran.out).size(), 3u);
  EXPECT_THAT(ran.out, HasSubstr("\"'=Altman: \"\"wildly\"\"\\x1b[31m <overstated>\""));
}

TEST_F(Cli, ExportsAtom) {
  fill();
  const Ran ran = cli({"events", "export", "--format", "atom"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("&lt;overstated&gt;"));
  const Ran parsed = run_cli({"parse", "-"}, ran.out);
  EXPECT_EQ(json::parse(parsed.out).at("items").size(), 2u);
  EXPECT_EQ(json::parse(parsed.out).at("warnings").size(), 0u) << parsed.out;
}

TEST_F(Cli, TailsAscendingAndAfterAnId) {
  fill();
  EXPECT_EQ(ids(cli({"events", "tail", "--json"}).out), (std::vector<std::string>{kOld, kNew}));
  EXPECT_EQ(ids(cli({"events", "tail", "--json", "-n", "1"}).out), std::vector{kNew});
  EXPECT_EQ(ids(cli({"events", "tail", "--json", "--after", kOld}).out), std::vector{kNew});
  EXPECT_EQ(cli({"events", "tail", "--json", "--after", kNew}).out, "");
  EXPECT_EQ(cli({"events", "tail", "--after", "01AB"}).status, 2);
}

TEST_F(Cli, TailFollowsTheWriterAndDoesNotPassAWaitingEvent) {
  fill();
  CliProcess tail({"events", "tail", "-f", "--json", "--config", config_});
  EXPECT_EQ(json::parse(tail.read_line()).at("id"), kOld);
  EXPECT_EQ(json::parse(tail.read_line()).at("id"), kNew);
  store::Batch batch;
  batch.events = {event(kWaiting, "Maybe", {}), event(kLast, "Surely", {})};
  batch.events[0].waiting = true;
  commit(batch);
  EXPECT_EQ(tail.read_line(std::chrono::milliseconds(1500)), "");
  batch.events[0].waiting = false;
  commit(batch);
  EXPECT_EQ(json::parse(tail.read_line()).at("id"), kWaiting);
  EXPECT_EQ(json::parse(tail.read_line()).at("id"), kLast);
  tail.signal(SIGINT);
  EXPECT_EQ(tail.wait(), 0);
}

TEST_F(Cli, EndsQuietlyWhenItsReaderLeaves) {
  fill();
  CliProcess tail({"events", "tail", "-f", "--config", config_});
  EXPECT_NE(tail.read_line(), "");
  tail.close_stdout();
  EXPECT_EQ(tail.wait(), 0);
}

TEST_F(Cli, FailsWhenItsOutputCannotBeWritten) {
  fill();
  const Ran ran = run_cli({"config", "show", "--config", config_}, {}, {});
  EXPECT_EQ(ran.status, 0);
  const std::string command = std::string(NEWSWATCH_BINARY) + " config show --config " + config_ +
                              " > /dev/full 2> " + (folder_ / "err").string();
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  std::stringstream said;
  said << std::ifstream(folder_ / "err").rdbuf();
  EXPECT_THAT(said.str(), HasSubstr("No space left"));
}

TEST_F(Cli, ListsFeedsAlsoThoseNeverPolled) {
  if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
  fill();
  const Ran ran = cli({"feeds", "list"});
  EXPECT_EQ(ran.status, 0);
  ASSERT_EQ(lines(ran.out).size(), 3u) << ran.out;
  EXPECT_THAT(lines(ran.out)[1],
              testing::MatchesRegex("one\tOne\tok\t[0-9-]+T[0-9:]+Z\t[0-9-]+T[0-9:]+Z\t10m\t\t20"));
  EXPECT_THAT(run_on_terminal({"feeds", "list", "--config", config_}).out, HasSubstr("4 min ago"));
  EXPECT_THAT(lines(ran.out)[2], HasSubstr("never polled"));
  const auto rows = lines(cli({"feeds", "list", "--json"}).out);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(json::parse(rows[0]).at("schema"), 1);
  EXPECT_EQ(json::parse(rows[0]).at("state"), "ok");
  EXPECT_EQ(json::parse(rows[0]).at("items"), 20);
  EXPECT_TRUE(json::parse(rows[1]).at("next_poll").is_null());
}

TEST_F(Cli, ListsFeedsWithTheReasonsBelow) {
  store::Batch batch;
  model::FeedState feed;
  feed.url = "https://two.test/feed";
  feed.last_attempt = ago(std::chrono::minutes(4));
  feed.failures = 2;
  feed.last_error = "HTTP status 503\x1b[31m";
  feed.moved_to = "https://two.test/new";
  batch.feeds = {feed};
  commit(batch);
  const auto shown = lines(cli({"feeds", "list"}).out);
  ASSERT_EQ(shown.size(), 5u);
  EXPECT_THAT(shown[2], testing::StartsWith("two\tTwo\tfailing\t"));
  EXPECT_EQ(shown[3], "");
  EXPECT_EQ(shown[4],
            "two  2 failures: HTTP status 503\\x1b[31m; redirects permanently to "
            "https://two.test/new");
}

TEST_F(Cli, ListsHeldStories) {
  fill();
  EXPECT_THAT(cli({"held"}).out, HasSubstr("Too old"));
  EXPECT_EQ(json::parse(cli({"held", "--json", "--since", "2h"}).out).at("title"), "Too old");
  store::Batch batch;
  for (int i = 0; i < 50; ++i) {
    model::Story held;
    held.id = std::string(30, 'b') + std::to_string(10 + i);
    held.title = "Older " + std::to_string(i);
    held.topics = {"deepseek-r1"};
    held.first_seen = held.story_time = ago(std::chrono::hours(200 - i));
    held.held = true;
    batch.stories.push_back(held);
  }
  commit(batch);
  const Ran newest = cli({"held"});
  EXPECT_EQ(lines(newest.out).size(), 51u);
  EXPECT_THAT(newest.out, Not(HasSubstr("Older 0\t")));
  EXPECT_THAT(lines(newest.out).back(), HasSubstr("Too old"));
  EXPECT_THAT(newest.err, HasSubstr("-n 0 lists all"));
  EXPECT_EQ(lines(cli({"held", "-n", "0", "--json"}).out).size(), 51u);
  EXPECT_EQ(lines(cli({"held", "-n", "2", "--json"}).out).size(), 2u);
  const Ran none = cli({"held", "--since", "30m"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.out, "");
}

TEST_F(Cli, StatusTellsHealthByItsExitStatus) {
  fill();
  const Ran stopped = cli({"status"});
  EXPECT_EQ(stopped.status, 4) << stopped.out;
  EXPECT_THAT(stopped.out, HasSubstr("not healthy: the daemon does not run\n"));
  EXPECT_THAT(stopped.out, HasSubstr("1 of 2 ok"));
  EXPECT_EQ(json::parse(cli({"status", "--json"}).out).at("reasons").size(), 1u);
  store::Batch batch;
  model::FeedState feed;
  feed.url = "https://one.test/feed";
  feed.last_attempt = feed.last_success = ago(std::chrono::minutes(31));
  feed.next_poll = ago(std::chrono::minutes(21));
  batch.feeds = {feed};
  commit(batch);
  const json late = json::parse(cli({"status", "--json"}).out);
  EXPECT_EQ(late.at("healthy"), false);
  EXPECT_EQ(late.at("reasons")[1].at("what"), "feeds.late");
  EXPECT_EQ(cli({"status", "--since", "7d"}).status, 2) << "of what?";
}

}  // namespace
}  // namespace newswatch::system_test
