#include "text/ascii.h"

#include <gmock/gmock.h>

namespace newswatch::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Ascii, ChangesTheCaseOfAsciiLettersAlone) {
  EXPECT_EQ(ascii_lower("Content-TYPE [@Z] \u00c9"), "content-type [@z] \u00c9");
  EXPECT_EQ(ascii_upper("%c3 {`z} \u00e9"), "%C3 {`Z} \u00e9");
}

TEST(Ascii, ComparesInAnyCase) {
  EXPECT_TRUE(equal_in_any_case("pubDate", "PUBDATE"));
  EXPECT_FALSE(equal_in_any_case("pubDate", "pubDates"));
  EXPECT_FALSE(equal_in_any_case("[", "{"));  // one bit apart, as letters of two cases are
  EXPECT_TRUE(starts_in_any_case("<!DocType html>", "<!doctype"));
  EXPECT_FALSE(starts_in_any_case("<!doc", "<!doctype"));
  EXPECT_TRUE(ends_in_any_case("Please READ more", "read More"));
  EXPECT_FALSE(ends_in_any_case("more", "read more"));
}

TEST(Ascii, TrimsWhiteSpaceOrWhatItIsTold) {
  EXPECT_EQ(trimmed("\t a b\r\n\f\v "), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed("<\"a\">", "<>\""), "a");
  EXPECT_EQ(trimmed("\ra ", " \t"), "\ra");
  EXPECT_EQ(trimmed("\u00a0a"), "\u00a0a");
}

TEST(Ascii, KnowsTheTokensOfHttp) {
  EXPECT_TRUE(is_token("X-Api_Key.2~"));
  for (const char* text : {"", "a b", "a:", "(a)", "\u00e9", "a\n"}) {
    EXPECT_FALSE(is_token(text)) << text;
  }
}

TEST(Ascii, TakesPiecesAndTheirSeparators) {
  std::string_view rest = "a,,b;";
  EXPECT_EQ(take_piece(rest, ",;"), "a");
  EXPECT_EQ(take_piece(rest, ",;"), "");
  EXPECT_EQ(take_piece(rest, ",;"), "b");
  EXPECT_EQ(rest, "");
  EXPECT_EQ(take_piece(rest, ",;"), "");
}

TEST(Ascii, SplitsWithoutEmptyPieces) {
  EXPECT_THAT(split("/a//b c/", "/ "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split("//", "/"), IsEmpty());
}

TEST(Ascii, ReadsHexadecimalDigits) {
  EXPECT_EQ(hex_digit('9'), 9);
  EXPECT_EQ(hex_digit('a'), 10);
  EXPECT_EQ(hex_digit('F'), 15);
  for (const char c : {'g', '@', '`', '/', ':', '\x10'}) EXPECT_EQ(hex_digit(c), -1) << c;
}

}  // namespace
}  // namespace newswatch::text
