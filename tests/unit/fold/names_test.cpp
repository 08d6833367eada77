#include "fold/names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace newswatch::fold {
namespace {

using Names = std::vector<std::string>;

TEST(Names, AreTheWordsCapitalisedInsideSentences) {
  EXPECT_EQ(names("The chipmaker Nvidia lost more on Monday than any company before, says Huang"),
            (Names{"nvidia", "monday", "huang"}));
  EXPECT_EQ(names("Why does Émile's model of OpenAI cost so little?"), (Names{"emile", "openai"}));
}

TEST(Names, TheFirstWordOfASentenceIsNone) {
  EXPECT_EQ(names("Shares fell. Investors fled to gold. \u201cPanic is wrong,\u201d he said of it"),
            Names{});
  EXPECT_EQ(names("Live: Markets open lower as traders weigh the news"), Names{});
}

TEST(Names, AHeadlineInTitleCaseGivesNone) {
  EXPECT_EQ(names("Nvidia Loses $589 Billion in Record Stock Rout After DeepSeek"), Names{});
  EXPECT_EQ(names("DEEPSEEK SHOCKS WALL STREET AND THE WORLD"), Names{});
}

TEST(Names, TooFewWordsShowNoCase) {
  EXPECT_EQ(names("meet Altman"), Names{});
  EXPECT_EQ(names(""), Names{});
}

TEST(Names, OddBytesGiveNoHarm) {
  EXPECT_EQ(names("\xFF\xFE the \xC3 word \xF0\x9F\x98\x80 of it all"), Names{});
  EXPECT_EQ(names(std::string(100'000, 'A')), Names{});
}

}  // namespace
}  // namespace newswatch::fold
