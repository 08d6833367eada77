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
