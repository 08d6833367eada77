// Which events the commands show: how many, of which topic, and with what mark.
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class CliEvents : public CliFolder {
 protected:
  void fill(int count) {
    store::Batch batch;
    for (int i = 0; i < count; ++i) {
      char id[32];
      std::snprintf(id, sizeof id, "7ZZZZZZZZZ%016d", i);
      batch.events.push_back(event(id, "Title " + std::to_string(i), std::chrono::hours(1)));
    }
    commit(batch);
  }

  // One event that was told, one that is held, one that waits, and one of a topic that left the
  // config.
  void fill_states() {
    store::Batch batch;
    batch.events = {event(kOld, "Told", std::chrono::hours(4)),
                    event(kMerged, "Old news", std::chrono::hours(3)),
                    event(kNew, "Doubtful", std::chrono::hours(2)),
                    event(kLast, "Elsewhere", std::chrono::hours(1))};
    batch.events[2].waiting = true;
    batch.events[3].topics = {"harbour"};
    batch.reports = {report(kOld, "TIME", "Told"),        report(kOld, "The Hill", "Told late"),
                     report(kMerged, "TIME", "Old news"), report(kMerged, "The Hill", "Older"),
                     report(kNew, "TIME", "Doubtful"),    report(kLast, "TIME", "Elsewhere")};
    for (const std::size_t i : {1, 2, 3}) batch.reports[i].held = true;
    commit(batch);
  }
};

TEST_F(CliEvents, ListStopsAtFiftyAndSaysHowToGetAll) {
  fill(51);
  for (const bool as_json : {false, true}) {
    std::vector<std::string> list = {"events", "list"};
    if (as_json) list.emplace_back("--json");
    const std::size_t heading = as_json ? 0 : 1;
    const Ran ran = cli(list);
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(lines(ran.out).size(), 50 + heading);
    EXPECT_THAT(ran.out, Not(HasSubstr("Title 0"))) << "the oldest is left out";
    EXPECT_EQ(ran.err, "newswatch: these are the newest 50; -n 0 lists all, -n N the newest N\n");
    for (const auto& [count, expected] : {std::pair{"0", 51u}, {"51", 51u}, {"7", 7u}}) {
      auto counted = list;
      counted.insert(counted.end(), {"-n", count});
      const Ran asked = cli(counted);
      EXPECT_EQ(lines(asked.out).size(), expected + heading);
      EXPECT_EQ(asked.err, "") << "who counts knows";
    }
  }
  EXPECT_EQ(lines(cli({"events", "export", "--format", "jsonl"}).out).size(), 51u);
}

TEST_F(CliEvents, ListOfFiftyIsWhole) {
  fill(50);
  EXPECT_EQ(cli({"events", "list"}).err, "");
}

TEST_F(CliEvents, MarksWhatIsHeldAndWhatWaits) {
  if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
  fill_states();
  const auto shown = lines(cli({"events", "list"}).out);
  ASSERT_EQ(shown.size(), 5u);
  EXPECT_THAT(shown[1], HasSubstr("\t\tElsewhere\t"));
  EXPECT_THAT(shown[2], HasSubstr("\twaiting\tDoubtful\t"));
  EXPECT_THAT(shown[3], HasSubstr("\theld\tOld news\t"));
  EXPECT_THAT(shown[4], HasSubstr("\t\tTold\t"));
  const auto objects = lines(cli({"events", "list", "--json"}).out);
  EXPECT_EQ(json::parse(objects.at(1)).at("state"), "waiting");
  EXPECT_EQ(json::parse(objects.at(2)).at("state"), "held");
  EXPECT_FALSE(json::parse(objects.at(3)).contains("state"));
  EXPECT_THAT(run_on_terminal({"events", "list", "--config", config_}).out, HasSubstr("  STATE  "));
  EXPECT_THAT(run_on_terminal({"events", "list", "--topic", "harbour", "--config", config_}).out,
              Not(HasSubstr("STATE")));
  EXPECT_THAT(cli({"events", "show", kMerged}).out, HasSubstr("state      held"));
  EXPECT_THAT(cli({"events", "show", kNew}).out, HasSubstr("state      waiting for the judge"));
}

TEST_F(CliEvents, TailMarksWhatIsHeldAndDoesNotPassWhatWaits) {
  fill_states();
  const auto shown = lines(cli({"events", "tail"}).out);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_THAT(shown[1], HasSubstr("  [held] Old news ("));
  EXPECT_EQ(lines(cli({"events", "export", "--format", "jsonl"}).out).size(), 3u)
      << "what waits may be merged yet";
}

TEST_F(CliEvents, ATopicThatNobodyKnowsIsNotFound) {
  fill_states();
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"events", "list"}, {"events", "tail", "-f"}, {"events", "export", "--format", "csv"}}) {
    auto args = words;
    args.insert(args.end(), {"--topic", "deepsek-r1"});
    const Ran ran = cli(args);
    EXPECT_EQ(ran.status, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err,
              "newswatch: no topic \"deepsek-r1\" in the config, nor one that stored events have; "
              "did you mean \"deepseek-r1\"?\n");
  }
  EXPECT_THAT(cli({"events", "list", "--topic", "x\x1b[2J"}).err,
              HasSubstr("there is deepseek-r1, harbour\n"));
  EXPECT_THAT(cli({"events", "list", "--topic", "harbor"}).err, HasSubstr("\"harbour\"?"));
}

TEST_F(CliEvents, ATopicOfTheConfigOrTheStoreMayBeEmpty) {
  fill_states();
  const Ran left = cli({"events", "list", "--topic", "harbour", "--json"});
  EXPECT_EQ(left.status, 0);
  EXPECT_EQ(lines(left.out).size(), 1u);
  const Ran none = cli({"events", "list", "--topic", "deepseek-r1", "--since", "1 minute"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.err, "newswatch: no events\n");
  std::ofstream(config_) << "broken";
  EXPECT_EQ(cli({"events", "list", "--topic", "x", "--state-dir", folder_ / "state"}).status, 0)
      << "the config may have it";
}

}  // namespace
}  // namespace newswatch::system_test
