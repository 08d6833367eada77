// The floor under folding: the shipped weights and thresholds on labelled text of our own
// (tests/data/folding and tests/data/pairs). The bounds lie just under today's figures, so that a
// ruined weight fails here. They are no aims, and the text is no measure of quality: it is one
// stream of one author. A change that is meant raises or lowers a bound, and says in its commit
// what the labelled sets of `peers` say of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "support/labelled.h"
#include "unit/fold/labelled_stream.h"
#include "unit/fold/stream.h"

namespace newswatch::fold {
namespace {

struct Told {
  // Of each story that is folded: what it is labelled with, and the event it is in at the end.
  std::vector<std::pair<std::string, std::string>> stories;
  std::vector<std::string> openers;  // labels of the stories that opened an event
  std::set<std::string> happenings;

  // Happenings that no event was opened for, and events beyond the first of a happening.
  std::size_t missed() const { return happenings.size() - heard(); }
  std::size_t doubles() const { return openers.size() - heard(); }

 private:
  std::size_t heard() const { return std::set(openers.begin(), openers.end()).size(); }
};

// The stream through a desk. With topics the stories that have none are counted and not folded.
Told tell(const std::vector<test::LabelledStory>& stream, Desk desk, bool topics) {
  if (topics) {
    for (const auto& [topic, words] : kTopicWords) desk.rule_words(topic, words);
  }
  Told told;
  for (const test::LabelledStory& one : stream) {
    IncomingStory story = incoming(one);
    if (topics && !one.topic.empty()) story.topics = {one.topic};
    story.fold = !topics || !one.topic.empty();
    for (const Decision& decision : desk.tell(std::vector{story})) {
      told.happenings.insert(one.event);
      if (decision.opens) told.openers.push_back(one.event);
      told.stories.emplace_back(one.event, decision.event);
      if (!topics || decision.merge_from.empty()) continue;
      desk.merge(decision.merge_from, decision.merge_into);
      for (auto& [label, event] : told.stories) {
        if (event == decision.merge_from) event = decision.merge_into;
      }
    }
  }
  return told;
}

void expect_at_least(const test::BCubed& figures, double precision, double recall, double f1) {
  EXPECT_GE(figures.precision, precision) << "more happenings share an event";
  EXPECT_GE(figures.recall, recall) << "more happenings are split";
  EXPECT_GE(figures.f1, f1);
}

TEST(FoldingFloor, TheStreamIsLargeAndInOrder) {
  const auto stream = labelled_stream();
  std::set<std::string> happenings, topics;
  for (const test::LabelledStory& one : stream) {
    happenings.insert(one.event);
    topics.insert(one.topic);
    EXPECT_TRUE(one.topic.empty() || kTopicWords.contains(one.topic)) << one.id;
  }
  EXPECT_GE(stream.size(), 500u);
  EXPECT_GE(happenings.size(), 200u);
  EXPECT_FALSE(happenings.contains(""));
  EXPECT_EQ(topics.size(), kTopicWords.size() + 1);
  EXPECT_TRUE(std::is_sorted(stream.begin(), stream.end(),
                             [](const auto& a, const auto& b) { return a.time < b.time; }));
}

// As `newswatch cluster` folds: everything, without topics.
TEST(FoldingFloor, ClusteringTheStream) {
  const config::EventSettings shipped;
  const Told told =
      tell(labelled_stream(), Desk({shipped.window, shipped.cluster_threshold}), false);
  expect_at_least(test::bcubed(told.stories), 0.910, 0.815, 0.862);
}

// As the daemon folds and tells: the stories of topics, each in its own, and events that prove to
// be one are merged.
TEST(FoldingFloor, TellingOfTheStream) {
  const config::EventSettings shipped;
  const Told told = tell(labelled_stream(), Desk({shipped.window, shipped.threshold}), true);
  expect_at_least(test::bcubed(told.stories), 0.963, 0.712, 0.819);
  EXPECT_LE(told.missed(), 4u) << "happenings that nobody hears of";
  EXPECT_LE(told.doubles(), 111u) << "needless notifications";
}

// Each pair alone, in an index that has counted the stories of all pairs.
TEST(FoldingFloor, HardPairs) {
  const auto pairs = test::read_pairs(NEWSWATCH_TEST_DATA "/pairs/pairs.jsonl");
  ASSERT_TRUE(pairs) << pairs.error().context;
  const config::EventSettings shipped;
  Desk counted({shipped.window, shipped.cluster_threshold});
  for (const test::LabelledPair& pair : *pairs) {
    for (const test::LabelledStory* one : {&pair.a, &pair.b}) {
      IncomingStory story = incoming(*one);
      story.arrived = pairs->front().a.time;  // the pairs stand in no order of time
      story.fold = false;
      counted.tell(std::vector{story});
    }
  }
  std::size_t same = 0, same_right = 0, different_right = 0;
  for (const test::LabelledPair& pair : *pairs) {
    Desk desk = counted;
    IncomingStory a = incoming(pair.a), b = incoming(pair.b);
    a.arrived = b.arrived = pairs->front().a.time;
    desk.tell(a);
    const bool joined = !desk.tell(b).opens;
    same += pair.same;
    same_right += pair.same && joined;
    different_right += !pair.same && !joined;
  }
  ASSERT_EQ(pairs->size(), 126u);
  ASSERT_EQ(same, 63u);
  EXPECT_GE(same_right, 36u) << "of 63 pairs that are one happening";
  EXPECT_GE(different_right, 40u) << "of 63 pairs that are two";
}

}  // namespace
}  // namespace newswatch::fold
