#include "fold/background.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "fold/features.h"
#include "fold/stem.h"

namespace newswatch::fold {
namespace {

double share_of(std::string_view word) { return background_share(word_id(stem(word))); }

TEST(Background, KnowsCommonWordsFromRareOnes) {
  EXPECT_GT(share_of("the"), share_of("said"));
  EXPECT_GT(share_of("said"), share_of("president"));
  EXPECT_GT(share_of("president"), share_of("hospital"));
  EXPECT_GT(share_of("hospital"), share_of("volcano"));
  EXPECT_GT(share_of("volcano"), share_of("deepseek"));
}

TEST(Background, UnknownWordsAreRareAndNeverImpossible) {
  const double unknown = share_of("qwzxkjv");
  EXPECT_GT(unknown, 0);
  EXPECT_LT(unknown, 0.001);
  EXPECT_EQ(unknown, share_of("deepseek"));
}

// Shares of news items that hold the word, as anyone can count them on a front page.
TEST(Background, SharesAreOfTheRightSize) {
  EXPECT_GT(share_of("the"), 0.5);
  EXPECT_LT(share_of("the"), 1);
  EXPECT_GT(share_of("government"), 0.02);
  EXPECT_LT(share_of("government"), 0.2);
  EXPECT_GT(share_of("earthquake"), 0.0005);
  EXPECT_LT(share_of("earthquake"), 0.01);
}

TEST(Background, InflectionsShareTheirStem) {
  EXPECT_EQ(share_of("investigates"), share_of("investigation"));
  EXPECT_GT(share_of("investigates"), share_of("qwzxkjv"));
}

TEST(Background, HalvesOfContractionsAndLettersAreCommon) {
  for (const char* word : {"didn't", "we'll", "a", "I"}) {
    for (const StoryTerm& term : terms(word, "")) EXPECT_GT(background_share(term.id), 0.1) << word;
  }
}

TEST(Background, KnowsTheTermsOfAStory) {
  for (const StoryTerm& term : terms("Hospital volcano", "")) {
    EXPECT_EQ(background_share(term.id), share_of(term.shown)) << term.shown;
    EXPECT_GT(background_share(term.id), share_of("qwzxkjv")) << term.shown;
  }
}

TEST(BackgroundTable, IsSortedOnceEachAndSmall) {
  const std::string table = background_table();
  EXPECT_LE(table.size(), 300'000U);
  std::istringstream lines(table);
  std::string before;
  std::size_t words = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string word = line.substr(0, tab);
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos);
    EXPECT_LT(before, word);
    const int parts = std::stoi(line.substr(tab + 1));
    EXPECT_GE(parts, 100) << line;
    EXPECT_LT(parts, 1'000'000) << line;
    before = word;
    ++words;
  }
  EXPECT_GT(words, 10'000U);
}

TEST(BackgroundTable, NamesItsLicence) {
  EXPECT_NE(background_table().find("Public Domain Dedication"), std::string::npos);
}

}  // namespace
}  // namespace newswatch::fold
