#include "match/topic.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::match {
namespace {

config::Clause any_title(std::vector<std::string> terms) {
  config::Clause clause;
  clause.any.title = std::move(terms);
  return clause;
}

TopicSet one(config::Clause clause, config::TopicSettings topic = {}) {
  topic.name = "t";
  topic.clauses = {std::move(clause)};
  auto set = TopicSet::compile(std::vector{topic});
  EXPECT_TRUE(set) << set.error().context;
  return std::move(*set);
}

bool matches(const TopicSet& set, const StoryText& subject) { return !set.match(subject).empty(); }

bool title_matches(std::string term, std::string_view title) {
  return matches(one(any_title({std::move(term)})), {.title = title});
}

TEST(TopicTerm, MatchesWholeWordsCaseAndAccentsAside) {
  EXPECT_TRUE(title_matches("deepseek", "DeepSeek-R1 is out"));
  EXPECT_TRUE(title_matches("deepseek", "DeepSeek’s R1"));
  EXPECT_TRUE(title_matches("cafe", "Le Café"));
  EXPECT_FALSE(title_matches("deepseek", "DeepSeekers unite"));
  EXPECT_FALSE(title_matches("r1", "R10 arrives"));
}

TEST(TopicTerm, MatchesPhrasesAcrossPunctuation) {
  EXPECT_TRUE(title_matches("sell-off", "Tech sell off deepens"));
  EXPECT_TRUE(title_matches("deep seek", "Deep-Seek shakes markets"));
  EXPECT_FALSE(title_matches("deep seek", "Deep divers seek gold"));
}

TEST(TopicTerm, StarMatchesAnyEnding) {
  EXPECT_TRUE(title_matches("distill*", "OpenAI cries distillation"));
  EXPECT_TRUE(title_matches("white hou*", "The White House"));
  EXPECT_FALSE(title_matches("distill*", "A still life"));
}

TEST(TopicTerm, RegexSeesTheOriginalText) {
  EXPECT_TRUE(title_matches("/deep ?seek/", "DEEP SEEK"));
  EXPECT_FALSE(title_matches("/(?-i)deepseek/", "DeepSeek"));
  EXPECT_TRUE(title_matches("/\\$5\\.6/", "It cost $5.6 million"));
}

TEST(TopicTerm, RefusesABadRegexAndAnEmptyTerm) {
  config::TopicSettings topic;
  topic.clauses = {any_title({"/(/"})};
  const auto bad = TopicSet::compile(std::vector{topic});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, model::ErrorKind::kBadInput);
  topic.clauses = {any_title({"--"})};
  EXPECT_FALSE(TopicSet::compile(std::vector{topic}));
}

TEST(TopicClause, NeedsAllAndOneOfAnyAndNoneOfNone) {
  config::Clause clause;
  clause.all.summary = {"deepseek"};
  clause.any.title = {"china", "nvidia"};
  clause.none.title = {"newsletter"};
  const TopicSet set = one(clause);
  EXPECT_TRUE(matches(set, {.title = "Nvidia falls", .summary = "After DeepSeek"}));
  EXPECT_FALSE(matches(set, {.title = "Nvidia falls", .summary = "After lunch"}));
  EXPECT_FALSE(matches(set, {.title = "Oil falls", .summary = "After DeepSeek"}));
  EXPECT_FALSE(matches(set, {.title = "Nvidia newsletter", .summary = "After DeepSeek"}));
}

TEST(TopicClause, TextIsTitleOrSummaryButNoPhraseAcrossBoth) {
  config::Clause clause;
  clause.any.text = {"white house"};
  const TopicSet set = one(clause);
  EXPECT_TRUE(matches(set, {.title = "x", .summary = "The White House said"}));
  EXPECT_FALSE(matches(set, {.title = "All white", .summary = "House of cards"}));
}

TEST(TopicClause, LooksAtCategoryAuthorAndUrl) {
  config::Clause clause;
  clause.any.category = {"tech"};
  clause.any.author = {"jane roe"};
  clause.any.url = {"policy"};
  const TopicSet set = one(clause);
  const std::vector<std::string> tech = {"News", "Tech"}, jane = {"Jane Roe"};
  EXPECT_TRUE(matches(set, {.title = "x", .categories = tech}));
  EXPECT_TRUE(matches(set, {.title = "x", .authors = jane}));
  EXPECT_TRUE(matches(set, {.title = "x", .url = "https://h.example/policy/1-x/"}));
  EXPECT_FALSE(matches(set, {.title = "tech policy"}));
}

TEST(TopicScope, HoldsFeedsOutletsAndLabels) {
  config::TopicSettings topic;
  topic.feeds = {"time"};
  EXPECT_TRUE(matches(one(any_title({"a"}), topic), {.title = "a", .feed = "time"}));
  EXPECT_FALSE(matches(one(any_title({"a"}), topic), {.title = "a", .feed = "hill"}));
  topic.feeds.clear();
  topic.labels = {"us"};
  const std::vector<std::string> labels = {"eu", "us"};
  EXPECT_TRUE(matches(one(any_title({"a"}), topic), {.title = "a", .feed = "f", .labels = labels}));
  EXPECT_FALSE(matches(one(any_title({"a"}), topic), {.title = "a", .feed = "f"}));
}

TEST(TopicScope, WindowIsHalfOpen) {
  config::TopicSettings topic;
  topic.since = text::parse_rfc3339("2025-01-20");
  topic.until = text::parse_rfc3339("2025-02-16");
  const TopicSet set = one(any_title({"a"}), topic);
  EXPECT_TRUE(matches(set, {.title = "a", .time = text::parse_rfc3339("2025-01-20")}));
  EXPECT_FALSE(matches(set, {.title = "a", .time = text::parse_rfc3339("2025-01-19T23:59:59Z")}));
  EXPECT_FALSE(matches(set, {.title = "a", .time = text::parse_rfc3339("2025-02-16")}));
}

TEST(TopicWhy, NamesFieldAndWordsAsTheyStand) {
  config::Clause clause;
  clause.all.summary = {"/deep ?seek/"};
  clause.any.title = {"china", "distill*"};
  const auto found =
      one(clause).match({.title = "China: distilling trouble", .summary = "About DeepSeek"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].why,
            (std::vector<std::string>{"summary: DeepSeek", "title: china", "title: distilling"}));
}

}  // namespace
}  // namespace newswatch::match
