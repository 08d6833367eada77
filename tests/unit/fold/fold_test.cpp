#include "fold/fold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "unit/fold/stream.h"

namespace newswatch::fold {
namespace {

const std::string kAltman = "Altman calls DeepSeek cost claims wildly overstated";
const std::string kAltmanAgain = "OpenAI chief Altman: claims on DeepSeek's cost are overstated";
const std::string kNvidia = "Nvidia loses $589 billion in record rout";

TEST(Fold, JoinsTheReportOfTheSameHappeningInOtherWords) {
  Desk desk;
  const Decision first = desk.tell(story(kAltman));
  EXPECT_TRUE(first.opens);
  const Decision second = desk.tell(story(kAltmanAgain, 2));
  EXPECT_FALSE(second.opens);
  EXPECT_EQ(second.event, first.event);
  EXPECT_GE(second.score, Policy{}.threshold);
  EXPECT_TRUE(desk.tell(story(kNvidia, 3)).opens);
}

TEST(Fold, StoriesOfOneResponseSeeEachOther) {
  Desk together, apart;
  const std::vector<IncomingStory> response = {story(kAltman), story(kNvidia), story(kAltmanAgain)};
  const auto decisions = together.tell(response);
  ASSERT_EQ(decisions.size(), 3u);
  EXPECT_EQ(decisions[0].event, decisions[2].event);
  for (const IncomingStory& subject : response) {
    const Decision alone = apart.tell(subject);
    const Decision& one = decisions[static_cast<std::size_t>(&subject - response.data())];
    EXPECT_EQ(alone.event, one.event);
    EXPECT_EQ(alone.score, one.score);
    EXPECT_EQ(alone.row.weights, one.row.weights);
  }
  EXPECT_EQ(together.index.counts().stories(""), apart.index.counts().stories(""));
}

TEST(Fold, PlansWithoutChangingTheIndex) {
  Desk desk;
  desk.tell(story(kAltman));
  const auto id = [](const IncomingStory&) { return std::string("x"); };
  const std::vector<IncomingStory> one = {story(kAltmanAgain, 1)};
  const Plan first = fold(desk.index, one, {}, id), second = fold(desk.index, one, {}, id);
  EXPECT_EQ(first.decisions[0].score, second.decisions[0].score);
  EXPECT_EQ(desk.index.find(first.decisions[0].event)->reports().size(), 1u);
  EXPECT_EQ(desk.index.counts().stories(""), 1u);
}

TEST(Fold, ACopiedHeadlineJoinsLongAfterTheDecay) {
  Desk desk;
  const Decision first = desk.tell(story(kAltman));
  IncomingStory late = story(kAltman + " - report", 24 * 10);
  late.outlet = "The Hill";
  const Decision copy = desk.tell(late);
  EXPECT_EQ(copy.event, first.event);
  ASSERT_FALSE(copy.why.empty());
  EXPECT_TRUE(copy.why.front().starts_with("copy: ")) << copy.why.front();
}

TEST(Fold, AShortHeadlineProvesNoCopy) {
  Desk desk;
  desk.tell(story("Morning brief"));
  EXPECT_TRUE(desk.tell(story("Morning brief", 24 * 10)).opens);
}

TEST(Fold, NothingJoinsBeyondTheWindow) {
  Desk desk(Policy{.window = std::chrono::hours(48)});
  desk.tell(story(kAltman));
  EXPECT_TRUE(desk.tell(story(kAltman, 49)).opens);
  EXPECT_FALSE(desk.tell(story(kAltman, 50)).opens);
}

TEST(Fold, ALateStoryJoinsTheEventOfItsOwnTime) {
  Desk desk;
  const Decision first = desk.tell(story(kAltman, 100));
  IncomingStory late = story(kAltmanAgain, 97);
  late.arrived = hour(200);
  EXPECT_EQ(desk.tell(late).event, first.event);
}

TEST(Fold, TheScoreDecaysWithTheGap) {
  std::vector<double> scores;
  for (const double gap : {0.0, 24.0, 72.0, 144.0}) {
    Desk desk;
    desk.tell(story(kAltman));
    const Decision second = desk.tell(story(kAltmanAgain, gap));
    scores.push_back(best_score(second));
  }
  EXPECT_TRUE(std::is_sorted(scores.rbegin(), scores.rend()));
  EXPECT_NEAR(scores[2] / scores[0], std::exp(-1.125), 0.01) << "Gaussian, 48 hours; 72 passed";
}

TEST(Fold, AHeadlineThatRecursInOneOutletIsNoCopyAfterADay) {
  Desk desk;
  const std::string title = "Magnitude 5.1 earthquake strikes off Hokkaido";
  const Decision first = desk.tell(story(title));
  EXPECT_EQ(desk.tell(story(title, 20)).event, first.event);
  EXPECT_TRUE(desk.tell(story(title, 24 * 10)).opens) << "the next quake";
}

TEST(Fold, ANearlyEqualHeadlineWithOtherNumbersOrPlacesIsNoCopy) {
  Desk desk;
  IncomingStory first = story("Strong earthquake of magnitude 5.1 strikes off the coast of Japan");
  IncomingStory number =
      story("Strong earthquake of magnitude 6.3 strikes off the coast of Japan", 24 * 9);
  IncomingStory place =
      story("Strong earthquake of magnitude 5.1 strikes off the coast of Peru", 24 * 9);
  IncomingStory same =
      story("Strong earthquake of magnitude 5.1 strikes off coast of Japan", 24 * 9);
  number.outlet = place.outlet = same.outlet = "The Hill";
  const Decision opened = desk.tell(first);
  EXPECT_TRUE(desk.tell(number).opens);
  EXPECT_TRUE(desk.tell(place).opens);
  EXPECT_EQ(desk.tell(same).event, opened.event) << "a late copy of the wire";
}

TEST(Fold, AnotherNumberOfTheSameThingCountsAgainst) {
  Desk desk;
  desk.tell(story("Amazon to cut 18,000 jobs"));
  const double same = best_score(desk.tell(story("Amazon to cut 18,000 jobs in retail", 5)));
  Desk other;
  other.tell(story("Amazon to cut 18,000 jobs"));
  const double less = best_score(other.tell(story("Amazon to cut 9,000 jobs in retail", 5)));
  EXPECT_LT(less, same / 2);
}

TEST(Fold, TwoReportsInScriptsWithoutSpacesAreOneHappening) {
  Desk desk(Policy{.threshold = config::EventSettings{}.cluster_threshold});
  const Decision zh = desk.tell(story("港口大桥因卡车起火关闭", 0, {}));
  EXPECT_EQ(desk.tell(story("卡车起火 港口大桥关闭", 1, {})).event, zh.event);
  const Decision ja = desk.tell(story("港大橋でトラック火災、全面通行止め", 2, {}));
  EXPECT_EQ(desk.tell(story("トラック炎上で港大橋が通行止めに", 3, {})).event, ja.event);
  EXPECT_NE(ja.event, zh.event);
}

TEST(Fold, AReportCloseToTwoEventsShowsThemToBeOne) {
  Desk desk(Policy{.threshold = 0.9});
  const Decision first = desk.tell(story("Senate confirms Lutnick as commerce secretary"));
  const Decision second = desk.tell(story("Lutnick sworn in as secretary after vote", 1));
  ASSERT_TRUE(second.opens);
  Desk lower(Policy{.threshold = 0.2});
  for (const Decision* one : {&first, &second}) lower.index.add(one->row);
  const Decision both =
      lower.tell(story("Senate confirms Lutnick as commerce secretary, sworn in after vote", 2));
  EXPECT_FALSE(both.opens);
  EXPECT_EQ(both.merge_into, first.event);
  EXPECT_EQ(both.merge_from, second.event);
  const Decision far = lower.tell(story("Lutnick praises tariffs", 3));
  EXPECT_TRUE(far.merge_from.empty());
}

TEST(Fold, ATopicsOwnWordsSayNothingInsideIt) {
  Desk with, without;
  with.rule_words("ai", {"deepseek"});
  const std::vector<IncomingStory> pair = {story("DeepSeek alarms Texas governor"),
                                           story("DeepSeek praised by Norwegian banker", 1)};
  with.tell(pair[0]);
  without.tell(pair[0]);
  const Decision ruled = with.tell(pair[1]), plain = without.tell(pair[1]);
  EXPECT_TRUE(ruled.opens);
  EXPECT_LT(best_score(ruled), 0.05);
  EXPECT_LT(best_score(ruled), best_score(plain));
}

double weight_of(const Decision& decision, const std::string& word) {
  const model::TermId id = terms(word, "").at(0).id;
  for (const auto& [term, weight] : decision.row.weights) {
    if (term == id) return weight;
  }
  return 0;
}

// A word that every story on the topic holds is common there, however rare it is in the stream.
TEST(Fold, AWordGrowsCommonInTheStreamAndInTheTopic) {
  const IncomingStory probe = story("Zucchini quokka", 50);
  Desk fresh, stream, topic;
  for (int i = 0; i < 400; ++i) {
    IncomingStory other = story("zucchini n" + std::to_string(i) + "x", i / 100.0, {});
    other.fold = false;
    stream.tell(std::vector{other});
    other.title = "n" + std::to_string(i) + "y";
    topic.tell(std::vector{other});
  }
  for (int i = 0; i < 60; ++i) {
    IncomingStory on_topic = story("zucchini m" + std::to_string(i) + "z", 5 + i / 100.0);
    on_topic.fold = false;
    topic.tell(std::vector{on_topic});
  }
  const double before = weight_of(fresh.tell(probe), "zucchini");
  EXPECT_LT(weight_of(stream.tell(probe), "zucchini"), before * 0.5);
  EXPECT_LT(weight_of(topic.tell(probe), "zucchini"), before * 0.5);
}

TEST(Fold, AnEditIsNotCountedInTheStreamAgain) {
  Desk desk;
  desk.tell(story(kAltman));
  IncomingStory edit = story(kAltman, 1, {"other"});
  edit.is_new = false;
  edit.fold = false;
  EXPECT_TRUE(desk.tell(std::vector{edit}).empty());
  EXPECT_EQ(desk.index.counts().stories(""), 1u);
  EXPECT_EQ(desk.index.counts().stories("ai"), 1u);
  EXPECT_EQ(desk.index.counts().stories("other"), 1u);
}

TEST(Fold, TwoTopicsShareOneIndex) {
  Desk desk;
  const Decision first = desk.tell(story(kAltman, 0, {"ai"}));
  const Decision second = desk.tell(story(kAltmanAgain, 1, {"people"}));
  EXPECT_EQ(second.event, first.event);
}

TEST(Fold, AStoryWithoutWordsOpensAnEvent) {
  Desk desk;
  const Decision first = desk.tell(story("", 0));
  const Decision second = desk.tell(story("", 1));
  EXPECT_TRUE(first.opens);
  EXPECT_TRUE(second.opens);
  EXPECT_NE(first.event, second.event);
  EXPECT_TRUE(std::isfinite(second.score));
  EXPECT_TRUE(desk.tell(story("2025 ... !!", 2)).opens);
}

TEST(Fold, WeightsAreAUnitVector) {
  Desk desk;
  const Decision decision = desk.tell(story(kNvidia, 0, {"ai"}, "Shares fell 17% on Monday"));
  double length2 = 0;
  for (const auto& [term, weight] : decision.row.weights) length2 += weight * weight;
  EXPECT_NEAR(length2, 1, 1e-5);
}

TEST(Fold, ReasonsNameTheWordsAndTheTime) {
  Desk desk;
  const Decision first = desk.tell(story(kAltman));
  EXPECT_EQ(first.why,
            (std::vector<std::string>{"opens: shares no word that counts with an open event"}));
  const Decision second = desk.tell(story(kAltmanAgain, 2));
  const std::string all = [&] {
    std::string out;
    for (const std::string& why : second.why) out += why + "\n";
    return out;
  }();
  EXPECT_NE(all.find("overstated"), std::string::npos) << all;
  EXPECT_NE(all.find("2 h after its last report"), std::string::npos) << all;
}

TEST(Fold, TheThresholdDecides) {
  Desk strict(Policy{.threshold = 1.01});
  strict.tell(story(kAltman));
  EXPECT_TRUE(strict.tell(story(kAltmanAgain, 1)).opens);
  Desk loose(Policy{.threshold = 0.0001});
  loose.tell(story(kAltman));
  EXPECT_FALSE(loose.tell(story("Altman visits Paris", 1)).opens);
}

Policy doubting(double low, double high, std::size_t candidates = 2) {
  Policy policy;
  policy.doubt = Doubt{.low = low, .high = high, .candidates = candidates};
  return policy;
}

TEST(Fold, InDoubtItOpensAndNamesWhomToAskAbout) {
  Desk desk(doubting(0.01, 0.99));
  const Decision first = desk.tell(story(kAltman));
  EXPECT_EQ(first.ask, 0u) << "nothing to be in doubt about";
  const Decision second = desk.tell(story(kAltmanAgain, 2));
  EXPECT_TRUE(second.opens) << "also where the score alone would join it";
  EXPECT_GE(second.score, Policy{}.threshold);
  EXPECT_EQ(second.ask, 1u);
  ASSERT_FALSE(second.considered.empty());
  EXPECT_EQ(second.considered[0].event, first.event);
  EXPECT_TRUE(second.why.empty()) << "the judge gives the reasons";
}

TEST(Fold, OutsideTheBandOrOfACopyTheScoreDecides) {
  Desk low(doubting(0.9, 0.99)), high(doubting(0.001, 0.002)), copy(doubting(0.01, 1.5));
  for (Desk* desk : {&low, &high, &copy}) desk->tell(story(kAltman));
  EXPECT_FALSE(low.tell(story(kAltmanAgain, 2)).opens);
  EXPECT_FALSE(high.tell(story(kAltmanAgain, 2)).opens);
  const Decision same = copy.tell(story(kAltman + " - report", 2));
  EXPECT_FALSE(same.opens);
  EXPECT_EQ(same.ask, 0u);
}

TEST(Fold, ItAsksNoMoreThanItsBudgetAllows) {
  Policy policy = doubting(0.01, 0.99, 2);
  policy.doubt->budget = 3;
  Desk desk(policy);
  const auto told = desk.tell(std::vector{story(kAltman), story(kAltmanAgain, 1),
                                          story(kAltmanAgain, 2), story(kAltmanAgain, 3)});
  std::size_t asked = 0;
  for (const Decision& decision : told) asked += decision.ask;
  EXPECT_LE(asked, 3u);
  EXPECT_GT(asked, 0u);
}

IncomingStory linked(const std::string& title, double hours, const std::string& own,
                     std::vector<std::string> links) {
  IncomingStory subject = story(title, hours);
  subject.link = own;
  subject.links = std::move(links);
  return subject;
}

TEST(Fold, ALinkThatTwoStoriesShareIsEvidence) {
  Desk desk;
  const std::string study = "https://arxiv.org/abs/2501.12948";
  const Decision first =
      desk.tell(linked("Quokka counts surprise zoo", 0, "https://a.x/1", {study}));
  const Decision second =
      desk.tell(linked("Marsupial paper draws praise", 1, "https://b.x/2", {study}));
  ASSERT_FALSE(second.considered.empty());
  EXPECT_EQ(second.considered[0].event, first.event);
  EXPECT_GT(best_score(second), 0.15);
  const Decision points =
      desk.tell(linked("Entirely other wording here", 2, "https://c.x/3", {"https://a.x/1"}));
  EXPECT_GT(best_score(points), 0.15) << "a story's own link, in another story's text";
  EXPECT_EQ(best_score(desk.tell(linked("Nobody knows this one", 3, "", {"https://d.x/4"}))), 0);
}

TEST(Fold, ALinkThatManyStoriesShowIsNone) {
  Desk desk;
  const std::string home = "https://a.x";
  for (int i = 0; i < 10; ++i) {
    IncomingStory other = linked("n" + std::to_string(i) + "x", 0, "", {home});
    other.fold = false;
    desk.tell(std::vector{other});
  }
  desk.tell(linked("Quokka counts surprise zoo", 0, "", {home}));
  EXPECT_EQ(best_score(desk.tell(linked("Marsupial paper draws praise", 1, "", {home}))), 0);
}

TEST(Fold, ARunRepeats) {
  const auto stream = generated_stream(300, 3);
  Desk a, b;
  for (std::size_t i = 0; i < stream.size(); i += 20) {
    const std::vector<IncomingStory> response(stream.begin() + static_cast<std::ptrdiff_t>(i),
                                              stream.begin() + static_cast<std::ptrdiff_t>(i + 20));
    const auto x = a.tell(response), y = b.tell(response);
    ASSERT_EQ(x.size(), y.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
      EXPECT_EQ(x[k].event, y[k].event);
      EXPECT_EQ(x[k].score, y[k].score);
      EXPECT_EQ(x[k].why, y[k].why);
    }
  }
}

}  // namespace
}  // namespace newswatch::fold
