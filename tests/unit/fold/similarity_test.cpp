#include "fold/similarity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

namespace newswatch::fold {
namespace {

double similarity(const std::string& a, const std::string& b) { return Headline(a).similarity(b); }

TEST(HeadlineSimilarity, IsOneForTheSameAndFallsWithEdits) {
  const std::string title = "altman calls deepseek claims wildly overstated";
  EXPECT_EQ(similarity(title, title), 1);
  EXPECT_GT(similarity(title, title + " report"), 0.8);
  EXPECT_LT(similarity(title, "nvidia loses 589 billion in a day"), 0.2);
  EXPECT_EQ(similarity(title, "x"), similarity("x", title));
  EXPECT_GE(similarity("", ""), 0);
  EXPECT_EQ(similarity("", "zz"), 0);
}

std::set<std::string> trigrams(const std::string& title) {
  const std::string padded = "  " + title + " ";
  std::set<std::string> out;
  for (std::size_t i = 0; i + 2 < padded.size(); ++i) out.insert(padded.substr(i, 3));
  return out;
}

TEST(HeadlineSimilarity, IsTheShareOfTrigramsThatBothHave) {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    std::string a, b;
    for (auto i = random() % 300; i > 0; --i) a += "abcd \xC3\xA9"[random() % 7];
    b = a;
    for (char& c : b) c = random() % 8 == 0 ? 'x' : c;
    const auto x = trigrams(a), y = trigrams(b);
    const auto shared =
        std::count_if(x.begin(), x.end(), [&](const auto& t) { return y.contains(t); });
    const auto all = static_cast<std::ptrdiff_t>(x.size() + y.size()) - shared;
    EXPECT_EQ(similarity(a, b), static_cast<double>(shared) / static_cast<double>(all)) << a;
  }
}

TEST(HeadlineSimilarity, ACopyIsNeverSortedOutBeforehand) {
  std::mt19937 random(6);
  int copies = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string a, b;
    for (int word = 0; word < 8; ++word) {
      for (int i = 0; i < 5; ++i) a += static_cast<char>('a' + random() % 26);
      a += word < 7 ? " " : "";
    }
    b = a;
    for (char& c : b) c = c != ' ' && random() % 14 == 0 ? 'x' : c;
    const double alike = similarity(a, b);
    copies += alike >= 0.65;
    EXPECT_EQ(Headline(a).copied_by(b), alike >= 0.65 ? alike : 0);
  }
  EXPECT_GT(copies, 100);
  EXPECT_LT(copies, 1900);
}

}  // namespace
}  // namespace newswatch::fold
