#include "fold/features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "fold/background.h"

namespace newswatch::fold {
namespace {

std::set<model::TermId> ids(std::string_view title, std::string_view summary = "") {
  std::set<model::TermId> out;
  for (const StoryTerm& term : terms(title, summary)) out.insert(term.id);
  return out;
}

bool share(std::string_view a, std::string_view b) {
  const auto x = ids(a), y = ids(b);
  return std::any_of(x.begin(), x.end(), [&](model::TermId id) { return y.contains(id); });
}

const StoryTerm& only(const std::vector<StoryTerm>& list) {
  EXPECT_EQ(list.size(), 1u);
  static const StoryTerm kNone;
  return list.empty() ? kNone : list.front();
}

TEST(Features, NumbersMeetAcrossSpellings) {
  EXPECT_TRUE(share("$5.6 million", "5.6M"));
  EXPECT_TRUE(share("$589 billion", "$589bn"));
  EXPECT_TRUE(share("$589B", "$590 bn")) << "two significant digits";
  EXPECT_TRUE(share("1,000,000", "1 million"));
  EXPECT_TRUE(share("6 lakh", "600,000"));
  EXPECT_TRUE(share("56 crore", "560 million"));
  EXPECT_TRUE(share("17%", "17 percent"));
  EXPECT_TRUE(share("17 %", "17 pc"));
  EXPECT_TRUE(share("5.6-million", "5.6 million"));
}

TEST(Features, NumbersOfOtherValueOrUnitDoNotMeet) {
  EXPECT_FALSE(share("$5.6 million", "$5.6 billion"));
  EXPECT_FALSE(share("$5.6 million", "$6.5 million"));
  EXPECT_FALSE(share("17%", "17"));
  EXPECT_FALSE(share("670", "67"));
}

TEST(Features, YearsAndTheNumbersOneToThreeAreLeftOut) {
  EXPECT_TRUE(terms("2025", "1999 2100").empty());
  EXPECT_TRUE(terms("1 2 3", "0").empty());
  EXPECT_EQ(terms("4", "").size(), 1u);
  EXPECT_EQ(terms("2 billion", "").size(), 1u);
  EXPECT_EQ(terms("2025 %", "").size(), 1u);
}

TEST(Features, WordsThatHoldDigitsAreWords) {
  EXPECT_TRUE(share("R1", "r1"));
  EXPECT_FALSE(share("R1", "R2"));
  EXPECT_TRUE(share("4chan", "4Chan"));
  EXPECT_FALSE(share("4chan", "4"));
}

TEST(Features, WordsMeetByTheirStem) {
  EXPECT_TRUE(share("launches", "launched"));
  EXPECT_TRUE(share("launching", "launch"));
  EXPECT_FALSE(share("launch", "lunch"));
}

TEST(Features, PossessivesAndQuotesAreOff) {
  EXPECT_TRUE(share("Altman's", "Altman"));
  EXPECT_TRUE(share("Altman’s", "ALTMAN"));
  EXPECT_TRUE(share("‘overstated’", "overstated"));
  EXPECT_TRUE(share("Café", "cafe"));
}

TEST(Features, FunctionWordsStartAsCommonAndOthersAsRare) {
  for (const char* word : {"the", "of", "says", "said", "after", "Monday"}) {
    const StoryTerm term = only(terms(word, ""));
    EXPECT_GT(background_share(term.id), 0.1) << word;
  }
  for (const char* word : {"deepseek", "distillation", "lutnick"}) {
    const StoryTerm term = only(terms(word, ""));
    EXPECT_LT(background_share(term.id), 0.05) << word;
  }
}

TEST(Features, APlaceMeetsItsPeople) { EXPECT_TRUE(share("Chinese", "China")); }

TEST(Features, ActionsOfOneClassMeet) {
  EXPECT_TRUE(share("plunge", "sell-off"));
  EXPECT_TRUE(share("rolls out", "unveiled"));
  EXPECT_FALSE(share("plunge", "soar"));
}

TEST(Features, ANameWithAnActionIsADeed) {
  const auto deeds = [](std::string_view title, std::string_view summary = "") {
    std::set<std::string> shown;
    for (const StoryTerm& term : terms(title, summary)) {
      if (term.kind == TermKind::kDeed) shown.insert(term.shown);
    }
    return shown;
  };
  EXPECT_EQ(deeds("This week the lab OpenAI investigates its rivals"),
            std::set<std::string>{"openai + probe"});
  EXPECT_TRUE(deeds("OpenAI Investigates Rivals").empty())
      << "capitals of Title Case prove nothing";
  EXPECT_EQ(deeds("OpenAI Investigates Rivals", "A probe at OpenAI looks at its rivals"),
            std::set<std::string>{"openai + probe"});
}

TEST(Features, AListOfNamesMakesABoundedNumberOfDeeds) {
  std::string list = "shares fell, rose, were banned and sold at";
  for (int i = 0; i < 200; ++i)
    list += " and some of N" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
  EXPECT_LT(terms(list, "").size(), 700u);
}

TEST(Features, AWordCountsWithItsHighestBoost) {
  const float title = only(terms("deepseek", "")).boost;
  const float summary = only(terms("", "deepseek")).boost;
  EXPECT_GT(title, summary);
  EXPECT_GT(summary, 0);
  EXPECT_EQ(only(terms("deepseek", "deepseek")).boost, title);
  EXPECT_LE(title, 1);
}

TEST(Features, TermsAreSortedAndEachIsThereOnce) {
  const auto list = terms("To be, or not to be: that is the question", "To be $5m $5m 5 million");
  for (std::size_t i = 1; i < list.size(); ++i) EXPECT_LT(list[i - 1].id, list[i].id);
}

TEST(Features, ShownIsWhatAReaderWouldNameIt) {
  EXPECT_EQ(only(terms("Altman's", "")).shown, "altman");
  EXPECT_EQ(only(terms("$5.6 million", "")).shown, "5.6 million");
}

TEST(Features, OddTextGivesNoHarm) {
  EXPECT_TRUE(terms("", "").empty());
  EXPECT_TRUE(terms(" \t…—!?", "-- ...").empty());
  EXPECT_FALSE(terms("深度求索 发布", "").empty());
  terms("\xff\xfe\x80", "\xc3");
  terms("5.", "5.6.7.8 1,,000 9% 9 %% 1e99 " + std::string(400, '9') + " million");
  EXPECT_EQ(terms(std::string(100'000, 'a'), "").size(), 1u);
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "word" + std::to_string(i) + "x ";
  EXPECT_GE(terms("", many).size(), 20'000u);
}

TEST(Features, RuleWordsGiveTheTermsThatHeadlinesHave) {
  const auto rule = term_ids({"deepseek", "deep seek", "distill*"});
  const auto headline = ids("DeepSeek’s deep seek, distilled");
  for (const model::TermId id : rule) EXPECT_TRUE(headline.contains(id));
  EXPECT_TRUE(term_ids({}).empty());
}

}  // namespace
}  // namespace newswatch::fold
