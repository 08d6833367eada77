#include "match/word_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/normalize.h"

namespace newswatch::match {
namespace {

using testing::ElementsAre;

WordSearch search_for(const std::vector<std::string>& typed) {
  auto search = WordSearch::compile(typed_terms(typed));
  EXPECT_TRUE(search) << search.error().context;
  return std::move(*search);
}

// Whether the texts hold the words. The quick look must never say no where the whole look says yes.
bool found(const std::vector<std::string>& typed, std::string_view title,
           std::string_view summary = {}) {
  const WordSearch search = search_for(typed);
  const bool holds = search.holds(title, summary);
  EXPECT_TRUE(!holds || search.may_hold(std::string(title) + '"' + std::string(summary))) << title;
  return holds;
}

TEST(WordSearch, TakesArgumentsOfTheShellAsWordsAndPhrases) {
  EXPECT_THAT(typed_terms(std::vector<std::string>{"deepseek", "white house"}),
              ElementsAre("deepseek", "white house"));
  EXPECT_THAT(typed_terms(std::vector<std::string>{R"(deepseek "white house" chip*)"}),
              ElementsAre("deepseek", "white house", "chip*"));
  EXPECT_THAT(typed_terms(std::vector<std::string>{R"("white house)", "", " \t"}),
              ElementsAre("white house"));
  EXPECT_THAT(typed_terms(std::vector<std::string>{R"(/a "b"/)"}), ElementsAre(R"(/a "b"/)"));
}

TEST(WordSearch, NeedsEveryWordSomewhere) {
  EXPECT_TRUE(found({"deepseek", "ban"}, "DeepSeek", "A ban is near."));
  EXPECT_TRUE(found({"deepseek", "ban"}, "Ban of DeepSeek"));
  EXPECT_FALSE(found({"deepseek", "ban"}, "DeepSeek", "A banner."));
  EXPECT_TRUE(found({"deepseek", "ban*"}, "DeepSeek", "A banner."));
  EXPECT_TRUE(found({"white house"}, "The White-House"));
  EXPECT_FALSE(found({"white house"}, "A white", "house")) << "from one text into the other";
  EXPECT_TRUE(found({"/deep ?seek/"}, "DEEP SEEK"));
}

TEST(WordSearch, LeavesCaseAndAccentsAside) {
  EXPECT_TRUE(found({"cafe"}, "Le Café"));
  EXPECT_TRUE(found({"CAFÉ"}, "le cafe"));
  EXPECT_TRUE(found({"cafe"}, "CAFE\u0301"));
  EXPECT_TRUE(found({"strasse"}, "Die Straße"));
  EXPECT_TRUE(found({"office"}, "the oﬃce"));
  EXPECT_TRUE(found({"deepseek"}, "deep\u00adseek"));
  EXPECT_TRUE(found({"deepseek"}, "ＤｅｅｐＳｅｅｋ"));
  EXPECT_TRUE(found({"deepseek"}, "“DeepSeek’s”"));
  EXPECT_TRUE(found({"москва"}, "МОСКВА ждёт"));
  EXPECT_TRUE(found({"2025"}, "٢٠٢٥"));
}

TEST(WordSearch, FindsWordsOfScriptsWithoutSpaces) {
  EXPECT_TRUE(found({"深度求索"}, "中国深度求索发布新模型"));
  EXPECT_TRUE(found({"deepseek", "発表"}, "中国のDeepSeekが発表"));
  EXPECT_TRUE(found({"ﾃﾞｨｰﾌﾟ"}, "中国ディープシークが"));
  EXPECT_TRUE(found({"สะพาน"}, "ปิดสะพานท่าเรือ"));
  EXPECT_TRUE(found({"삼성"}, "삼성이 발표"));
  EXPECT_TRUE(found({"القاهرة"}, "في القاهره"));
}

TEST(WordSearch, RulesOutQuicklyWhatHasNoSuchLetters) {
  const auto rules_out = [](const char* word, std::string_view title) {
    return !search_for({word}).may_hold(std::string(title) +
                                        " of \\\"plain\\\" text – “as in feeds”…");
  };
  EXPECT_TRUE(rules_out("deepseek", "DeepSee R1"));
  EXPECT_TRUE(rules_out("深度求索", "Deep Seek"));
  EXPECT_TRUE(rules_out("москва", "Moskva"));
  EXPECT_FALSE(rules_out("deepseek", "DEEPSEEK"));
  EXPECT_FALSE(rules_out("deepseek", "deep\\u00adseek")) << "as JSON has it";
  EXPECT_FALSE(rules_out("deepseek", "déepseek"));
}

TEST(WordSearch, TakesNoSignForPlainThatFoldsIntoLettersOrVanishes) {
  std::size_t plain = 0;
  for (char32_t c = 0x80; c < 0x20000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string sign;
    if (c < 0x800) {
      sign = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
      sign = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
              static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      sign = {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
              static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    }
    if (may_fold_into_words("ab" + sign + "cd")) continue;
    ++plain;
    const std::string folded = text::fold_case("ab" + sign + "cd");
    EXPECT_THAT(text::words(folded), ElementsAre("ab", "cd")) << std::hex << std::size_t{c};
    EXPECT_TRUE(text::words(text::fold_case(sign + sign)).empty()) << std::hex << std::size_t{c};
  }
  EXPECT_EQ(plain, 22u);
}

TEST(WordSearch, SaysWhatIsNoWord) {
  const auto refusal = [](const std::vector<std::string>& typed) {
    const auto search = WordSearch::compile(typed_terms(typed));
    return search ? std::string("none") : search.error().context;
  };
  EXPECT_EQ(refusal({" ", ""}), "there is no word to look for");
  EXPECT_EQ(refusal({"a", "--"}), "\"--\" holds no letter or digit");
  EXPECT_EQ(refusal({"*"}), "\"*\" holds no letter or digit");
  EXPECT_EQ(refusal({"de*p"}), "\"de*p\" has a * before its end");
  EXPECT_THAT(refusal({"/(/"}), testing::HasSubstr("regular expression"));
}

}  // namespace
}  // namespace newswatch::match
