#include "match/topic.h"

#include <gtest/gtest.h>

#include "match/term.h"
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

TEST(TopicTerm, MatchesAnywhereInScriptsWithoutSpaces) {
  EXPECT_TRUE(title_matches("深度求索", "中国深度求索发布新模型"));
  EXPECT_TRUE(title_matches("ディープシーク", "中国ディープシークが新モデル"));
  EXPECT_TRUE(title_matches("สะพานท่าเรือ", "ปิดสะพานท่าเรือหลังรถบรรทุกไฟไหม้"));
  EXPECT_TRUE(title_matches("deepseek", "中国のDeepSeekが新モデル"));
  EXPECT_TRUE(title_matches("AI芯片", "推出车规级AI芯片"));
  EXPECT_TRUE(title_matches("AI芯片", "推出车规级 AI 芯片组"));
  EXPECT_TRUE(title_matches("深度 求索", "中国深度求索发布"));
  EXPECT_TRUE(title_matches("サム・アルトマン", "米サム・アルトマン氏"));
  EXPECT_TRUE(title_matches("サム・アルトマン", "サムアルトマン氏"));
  EXPECT_FALSE(title_matches("海上", "在上海 上周"));
  EXPECT_FALSE(title_matches("バス", "パス"));
  EXPECT_FALSE(title_matches("AI", "KAIST团队研发新型电池"));
  EXPECT_FALSE(title_matches("กา", "กำลัง"));
  EXPECT_FALSE(title_matches("ก", "กี"));  // the vowel sign belongs to the letter
}

TEST(TopicTerm, DigitsBesideATermsDigitAreOneNumber) {
  EXPECT_TRUE(title_matches("8万件", "累计8万件"));
  EXPECT_FALSE(title_matches("8万件", "累计38万件"));
  EXPECT_FALSE(title_matches("8万件", "累计3.8万件"));
  EXPECT_FALSE(title_matches("8万件", "累计３８万件"));
  EXPECT_FALSE(title_matches("三万件", "累计十三万件"));
  EXPECT_FALSE(title_matches("LX-2", "下一代LX-20芯片"));
  EXPECT_FALSE(title_matches("6 million", "It cost $5.6 million"));
  EXPECT_TRUE(title_matches("5.6 million", "It cost $5.6 million"));
  EXPECT_FALSE(title_matches("000", "Over 1,000 dead"));
  EXPECT_TRUE(title_matches("2025", "Am 20.01.2025 beginnt es"));
}

TEST(TopicTerm, KoreanParticlesDoNotHideAName) {
  for (const char* title : {"대전에서 열린", "대전은 지금", "대전의 밤", "대전까지도", "대전에서는",
                            "대전시민과 대전"}) {
    EXPECT_TRUE(title_matches("대전", title)) << title;
  }
  EXPECT_TRUE(title_matches("물류센터", "해담 물류센터서 큰불"));
  EXPECT_TRUE(title_matches("기자", "기자들이 모였다"));
  EXPECT_TRUE(title_matches("대선", "美대선 시작"));
  EXPECT_FALSE(title_matches("대전", "AI 대전환 시대"));
  EXPECT_FALSE(title_matches("나루", "나루터 식당가"));
  EXPECT_FALSE(title_matches("이사", "이사장 사표"));
  EXPECT_FALSE(title_matches("물", "물가 상승"));  // 가 does not follow a consonant
  EXPECT_FALSE(title_matches("대전", "시대전환"));
}

TEST(TopicTerm, WhatArabicAndHebrewWriteOntoANameDoesNotHideIt) {
  for (const char* title : {"وبيروت", "ببيروت", "لبيروت", "فبيروت"}) {
    EXPECT_TRUE(title_matches("بيروت", title)) << title;
  }
  EXPECT_TRUE(title_matches("زلزال", "والزلزال"));
  EXPECT_TRUE(title_matches("الواحة", "للواحة"));
  EXPECT_TRUE(title_matches("سد", "بناء السد"));
  EXPECT_TRUE(title_matches("VAR", "هدف ملغى بـVAR"));
  EXPECT_FALSE(title_matches("سد", "أسداً جديداً"));
  EXPECT_FALSE(title_matches("قطر", "قطرات المطر"));
  EXPECT_FALSE(title_matches("زلزال", "خريطة زلزالية"));
  EXPECT_TRUE(title_matches("ירושלים", "ובירושלים"));
  EXPECT_TRUE(title_matches("ירושלים", "שבירושלים"));
  EXPECT_TRUE(title_matches("תל אביב", "בתל-אביב"));
  EXPECT_FALSE(title_matches("ירושלים", "ירושלימי"));
  EXPECT_FALSE(title_matches("דן", "ודן"));
}

TEST(TopicTerm, IgnoresWhatNobodySees) {
  for (const char* title : {"Deep\u00adSeek", "Deep\u200bSeek", "Deep\u2060Seek", "DeepSeek™",
                            "🚀DeepSeek", "DeepSeek❤️", "1️⃣DeepSeek", "DeepSeek①"}) {
    EXPECT_TRUE(title_matches("deepseek", title)) << title;
  }
  EXPECT_TRUE(title_matches("deepseek r1", "DeepSeek™ 🚀 R1"));
  EXPECT_TRUE(title_matches("Deep\u00adSeek", "DeepSeek"));
  EXPECT_TRUE(title_matches("/deepseek/", "Deep\u00adSeek"));
  EXPECT_TRUE(title_matches("/deep\u200cseek/", "DeepSeek"));
}

TEST(TopicTerm, KeepsSignsThatAreGluedToAWord) {
  EXPECT_TRUE(title_matches("c++", "New C++ standard"));
  EXPECT_TRUE(title_matches("c++", "C++26 is out"));
  EXPECT_FALSE(title_matches("c++", "Vitamin C shortage"));
  EXPECT_FALSE(title_matches("c+", "New C++ standard"));
  EXPECT_TRUE(title_matches("c#", "Learn C#, they say"));
  EXPECT_FALSE(title_matches("c#", "Learn C"));
  EXPECT_TRUE(title_matches(".net", "Microsoft opens .NET 10"));
  EXPECT_TRUE(title_matches("microsoft .net", "Microsoft .NET 10"));
  EXPECT_FALSE(title_matches(".net", "Fishing net found"));
  EXPECT_FALSE(title_matches(".net", "See example.net"));
  EXPECT_TRUE(title_matches("at&t", "AT&T cuts jobs"));
  EXPECT_TRUE(title_matches("at&t", "AT & T cuts jobs"));
  EXPECT_FALSE(title_matches("at&t", "Meet at T junction"));
  EXPECT_TRUE(title_matches("5%", "Prices rise 5 %"));
  EXPECT_FALSE(title_matches("5%", "5 dead"));
  EXPECT_TRUE(title_matches("#metoo", "The #MeToo years"));
  EXPECT_TRUE(title_matches("€100", "Costs €100 now"));
  EXPECT_TRUE(title_matches("node.js", "Node JS turns 16"));  // a stop inside is no sign
  EXPECT_TRUE(title_matches("c", "C++ is out"));
}

TEST(TopicTerm, SaysWhatIsLostOfIt) {
  EXPECT_FALSE(lost_signs("sell-off"));
  EXPECT_FALSE(lost_signs("c++"));
  EXPECT_FALSE(lost_signs("St. Brannock’s*"));
  EXPECT_FALSE(lost_signs("深度求索"));
  EXPECT_FALSE(lost_signs("/yahoo!/"));
  const auto lost = lost_signs("yahoo!");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->signs, "!");
  EXPECT_EQ(lost->left, "yahoo");
  EXPECT_TRUE(title_matches(lost->pattern, "Yahoo! is back"));
  EXPECT_FALSE(title_matches(lost->pattern, "Yahoo is back"));
}

TEST(TopicTerm, TakesAnyBytesAndHostileLengths) {
  EXPECT_FALSE(title_matches("c++", "\xff\xc3\x28+"));
  EXPECT_FALSE(title_matches("ああい", std::string(300'000, 'a')));
  std::string run;
  for (int i = 0; i < 200'000; ++i) run += "あ";
  EXPECT_FALSE(title_matches("ああ いい", run));
  EXPECT_TRUE(title_matches("ああ*", run));
}

TEST(TopicClause, LooksAtTheWholeSummaryAndAtTheContent) {
  config::Clause clause;
  clause.any.text = {"white house"};
  const TopicSet text = one(clause);
  std::string longer = "<p>";
  for (int i = 0; i < 3000; ++i) longer += "news ";
  longer += "the <b>White</b> House</p>";
  EXPECT_TRUE(matches(text, {.title = "x", .summary = "news", .summary_html = longer}));
  EXPECT_TRUE(matches(text, {.title = "x", .summary = "news", .content_html = longer}));
  clause = {};
  clause.any.summary = {"white house"};
  const TopicSet summary = one(clause);
  EXPECT_TRUE(matches(summary, {.title = "x", .summary_html = longer}));
  EXPECT_FALSE(matches(summary, {.title = "x", .summary = "news", .content_html = longer}));
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

TEST(TopicScope, HoldsForEveryFeedThatShowsTheStory) {
  config::TopicSettings topic;
  topic.feeds = {"time-world"};
  topic.outlets = {"Time"};
  const std::vector<std::string> feeds = {"time-top", "time-world"}, outlets = {"Time"};
  const TopicSet set = one(any_title({"a"}), topic);
  EXPECT_TRUE(matches(set, {.title = "a",
                            .feed = "time",
                            .outlet = "TIME",
                            .more_feeds = feeds,
                            .more_outlets = outlets}));
  EXPECT_FALSE(matches(set, {.title = "a", .feed = "time", .more_feeds = feeds}));
}

// Why a topic nearly took a story; empty: it took it, or there is no near miss.
std::string near_miss(const TopicSet& set, const StoryText& subject) {
  std::vector<Refusal> near;
  set.match(subject, near);
  return near.empty() ? "" : near.front().why;
}

TEST(TopicNearMiss, NamesTheOneConditionThatDoesNotHold) {
  config::Clause clause;
  clause.any.title = {"bridge", "ferry"};
  clause.all.text = {"harbour"};
  clause.none.title = {"webinar", "quiz"};
  const TopicSet set = one(clause);
  EXPECT_EQ(near_miss(set, {.title = "Harbour bridge closed"}), "") << "taken";
  EXPECT_EQ(near_miss(set, {.title = "Webinar: the harbour bridge"}), "excluded by title: webinar");
  EXPECT_EQ(near_miss(set, {.title = "Harbour wall falls"}), "without any of title: bridge, ...");
  EXPECT_EQ(near_miss(set, {.title = "Ferry sinks"}), "without text: harbour");
  EXPECT_EQ(near_miss(set, {.title = "Rain in Paris"}), "") << "nothing in common";
  EXPECT_EQ(near_miss(set, {.title = "Ferry webinar"}), "") << "two conditions fail";
  EXPECT_EQ(near_miss(set, {.title = "Webinar and quiz on the harbour bridge"}), "")
      << "two excluded words";
}

TEST(TopicNearMiss, OfAClauseOfAlternativesThereIsNone) {
  EXPECT_EQ(near_miss(one(any_title({"bridge", "ferry"})), {.title = "Rain in Paris"}), "");
}

TEST(TopicNearMiss, ATopicThatAnotherClauseMeetsHasNone) {
  config::Clause strict, wide;
  strict.all.title = {"harbour", "bridge"};
  wide.any.title = {"harbour"};
  config::TopicSettings topic;
  topic.name = "t";
  topic.clauses = {strict, wide};
  const auto set = TopicSet::compile(std::vector{topic});
  ASSERT_TRUE(set);
  EXPECT_EQ(near_miss(*set, {.title = "Harbour wall falls"}), "");
}

TEST(TopicRefusal, SaysWhyATopicDoesNotTakeAStory) {
  config::TopicSettings topic;
  topic.feeds = {"world"};
  const TopicSet set = one(any_title({"bridge"}), topic);
  const auto why = [&](const StoryText& subject) {
    const auto refusals = set.refusals(subject);
    return refusals.empty() ? "" : refusals.front().why;
  };
  EXPECT_EQ(why({.title = "Bridge closed", .feed = "world"}), "");
  EXPECT_EQ(why({.title = "Bridge closed", .feed = "top"}),
            "its words are there, but the story is of none of its feeds");
  EXPECT_EQ(why({.title = "Rain in Paris", .feed = "world"}), "too few of its words");
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

TEST(TopicWhy, IsShort) {
  const std::string title(5000, 'a');
  const auto found = one(any_title({"a*"})).match({.title = title});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LT(found[0].why[0].size(), 300u);
}

}  // namespace
}  // namespace newswatch::match
