#include "text/fit.h"

#include <gtest/gtest.h>

#include "text/escape.h"

namespace newswatch::text {
namespace {

constexpr Unit kUnits[] = {Unit::kBytes, Unit::kUtf16, Unit::kCharacters};

TEST(Fit, LeavesWhatFits) {
  EXPECT_EQ(fit("", 0, Unit::kBytes), "");
  EXPECT_EQ(fit("abc", 3, Unit::kBytes), "abc");
  EXPECT_EQ(fit("äöü", 3, Unit::kCharacters), "äöü");
  EXPECT_EQ(fit("äöü", 6, Unit::kBytes), "äöü");
  EXPECT_EQ(fit("😀", 2, Unit::kUtf16), "😀");
  EXPECT_EQ(fit("😀", 1, Unit::kCharacters), "😀");
}

TEST(Fit, CountsInTheUnitsOfTheService) {
  EXPECT_EQ(length("aé中😀", Unit::kBytes), 10u);
  EXPECT_EQ(length("aé中😀", Unit::kUtf16), 5u);
  EXPECT_EQ(length("aé中😀", Unit::kCharacters), 4u);
  EXPECT_EQ(fit("😀😀😀", 5, Unit::kUtf16), "😀😀…");
  EXPECT_EQ(fit("😀😀😀", 4, Unit::kUtf16), "😀…") << "no half of a pair";
  EXPECT_EQ(fit("😀😀😀", 2, Unit::kCharacters), "😀…");
  EXPECT_EQ(fit("中中中", 8, Unit::kBytes), "中…");
}

TEST(Fit, OfVeryLittleRoomMakesTheMost) {
  const std::string_view text = "中中中中";
  for (const std::size_t none : {0u, 1u, 2u}) EXPECT_EQ(fit(text, none, Unit::kBytes), "");
  EXPECT_EQ(fit(text, 3, Unit::kBytes), "…");
  EXPECT_EQ(fit(text, 4, Unit::kBytes), "…");
  EXPECT_EQ(fit(text, 0, Unit::kUtf16), "");
  EXPECT_EQ(fit(text, 1, Unit::kUtf16), "…");
  EXPECT_EQ(fit(text, 0, Unit::kCharacters), "");
  EXPECT_EQ(fit(text, 2, Unit::kCharacters), "中…");
}

TEST(Fit, CutsBehindAWordUnlessThatLosesMuch) {
  EXPECT_EQ(fit("one two three four", 15, Unit::kCharacters), "one two three…");
  EXPECT_EQ(fit("one two three four", 14, Unit::kCharacters), "one two three…");
  EXPECT_EQ(fit("one Donaudampfschiff", 16, Unit::kCharacters), "one Donaudampfs…");
  EXPECT_EQ(fit("Donaudampfschifffahrt", 6, Unit::kCharacters), "Donau…");
  EXPECT_EQ(fit("a    b", 5, Unit::kCharacters), "a…");
  EXPECT_EQ(fit("      ", 3, Unit::kCharacters), "…");
}

TEST(Fit, TakesNoMarkFromItsLetter) {
  EXPECT_EQ(fit("ae\u0301e\u0301e\u0301", 5, Unit::kCharacters), "ae\u0301…");
  EXPECT_EQ(fit("कि कि किताब", 3, Unit::kCharacters), "कि…");
  EXPECT_EQ(fit("a👨‍👩‍👧b", 4, Unit::kCharacters), "a…") << "a family";
  EXPECT_EQ(fit("a👍🏽bc", 3, Unit::kCharacters), "a…") << "a skin tone";
  EXPECT_EQ(fit("a❤️bc", 3, Unit::kCharacters), "a…") << "a selector";
  EXPECT_EQ(fit("e\u0301e\u0301", 2, Unit::kCharacters), "…") << "not another letter";
}

TEST(Fit, KeepsItsPromiseForEveryLimitAndText) {
  std::string many_marks = "a";
  for (int i = 0; i < 500; ++i) many_marks += "\u0301";
  const std::string texts[] = {"one two three",
                               "ae\u0301 😀 中文 👨‍👩‍👧 कि",
                               many_marks,
                               "\u0301\u0301\u0301\u0301",
                               std::string("a\0b\0c d", 7),
                               "\n \n \n x",
                               std::string(200, ' ') + "x"};
  for (const std::string& text : texts) {
    for (const Unit unit : kUnits) {
      for (std::size_t most = 0; most <= length(text, unit) + 2; ++most) {
        const std::string fitted = fit(text, most, unit);
        ASSERT_LE(length(fitted, unit), most);
        ASSERT_TRUE(is_valid_utf8(fitted));
        ASSERT_EQ(fitted == text, most >= length(text, unit)) << most;
        if (fitted == text) continue;
        ASSERT_TRUE(fitted.empty() || fitted.ends_with("…"));
        ASSERT_TRUE(fitted.empty() || text.starts_with(fitted.substr(0, fitted.size() - 3)));
      }
    }
  }
}

TEST(Visible, IsOneLineWithoutWhatNobodySees) {
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(visible("\n a\r\n\tb \x1b[31m c\x7f\n"), "a b [31m c");
  EXPECT_EQ(visible("a\u2028b\u2029c\u0085d"), "a b c d");
  EXPECT_EQ(visible("a\u202eb\u2066c\u2069\u202c"), "abc") << "bidirectional overrides";
  EXPECT_EQ(visible("pass\u200bword\u2060\ufeff"), "password");
  EXPECT_EQ(visible("a\U000e0041\U000e0042"), "a") << "tags";
  EXPECT_EQ(visible("caf\xc3\xa9 \xff\xe2\x82 x"), "café \ufffd\ufffd x");
  EXPECT_EQ(visible("\xed\xa0\x80").find('\xed'), std::string::npos) << "a surrogate";
  EXPECT_EQ(visible(" \t\u200b "), "");
  EXPECT_EQ(visible(""), "");
}

TEST(Visible, KeepsWhatTextsNeed) {
  for (const std::string_view text :
       {"👨‍👩‍👧 at home", "می‌خواهم", "שלום\u200f (a)", "\u200fשלום",
        "مرحبا\u061c 5", "क्‍ष"}) {
    EXPECT_EQ(visible(text), text);
  }
  EXPECT_EQ(visible("left\u200fto\u200eright"), "lefttoright") << "no mark without such letters";
  EXPECT_EQ(visible("שלום\u202eabc"), "שלוםabc") << "but no override with them";
}

}  // namespace
}  // namespace newswatch::text
