// `newswatch search`, `stories list` and `topics try`: what they find of what is stored.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"
#include "text/escape.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using std::chrono::hours;

class CliSearch : public CliFolder {
 protected:
  model::Story story(const std::string& id, const std::string& title, model::Duration age) {
    model::Story made;
    made.id = id + std::string(32 - id.size(), '0');
    made.outlet = "TIME";
    made.feed = "one";
    made.title = title;
    made.summary = "Of the summary, \"quoted\" — and more.";
    made.link = "https://time.com/" + id;
    made.first_seen = made.story_time = ago(age);
    return made;
  }

  // Two stories in an event and one of its reports whose story is gone; an event that was merged
  // into it; three stories alone.
  void fill() {
    store::Batch batch;
    batch.stories = {story("aa1", "DeepSeek ban is near", hours(5)),
                     story("bb2", "Café owners on DeepSeek", hours(3)),
                     story("cc3", "Harbour bridge closed", hours(2)),
                     story("dd4", "中国深度求索发布新模型", hours(1)),
                     story("ee5", "Ban on DEEPSEEK\x1b[31m in Italy", hours(4))};
    batch.stories[0].event = batch.stories[1].event = kOld;
    batch.stories[0].topics = batch.stories[1].topics = {"deepseek-r1"};
    batch.stories[1].held = true;
    batch.stories[2].feed = "two";
    batch.stories[2].more_feeds = {"three"};
    batch.stories[2].topics = {"harbour"};
    batch.events = {event(kOld, "DeepSeek ban is near", hours(5)),
                    event(kMerged, "Merged of the same", hours(4)),
                    event(kWaiting, "Nothing else", hours(1))};
    batch.events[0].report_count = 3;
    batch.events[1].merged_into = kOld;
    batch.reports = {report(kOld, "TIME", "DeepSeek ban is near"),
                     report(kOld, "The Hill", "Congress weighs DeepSeek ban")};
    batch.reports[0].story = batch.stories[0].id;
    commit(batch);
  }

  std::vector<json> objects(std::vector<std::string> args) {
    args.emplace_back("--json");
    const Ran ran = cli(std::move(args));
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<json> out;
    for (const std::string& line : lines(ran.out)) {
      out.push_back(json::parse(line));
      EXPECT_EQ(out.back().at("schema"), 1);
    }
    return out;
  }

  std::vector<std::string> titles(std::vector<std::string> args) {
    std::vector<std::string> out;
    for (const json& object : objects(std::move(args))) out.push_back(object.at("title"));
    return out;
  }

  std::string topic_file(const std::string& text) {
    const std::string file = (folder_ / "topics.toml").string();
    std::ofstream(file) << text;
    return file;
  }
};

TEST_F(CliSearch, FindsAnEventOnceWithTheStoriesThatHoldTheWords) {
  fill();
  const auto found = objects({"search", "deepseek", "ban"});
  ASSERT_EQ(found.size(), 2u);
  // The report whose story is gone was seen a minute ago.
  EXPECT_EQ(found[0].at("kind"), "event");
  EXPECT_EQ(found[0].at("id"), kOld);
  EXPECT_EQ(found[0].at("stories"), 2) << "a story and its own report are one";
  EXPECT_EQ(found[0].at("report_count"), 3);
  EXPECT_EQ(found[1].at("kind"), "story");
  EXPECT_EQ(found[1].at("link"), "https://time.com/ee5");
  EXPECT_EQ(found[1].at("outlets"), json({"TIME"}));
  EXPECT_EQ(objects({"search", "deepseek"}).at(0).at("stories"), 3);
}

TEST_F(CliSearch, CountsForTheEventThatAnotherWasMergedInto) {
  store::Batch batch;
  batch.events = {event(kOld, "Ferry strike", hours(5)), event(kMerged, "Dover strike", hours(4)),
                  event(kNew, "Port strike", hours(4))};
  batch.events[1].merged_into = kNew;
  batch.events[2].merged_into = kOld;
  batch.stories = {story("aa1", "Ferry strike", hours(5)), story("bb2", "Dover strike", hours(4)),
                   story("cc3", "Strike of another event", hours(3))};
  batch.stories[0].event = kOld;
  batch.stories[1].event = kMerged;
  batch.stories[2].event = kLast;  // its row is not there
  commit(batch);
  const auto found = objects({"search", "strike"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at("id"), kOld);
  EXPECT_EQ(found[0].at("stories"), 2);
}

TEST_F(CliSearch, IsReadOnATerminal) {
  if (!has_terminals()) GTEST_SKIP() << "there are no pseudo terminals";
  fill();
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"search", "summary"}, {"stories", "list"}}) {
    auto args = words;
    args.insert(args.end(), {"--config", config_});
    const auto shown = lines(run_on_terminal(args, 80).out);
    ASSERT_GE(shown.size(), 4u);
    for (const std::string& line : shown) EXPECT_LE(text::columns(line), 80u) << line;
  }
}

TEST_F(CliSearch, PrintsATableForPeopleAndPrograms) {
  fill();
  const Ran ran = cli({"search", "deepseek ban", "--until", "2099-01-01"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto shown = lines(ran.out);
  ASSERT_EQ(shown.size(), 2u) << ran.out;
  EXPECT_EQ(shown[0], "WHEN\tOUTLETS\tTITLE\tSTORIES\tEVENT\tLINK");
  EXPECT_THAT(shown[1], HasSubstr("\tTIME, The Hill\tDeepSeek ban is near\t2 of 3\t" + kOld +
                                  "\thttps://time.com/" + kOld));
  EXPECT_THAT(cli({"search", "italy"}).out,
              HasSubstr("\tTIME\tBan on DEEPSEEK\\x1b[31m in Italy\t\t\thttps://time.com/ee5\n"));
}

TEST_F(CliSearch, MatchesWordsAsTopicsDo) {
  fill();
  EXPECT_THAT(titles({"search", "cafe"}), ElementsAre("DeepSeek ban is near")) << "of the event";
  EXPECT_THAT(titles({"search", "深度求索"}), ElementsAre("中国深度求索发布新模型"));
  EXPECT_THAT(titles({"search", "harb*"}), ElementsAre("Harbour bridge closed"));
  EXPECT_THAT(titles({"search", "harb"}), IsEmpty());
  EXPECT_THAT(titles({"search", "harbour \"of the summary\""}),
              ElementsAre("Harbour bridge closed"));
  EXPECT_THAT(titles({"search", "merged"}), IsEmpty()) << "nobody sees that title any more";
}

TEST_F(CliSearch, KeepsToTimeTopicAndLimit) {
  fill();
  EXPECT_THAT(titles({"search", "deepseek", "--since", "270 minutes"}),
              ElementsAre("DeepSeek ban is near", "Ban on DEEPSEEK\x1b[31m in Italy"));
  EXPECT_THAT(titles({"search", "deepseek", "--until", "290 minutes"}),
              ElementsAre("DeepSeek ban is near"));
  EXPECT_THAT(titles({"search", "deepseek", "--topic", "deepseek-r1"}),
              ElementsAre("DeepSeek ban is near"));
  EXPECT_THAT(titles({"search", "summary", "-n", "2"}),
              ElementsAre("中国深度求索发布新模型", "Harbour bridge closed"));
  EXPECT_EQ(titles({"search", "summary", "--limit", "0"}).size(), 4u);
}

TEST_F(CliSearch, OfFiftyHitsItSaysThatThereAreMore) {
  store::Batch batch;
  for (int i = 0; i < 51; ++i) {
    batch.stories.push_back(story(fmt::format("{:02x}", 5 * i), "Found", hours(i + 1)));
  }
  commit(batch);
  for (const char* command : {"search", "stories"}) {
    const std::string word = command == std::string("search") ? "found" : "list";
    const Ran ran = cli({command, word});
    EXPECT_EQ(lines(ran.out).size(), 51u);
    EXPECT_EQ(ran.err, "newswatch: these are the newest 50; -n 0 lists all, -n N the newest N\n");
    EXPECT_EQ(lines(cli({command, word, "--since", "50h"}).out).size(), 50u);
    EXPECT_EQ(cli({command, word, "--since", "50h", "-n", "50"}).err, "");
  }
}

TEST_F(CliSearch, NothingFoundIsNoFailureAndNoWordIsMisuse) {
  fill();
  const Ran none = cli({"search", "nonexistent"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.out, "");
  EXPECT_EQ(none.err, "newswatch: nothing found\n");
  const Ran sign = cli({"search", "deepseek", "..."});
  EXPECT_EQ(sign.status, 2);
  EXPECT_EQ(sign.err, "newswatch: \"...\" holds no letter or digit\n");
  EXPECT_EQ(cli({"search", "a*b"}).status, 2);
  EXPECT_EQ(cli({"search", "x", "--topic", "unknown"}).status, 3);
}

TEST_F(CliSearch, StoriesAreListedWithWhatBecameOfThem) {
  fill();
  const auto shown = lines(cli({"stories", "list"}).out);
  ASSERT_EQ(shown.size(), 6u);
  EXPECT_EQ(shown[0], "WHEN\tOUTLET\tFEED\tTITLE\tTOPICS\tEVENT\tSTATE");
  EXPECT_THAT(shown[1], HasSubstr("\tTIME\tone\t中国深度求索发布新模型\t-\t-\t"));
  EXPECT_THAT(shown[3], HasSubstr("\tCafé owners on DeepSeek\tdeepseek-r1\t" + kOld + "\theld"));
  EXPECT_THAT(titles({"stories", "list", "--unmatched"}),
              ElementsAre("中国深度求索发布新模型", "Ban on DEEPSEEK\x1b[31m in Italy"));
  EXPECT_THAT(titles({"stories", "list", "--topic", "deepseek-r1"}),
              ElementsAre("Café owners on DeepSeek", "DeepSeek ban is near"));
  for (const char* feed : {"two", "three"}) {
    EXPECT_THAT(titles({"stories", "list", "--feed", feed}), ElementsAre("Harbour bridge closed"));
  }
  EXPECT_THAT(titles({"stories", "list", "--since", "150 minutes", "-n", "1"}),
              ElementsAre("中国深度求索发布新模型"));
  EXPECT_EQ(cli({"stories", "list", "--topic", "deepseek-r1", "--unmatched"}).status, 2);
}

TEST_F(CliSearch, AFeedThatNobodyKnowsIsNotFound) {
  fill();
  const Ran ran = cli({"stories", "list", "--feed", "onee"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(ran.err,
            "newswatch: no feed \"onee\" in the config, nor one that stored stories have; did you "
            "mean \"one\"?\n");
  const Ran none = cli({"stories", "list", "--feed", "two", "--since", "1 minute"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.err, "newswatch: no stories\n");
}

TEST_F(CliSearch, ATopicIsTriedOnWhatIsStored) {
  fill();
  const std::string file = topic_file(
      "[[topic]]\nname = \"deepseek-r1\"\n[[topic.clause]]\nall = { title = [\"ban\"], text = "
      "[\"deepseek\"] }\n"
      "[[topic]]\nname = \"bridges\"\nfeeds = [\"two\"]\n[[topic.clause]]\n"
      "any = { title = [\"bridge*\"] }\n");
  const auto found = objects({"topics", "try", file});
  ASSERT_EQ(found.size(), 7u);
  EXPECT_EQ(found[0], json({{"schema", 1},
                            {"kind", "topic"},
                            {"topic", "deepseek-r1"},
                            {"stories", 5},
                            {"matched", 2},
                            {"near", 1},
                            {"in_force", true},
                            {"gained", 0},
                            {"lost", 1},
                            {"outlets", {{{"outlet", "TIME"}, {"stories", 2}}}}}));
  EXPECT_EQ(found[1].at("kind"), "match");
  EXPECT_EQ(found[1].at("why"), json({"title: ban", "text: deepseek"}));
  EXPECT_EQ(found[2].at("title"), "DeepSeek ban is near");
  EXPECT_EQ(found[3].at("kind"), "near");
  EXPECT_EQ(found[3].at("why"), json({"without title: ban"}));
  EXPECT_EQ(found[4].at("kind"), "lost");
  EXPECT_EQ(found[4].at("title"), "Café owners on DeepSeek");
  EXPECT_EQ(found[4].at("why"), json({"without title: ban"}));
  EXPECT_EQ(found[5].at("matched"), 1);
  EXPECT_EQ(found[5].at("in_force"), false);
  const auto only = objects({"topics", "try", file, "--topic", "bridges", "--since", "1 hour"});
  ASSERT_EQ(only.size(), 1u);
  EXPECT_EQ(only[0].at("stories"), 0);
}

TEST_F(CliSearch, ATrialIsToldToPeople) {
  fill();
  const std::string rule =
      "[[topic]]\nname = \"deepseek-r1\"\n[[topic.clause]]\nany = { text = [\"深度求索\", "
      "\"deepseek\"] }\n";
  const Ran ran = cli({"topics", "try", "-", "-n", "2"}, rule);
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("topic \"deepseek-r1\" would take 4 of 5 stories\n"
                                 "by outlet: TIME 4\n"
                                 "beside the rule in force: 1 gained, 0 lost\n\n"
                                 "4 stories would be taken, the newest 2:\n"
                                 "SEEN\tOUTLET\tTITLE\tWORDS\n"));
  EXPECT_THAT(ran.out, HasSubstr("\n1 story would be gained:\n"));
  EXPECT_THAT(cli({"topics", "try", "--help"}).out, HasSubstr("at most 2,000 bytes"));
  EXPECT_THAT(ran.out, HasSubstr("\tTIME\t中国深度求索发布新模型\ttext: 深度求索\n"));
}

TEST_F(CliSearch, AWholeConfigMayBeTriedAndABadFileIsRefusedByLine) {
  fill();
  EXPECT_EQ(objects({"topics", "try", config_}).front().at("lost"), 0);
  for (const auto& [text, complaint] : std::vector<std::pair<std::string, std::string>>{
           {"[[topic]]\nname = \"x\"\n[[topic.clause]]\nany = { titel = [\"x\"] }\n", ":4:9: "},
           {"[[topic]]\nname = \"x\"\nfeeds = [\"onne\"]\n[[topic.clause]]\n"
            "any = { title = [\"x\"] }\n",
            ":3:10: no [[feed]] is of feeds \"onne\"; write \"one\""},
           {"[[topic]]\nname = \"x\n", ":2:"},
           {"[fetch]\ninterval = \"10m\"\n", ": no [[topic]]: there is nothing to try"},
           {"", ": no [[topic]]"}}) {
    const Ran ran = cli({"topics", "try", topic_file(text)});
    EXPECT_EQ(ran.status, 78) << text;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("newswatch: " + (folder_ / "topics.toml").string() + complaint));
  }
  const Ran none = cli({"topics", "try", config_, "--topic", "other"});
  EXPECT_EQ(none.status, 3);
  EXPECT_THAT(none.err, HasSubstr("has no topic \"other\""));
  EXPECT_EQ(cli({"topics", "try", "/nonexistent"}).status, 78);
}

}  // namespace
}  // namespace newswatch::system_test
