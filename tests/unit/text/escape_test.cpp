#include "text/escape.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

TEST(Printable, KeepsOneLineAndNoControlCharacter) {
  EXPECT_EQ(printable("plain"), "plain");
  EXPECT_EQ(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(printable("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");  // C1: CSI in one character
  EXPECT_EQ(printable("\xe2\x80\xa8\xe2\x80\xae"), "\\u2028\\u202e");
  EXPECT_EQ(printable(std::string_view("\0x", 2)), "\\x00x");
  EXPECT_EQ(printable("caf\xc3\xa9 \xff"), "caf\xc3\xa9 \\xff");
}

// A text may hide in another one: in tags, in selectors, between joiners.
TEST(Printable, ShowsWhatNobodySees) {
  EXPECT_EQ(printable("a\U000e0041\U000e007f"), "a\\U000e0041\\U000e007f");
  EXPECT_EQ(printable("a\u200bb\u2060c\u00add\u3164"), "a\\u200bb\\u2060c\\xadd\\u3164");
  EXPECT_EQ(printable("a\u200db\u200c"), "a\\u200db\\u200c");
  EXPECT_EQ(printable("\u2764\ufe0f\ufe01\ufe02"), "\u2764\ufe0f\ufe01\\ufe02");
}

TEST(Printable, KeepsJoinersWhereTheyBelong) {
  for (const std::string_view text :
       {"\U0001F468\u200d\U0001F469\u200d\U0001F467", "\u2764\ufe0f\u200d\U0001F525",
        "1\ufe0f\u20e3", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(PrintableJson, EscapesTagsAsPairs) {
  EXPECT_EQ(printable_json("{\"a\":\"x\U000e0041\"}"), "{\"a\":\"x\\udb40\\udc41\"}");
}

TEST(PrintableJson, EscapesInvisibleCharactersAndKeepsTheRest) {
  EXPECT_EQ(printable_json(R"({"a":"caf\u0007"})"), R"({"a":"caf\u0007"})");
  EXPECT_EQ(printable_json("{\"a\":\"é 中 \U0001F600 \x7f\xc2\x9b\u2028\u202e\ufeff\"}"),
            "{\"a\":\"é 中 \U0001F600 \\u007f\\u009b\\u2028\\u202e\\ufeff\"}");
}

TEST(Quoted, EscapesQuotesAndBackslashes) {
  EXPECT_EQ(quoted("say \"hi\" \\ \n"), "\"say \\\"hi\\\" \\\\ \\n\"");
}

TEST(ValidUtf8, ReplacesEachBadSequence) {
  EXPECT_EQ(valid_utf8("ok \xc3\xa9"), "ok \xc3\xa9");
  EXPECT_EQ(valid_utf8("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(valid_utf8("\xe2\x82"), "\xef\xbf\xbd");  // cut in the middle: one mark
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));        // a surrogate
}

TEST(Shortened, CutsAtACharacter) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcdefgh", 6), "abc…");
  EXPECT_EQ(shortened("éééé", 6), "é…");
}

TEST(Columns, CountsWideAndCombining) {
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("中国"), 4u);
  EXPECT_EQ(columns("e\xcc\x81"), 1u);
}

}  // namespace
}  // namespace newswatch::text
