#include "text/normalize.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace newswatch::text {
namespace {

TEST(FoldCase, DropsCaseAndAccents) {
  EXPECT_EQ(fold_case("DeepSeek"), "deepseek");
  EXPECT_EQ(fold_case("Café ÀÉÎ"), "cafe aei");
  EXPECT_EQ(fold_case("STRASSE"), fold_case("straße"));
  EXPECT_EQ(fold_case("ﬁve Ｄｅｅｐ"), "five deep");
  EXPECT_EQ(fold_case("Altman’s — “so”"), "altman's - \"so\"");
}

TEST(FoldCase, KeepsVowelSignsOfOtherScripts) { EXPECT_EQ(fold_case("कुल"), "कुल"); }

void expect_same(std::initializer_list<std::string_view> spellings) {
  for (const std::string_view one : spellings) {
    EXPECT_EQ(fold_case(one), fold_case(*spellings.begin())) << one;
  }
}

TEST(FoldCase, MakesOneOfWhatReadersDoNotTellApart) {
  expect_same({"Lodz", "Łódź", "ŁÓDŹ"});
  expect_same({"isik", "ışık", "IŞIK", "İşik"});
  expect_same({"coeur", "cœur", "CŒUR"});
  expect_same({"Aero", "Ærø"});
  expect_same({"Белозерово", "Белозёрово"});
  expect_same({"احمد", "أحمد", "أَحْمَد", "أحـــمد"});
  expect_same({"ايران", "إيران", "ایران"});  // also with Persian yeh
  expect_same({"مكتبه", "مكتبة"});
  expect_same({"שלום", "שָׁלוֹם"});
  expect_same({"फैसला", "फ़ैसला", "फ़ैसला"});
  expect_same({"हिंदी", "हिन्दी"});
  expect_same({"आंख", "आँख"});
  expect_same({"5G", "５Ｇ", "٥G", "५G"});
}

TEST(FoldCase, KeepsMarksThatMakeAnotherLetter) {
  EXPECT_NE(fold_case("バス"), fold_case("パス"));
  EXPECT_NE(fold_case("バス"), fold_case("ハス"));
  EXPECT_EQ(fold_case("ﾊﾟｽ"), fold_case("パス"));
  EXPECT_NE(fold_case("мой"), fold_case("мои"));
  EXPECT_NE(fold_case("їх"), fold_case("іх"));
  EXPECT_NE(fold_case("कल"), fold_case("कुल"));
}

TEST(FoldCase, DropsWhatNobodySees) {
  for (const char* hidden : {"Deep\u00adSeek", "Deep\u200cSeek", "Deep\u200dSeek", "Deep\u2060Seek",
                             "Deep\ufeffSeek", "Deep\u200eSeek", "Deep\u200bSeek",
                             "Deep\u202eSeek\u202c", "DeepSeek\ufe0f", "Deep\U000e0041Seek"}) {
    EXPECT_EQ(fold_case(hidden), "deepseek") << hidden;
    EXPECT_EQ(without_invisible(hidden), "DeepSeek") << hidden;
  }
}

TEST(FoldCase, AcceptsAnyBytes) { EXPECT_NE(fold_case("a\xff\xc3"), ""); }

std::string joined(std::string_view text) { return normalized_title(text); }

TEST(Words, AreRunsOfLettersAndDigits) {
  EXPECT_EQ(joined("sell-off"), "sell off");
  EXPECT_EQ(joined("$5.6 million, R1!"), "5 6 million r1");
  EXPECT_EQ(joined("कुल समाचार"), "कुल समाचार");
  EXPECT_EQ(joined("--- "), "");
}

TEST(Words, EndAtSignsThatLookLikeLetters) {
  for (const char* title : {"white™ house", "white² house", "white①house", "white❶house",
                            "whiteª house", "white⚡️house", "white1️⃣house", "white#️⃣ house",
                            "white℠house", "white®house", "white\u20e3house"}) {
    EXPECT_EQ(joined(title), "white house") << title;
  }
  EXPECT_EQ(joined("CO₂ 5㎏ №5"), "co2 5 kg no 5");
}

TEST(Words, EndWhereTheScriptChanges) {
  EXPECT_EQ(joined("DeepSeek发布R1模型"), "deepseek 发布 r1 模型");
  EXPECT_EQ(joined("8万件"), "8 万件");
  EXPECT_EQ(joined("KAIST가"), "kaist 가");
  EXPECT_EQ(joined("美대선"), "美 대선");
  EXPECT_EQ(joined("บริษัทDeepSeekเปิด"), "บริษัท deepseek เปิด");
  EXPECT_EQ(joined("الـNoorTech"), "ال noortech");
  EXPECT_EQ(joined("サーバーR1"), "サーバー r1");
  EXPECT_EQ(joined("R1 5G"), "r1 5g");  // digits belong to Latin words
}

TEST(Words, DropPossessiveS) {
  EXPECT_EQ(joined("China's DeepSeek’s R1"), "china deepseek r1");
  EXPECT_EQ(joined("plan 's b"), "plan s b");  // no word before it: a word of its own
  EXPECT_EQ(joined("it's"), "it");
}

TEST(HasWords, WholeWordsButWhereWordsHaveNoBorders) {
  const auto has = [](std::string_view title, std::string_view words) {
    return has_words(normalized_title(title), normalized_title(words));
  };
  EXPECT_TRUE(has("The War is over", "war"));
  EXPECT_TRUE(has("warm war", "War"));
  EXPECT_FALSE(has("warm wars", "war"));
  EXPECT_FALSE(has("postwar", "war"));
  EXPECT_TRUE(has("a cost-cutting plan", "cost cutting"));
  EXPECT_FALSE(has("a title", ""));
  EXPECT_FALSE(has("", "war"));
  EXPECT_TRUE(has("美国总统特朗普访华", "特朗普"));
  EXPECT_TRUE(has("삼성전자가 발표", "삼성전자")) << "with a particle";
  EXPECT_FALSE(has("새삼성전자", "삼성전자"));
}

}  // namespace
}  // namespace newswatch::text
