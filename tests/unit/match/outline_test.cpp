#include "match/outline.h"

#include <gtest/gtest.h>

#include <random>

#include "match/word_search.h"
#include "support/rounds.h"
#include "text/normalize.h"

namespace newswatch::match {
namespace {

std::string outline_of(std::string_view text) {
  Outliner outliner;
  const auto outline = outliner.of(text);
  return outline ? std::string(outline->substr(0, outline->size() - 1)) : "none";
}

TEST(Outline, HasLettersWithoutCaseAndMarks) {
  EXPECT_EQ(outline_of("Le CAFÉ cafe\u0301"), "le cafe cafe");
  EXPECT_EQ(outline_of("Чёрный Й"), "черныи и");
  EXPECT_EQ(outline_of("Straße ﬁ ＡＢ"), "strasse fi ab");
  EXPECT_EQ(outline_of("“x’s”–y"), "\"x's\"-y");
  EXPECT_EQ(outline_of("de\u00adep\u200bseek"), "deepseek");
  EXPECT_EQ(outline_of("삼성"), "삼성");
  EXPECT_EQ(outline_of("हिन्दी"), outline_of("हिंदी"));
  EXPECT_EQ(Outliner().of("Ä", "Б"), "a б");
  EXPECT_EQ(outline_of("ㅎㅏㄴ"), "none");
  EXPECT_EQ(outline_of("a\xff"), "none");
}

std::string utf8_of(char32_t c) {
  std::string out;
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) {
    out = {static_cast<char>(0xC0 | (c >> 6))};
  } else if (c < 0x10000) {
    out = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F))};
  } else {
    out = {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
           static_cast<char>(0x80 | ((c >> 6) & 0x3F))};
  }
  return out + static_cast<char>(0x80 | (c & 0x3F));
}

// What newspapers write, and what upsets a table of single characters: marks, signs that vanish,
// letters that are composed, nasals before stops, keycaps.
char32_t any_character(std::mt19937& random) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x20, 0x7e},     {0xa0, 0x17f},    {0x300, 0x345},     {0x391, 0x3c9},    {0x410, 0x451},
      {0x5d0, 0x5ea},   {0x620, 0x660},   {0x905, 0x94d},     {0x919, 0x930},    {0xe01, 0xe4e},
      {0x1100, 0x11c2}, {0x1e00, 0x1fff}, {0x200b, 0x2030},   {0x20d0, 0x2180},  {0x2460, 0x24ff},
      {0x3041, 0x30ff}, {0x3131, 0x318e}, {0x4e00, 0x4e80},   {0xac00, 0xad00},  {0xf900, 0xfb4f},
      {0xfe00, 0xfe2f}, {0xff01, 0xffdc}, {0x1d400, 0x1d7ff}, {0x1f170, 0x1f202}};
  const auto& [first, last] = kRanges[random() % std::size(kRanges)];
  return first + static_cast<char32_t>(random() % (last - first + 1));
}

// Texts of few characters, so that words meet again; each character is written in one of its forms.
std::string any_text(std::mt19937& random, const std::vector<char32_t>& alphabet,
                     std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += utf8_of(alphabet[random() % alphabet.size()]);
  return out;
}

// Whether the word is in the text, looked at without an outline.
bool has_word(const std::string& text, const std::string& word) {
  const auto term = Term::compile(word);
  return term && term->find(FieldText(text)).has_value();
}

TEST(Outline, LosesNoWordThatIsInATextOfAnyScript) {
  std::mt19937 random(11);
  std::size_t found = 0, ruled_out = 0;
  for (int i = 0; i < test::rounds(6000); ++i) {
    std::vector<char32_t> alphabet = {U' ', U'\u0301', U'n'};
    for (int n = 0; n < 4; ++n) alphabet.push_back(any_character(random));
    const std::string text = any_text(random, alphabet, 30);
    const std::string folded = text::fold_case(text);
    std::vector<std::string> terms;
    for (const std::string_view word : text::words(folded)) terms.emplace_back(word);
    terms.push_back(any_text(random, alphabet, 3));
    for (const std::string& term : terms) {
      const auto search = WordSearch::compile(std::vector{term});
      if (!search) continue;
      const bool there = has_word(text, term);
      EXPECT_EQ(search->holds(text, {}), there) << term << " in " << text;
      EXPECT_TRUE(!there || search->may_hold(text)) << term << " in " << text;
      ++(there ? found : ruled_out);
    }
  }
  EXPECT_GT(found, 6000u);
  EXPECT_GT(ruled_out, 500u);
}

TEST(Outline, LosesNoCharacter) {
  constexpr char32_t kStep = test::rounds(5) == 5 ? 1 : 5;
  for (char32_t c = 0xa0; c < 0x20000; c += kStep) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = "x " + utf8_of(c) + "bc y";
    const std::string folded = text::fold_case(text);
    for (const std::string_view word : text::words(folded)) {
      if (word == "x" || word == "y") continue;
      const auto search = WordSearch::compile(std::vector{std::string(word)});
      ASSERT_TRUE(search);
      EXPECT_EQ(search->holds("", text), has_word(text, std::string(word)))
          << std::hex << std::size_t{c} << " " << word;
    }
  }
}

}  // namespace
}  // namespace newswatch::match
