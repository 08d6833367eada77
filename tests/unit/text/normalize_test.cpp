#include "text/normalize.h"

#include <gtest/gtest.h>

#include <string>

namespace newswatch::text {
namespace {

TEST(FoldCase, DropsCaseAndAccents) {
  EXPECT_EQ(fold_case("DeepSeek"), "deepseek");
  EXPECT_EQ(fold_case("Café ÀÉÎ"), "cafe aei");
  EXPECT_EQ(fold_case("STRASSE"), fold_case("straße"));
  EXPECT_EQ(fold_case("ﬁve Ｄｅｅｐ"), "five deep");
  EXPECT_EQ(fold_case("Altman’s — “so”"), "altman's - \"so\"");
}

TEST(FoldCase, KeepsVowelSignsOfOtherScripts) { EXPECT_EQ(fold_case("हिन्दी"), "हिन्दी"); }

TEST(FoldCase, AcceptsAnyBytes) { EXPECT_NE(fold_case("a\xff\xc3"), ""); }

std::string joined(std::string_view text) { return normalized_title(text); }

TEST(Words, AreRunsOfLettersAndDigits) {
  EXPECT_EQ(joined("sell-off"), "sell off");
  EXPECT_EQ(joined("$5.6 million, R1!"), "5 6 million r1");
  EXPECT_EQ(joined("हिन्दी समाचार"), "हिन्दी समाचार");
  EXPECT_EQ(joined("--- "), "");
}

TEST(Words, DropPossessiveS) {
  EXPECT_EQ(joined("China's DeepSeek’s R1"), "china deepseek r1");
  EXPECT_EQ(joined("plan 's b"), "plan s b");  // no word before it: a word of its own
  EXPECT_EQ(joined("it's"), "it");
}

}  // namespace
}  // namespace newswatch::text
