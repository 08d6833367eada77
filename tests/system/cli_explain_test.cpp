// `newswatch explain` and the reasons of `events show`, over a store that the test fills.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string kOpener = "aaaaaa00000000000000000000000001";
const std::string kJoiner = "aaaaaa00000000000000000000000002";
const std::string kOffTopic = "bbbbbb00000000000000000000000003";

model::Story story(const std::string& id, const std::string& link, const std::string& event) {
  model::Story story;
  story.id = id;
  story.outlet = "One";
  story.feed = "one";
  story.title = "DeepSeek story " + id.substr(30);
  story.link = link;
  story.first_seen = story.story_time = ago(std::chrono::hours(1));
  story.event = event;
  if (!event.empty()) story.topics = {"deepseek-r1"};
  return story;
}

class CliExplain : public CliFolder {
 protected:
  // An event with the story that opened it and one that joined it by a copied headline; the
  // runner-up lives on in another event, a third is no longer kept.
  void fill() {
    store::Batch batch;
    batch.stories = {story(kOpener, "https://thehill.com/news/5110944-review/", kNew),
                     story(kJoiner, "https://two.test/story?id=7", kNew),
                     story(kOffTopic, "https://one.test/sport", "")};
    batch.stories[2].title = "Cup final\x1b[31m";
    batch.stories[2].notes = {"guid is no key: it repeats within the document"};
    batch.keys = {{"guid:One|tag:one.test,2025:5", kOpener},
                  {"url:https://thehill.com/news/5110944-review", kOpener},
                  {"cms:thehill.com/5110944", kOpener},
                  {"url:https://two.test/story?id=7", kJoiner},
                  {"url:https://one.test/sport", kOffTopic},
                  {"link:https://example.test/" + std::string(kNew), kJoiner}};
    batch.events = {event(kOld, "Nvidia loses $600bn", std::chrono::hours(3)),
                    event(kMerged, "Nvidia falls", std::chrono::hours(2)),
                    event(kNew, "White House reviews DeepSeek", std::chrono::hours(1))};
    batch.events[1].merged_into = kOld;
    batch.events[2].link = batch.stories[0].link;
    batch.events[2].outlets = {"One", "Two"};
    batch.events[2].origins = {"AP"};
    batch.reports = {report(kNew, "One", "White House reviews DeepSeek"),
                     report(kNew, "Two", "White House reviews DeepSeek's app")};
    model::Report& opened = batch.reports[0];
    opened.story = kOpener;
    opened.first_seen = batch.stories[0].first_seen;
    opened.link = batch.stories[0].link;
    opened.opened = true;
    opened.score = 0;
    opened.why = {"opens: best other event " + kOld + " scores 0.13"};
    opened.considered = {{kOld, 0.13, "chip 0.13"}};
    model::Report& joined = batch.reports[1];
    joined.story = kJoiner;
    joined.first_seen = batch.stories[1].first_seen;
    joined.score = 0.91;
    joined.why = {"copy: 0.91 of the headline \"white house reviews deepseek\"",
                  "words: white 0.30, house 0.20"};
    joined.origin = "AP";
    joined.considered = {{kNew, 0.50, "white 0.30, house 0.20"},
                         {kMerged, 0.12, "chip 0.12"},
                         {"7ZZZZZZZZZ0000000000GONE00", 0.05, "house 0.05"}};
    commit(batch);
  }

  std::string explained(const std::string& what) {
    const Ran ran = cli({"explain", what, "--json"});
    if (ran.status != 0) return ran.err;
    return json::parse(ran.out).at("story").at("id");
  }
};

TEST_F(CliExplain, FindsAStoryByEveryFormOfItsLink) {
  fill();
  for (const char* form :
       {"https://thehill.com/news/5110944-review/",
        "http://www.thehill.com/news/5110944-review/amp/?utm_source=x&fbclid=y#top",
        "thehill.com/news/5110944-review", " <https://thehill.com/news/5110944-review> ",
        "https://thehill.com/news/other/5110944-an-edited-slug/", "https://thehill.com/?p=5110944",
        "https://www.google.com/amp/s/thehill.com/news/5110944-review/amp/",
        "google.com/amp/s/thehill.com/news/5110944-review",
        "https://thehill-com.cdn.ampproject.org/c/s/thehill.com/news/5110944-review/",
        "mobile.thehill.com/news/5110944-review",
        "google.com/url?sa=t&url=https://thehill.com/news/5110944-review", "tag:one.test,2025:5"}) {
    EXPECT_EQ(explained(form), kOpener) << form;
  }
  for (const char* form :
       {"https://two.test/story?utm_medium=rss&id=7",
        "https://two.test/story?utm_medium=rss&amp;id=7", "two.test/story?mod=rss_a&#038;id=7"}) {
    EXPECT_EQ(explained(form), kJoiner) << form;
  }
}

TEST_F(CliExplain, FindsAReportByALinkThatIsNoKey) {
  fill();
  EXPECT_EQ(explained("https://example.test/" + kNew + "?utm_source=x"), kJoiner);
}

TEST_F(CliExplain, FindsAStoryByItsIdAndTheOpenerOfAnEvent) {
  fill();
  EXPECT_EQ(explained(kJoiner), kJoiner);
  EXPECT_EQ(explained("BBBBBB"), kOffTopic);
  EXPECT_EQ(explained(kNew), kOpener);
  EXPECT_EQ(explained("11CCCCCC"), kOpener);
}

TEST_F(CliExplain, SaysWhatItDoesNotKnowWithStatus3) {
  fill();
  for (const char* what : {"https://thehill.com/news/1-unknown/", "cccccccc", "bbbb", "",
                           "\x1b[31m", "https://two.test/story"}) {
    const Ran ran = cli({"explain", what});
    EXPECT_EQ(ran.status, 3) << what;
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(lines(ran.err).size(), 1u) << ran.err;
    EXPECT_THAT(ran.err, Not(HasSubstr("\x1b")));
  }
  const Ran unclear = cli({"explain", "aaaaaa"});
  EXPECT_EQ(unclear.status, 3);
  EXPECT_THAT(unclear.err, HasSubstr(kOpener));
}

TEST_F(CliExplain, TellsOfAJoinInAnEditorsWords) {
  fill();
  const Ran ran = cli({"explain", kJoiner});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("topics     deepseek-r1 (title: deepseek)\n"));
  EXPECT_THAT(ran.out, HasSubstr("text of    AP\n"));
  EXPECT_THAT(ran.out, HasSubstr("joined with score 0.91\n"
                                 "  copy       0.91 of the headline"));
  EXPECT_THAT(ran.out, HasSubstr("the threshold is 0."));
  const auto shown = lines(ran.out);
  ASSERT_GE(shown.size(), 3u);
  EXPECT_THAT(shown[shown.size() - 3], testing::StartsWith("joined\t0.50\tWhite House"));
  EXPECT_THAT(shown[shown.size() - 2], testing::StartsWith("next best\t0.12\tNvidia loses $600bn"));
  EXPECT_THAT(shown[shown.size() - 2], HasSubstr(kOld));
  EXPECT_THAT(shown.back(), HasSubstr("(no longer kept)"));
}

TEST_F(CliExplain, SaysWhyAStoryIsInNoEvent) {
  fill();
  const Ran ran = cli({"explain", "https://one.test/sport"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Cup final\\x1b[31m"));
  EXPECT_THAT(ran.out, HasSubstr("notes      guid is no key"));
  EXPECT_THAT(ran.out, HasSubstr("topics     none, so it is in no event\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("might have joined")));
}

TEST_F(CliExplain, SaysThatAStoryWasHeld) {
  store::Batch batch;
  batch.stories = {story(kOpener, "https://one.test/old", "")};
  batch.stories[0].topics = {"deepseek-r1"};
  batch.stories[0].story_time = batch.stories[0].first_seen - std::chrono::hours(77);
  batch.stories[0].held = true;
  commit(batch);
  EXPECT_THAT(
      cli({"explain", kOpener}).out,
      HasSubstr("held       not told: 3d5h old when it was first seen (max_age is 2d now)"));
}

TEST_F(CliExplain, JsonIsOneObjectOfThePromisedShape) {
  fill();
  const Ran ran = cli({"explain", kJoiner, "--json"});
  ASSERT_EQ(lines(ran.out).size(), 1u);
  const auto object = json::parse(ran.out);
  EXPECT_EQ(object.at("schema"), 1);
  EXPECT_EQ(object.at("event"), kNew);
  EXPECT_EQ(object.at("opened"), false);
  EXPECT_EQ(object.at("score"), 0.91);
  EXPECT_EQ(object.at("why").size(), 2u);
  EXPECT_EQ(object.at("considered").at(1), json({{"event", kMerged},
                                                 {"title", "Nvidia loses $600bn"},
                                                 {"score", 0.12},
                                                 {"why", "chip 0.12"},
                                                 {"merged_into", kOld}}));
  const auto none = json::parse(cli({"explain", kOffTopic, "--json"}).out);
  EXPECT_EQ(none.at("event"), "");
  EXPECT_EQ(none.at("considered"), json::array());
}

TEST_F(CliExplain, ShowNamesTheRunnerUpAndTheSources) {
  fill();
  const Ran ran = cli({"events", "show", kNew});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("outlets    2 (One, Two), 1 source (AP)\n"));
  EXPECT_THAT(ran.out, HasSubstr("opened the event\n"
                                 "    nearest    0.13 Nvidia loses $600bn (" +
                                 kOld + ")\n"));
  EXPECT_THAT(ran.out, HasSubstr("    next best  0.12 Nvidia loses $600bn (" + kOld + ")\n"));
  EXPECT_THAT(ran.out, HasSubstr("text of AP"));
}

}  // namespace
}  // namespace newswatch::system_test
