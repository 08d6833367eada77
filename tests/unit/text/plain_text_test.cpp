#include "text/plain_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "text/escape.h"

namespace newswatch::text {
namespace {

TEST(PlainText, CollapsesWhiteSpaceOfTextWithoutMarkup) {
  EXPECT_EQ(plain_text("  one\n\ttwo \r\n three "), "one two three");
  EXPECT_EQ(plain_text("a\xC2\xA0\xC2\xA0"
                       "b"),
            "a b");
  EXPECT_EQ(plain_text(""), "");
  EXPECT_EQ(plain_text(" \n "), "");
}

TEST(PlainText, DropsTagsAndKeepsInlineTextTogether) {
  EXPECT_EQ(plain_text("un<b>believ</b>able"), "unbelievable");
  EXPECT_EQ(plain_text("<a href=\"x\">a</a> <i>b</i>"), "a b");
}

TEST(PlainText, SeparatesBlocks) {
  EXPECT_EQ(plain_text("<p>one</p><p>two</p>three<br>four"), "one two three four");
  EXPECT_EQ(plain_text("<ul><li>a</li><li>b</li></ul>"), "a b");
}

TEST(PlainText, LeavesOutScriptStyleAndPictures) {
  EXPECT_EQ(plain_text("a<script>alert('x')</script><style>p{}</style><img src=x alt=y>b"), "ab");
}

TEST(PlainText, DecodesReferencesWithAndWithoutTags) {
  EXPECT_EQ(plain_text("Tom &amp; Jerry&#8217;s &eacute;&#x41;"), "Tom & Jerry’s éA");
  EXPECT_EQ(plain_text("<b>Tom &amp; Jerry&#8217;s</b> &eacute;"), "Tom & Jerry’s é");
}

TEST(PlainText, ReadsReferencesToC1AsWindows1252) {
  EXPECT_EQ(plain_text("it&#146;s"), "it’s");
  EXPECT_EQ(plain_text("<i>it&#146;s</i>"), "it’s");
}

TEST(PlainText, KeepsAmpersandsThatAreNoReference) {
  EXPECT_EQ(plain_text("AT&T & Q&A; a&b"), "AT&T & Q&A; a&b");
}

TEST(PlainText, KeepsALessThanThatOpensNoTag) {
  EXPECT_EQ(plain_text("1 < 2 and <b>3</b>"), "1 < 2 and 3");
}

TEST(PlainText, StopsAfterMaxBytesAtACharacter) {
  EXPECT_EQ(plain_text("ééééé", 5), "éé");
  EXPECT_EQ(plain_text("<p>one two</p>", 5), "one t");
  EXPECT_EQ(plain_text("abc", 0), "");
}

TEST(PlainText, TakesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>((i * 7919) >> 3);
  EXPECT_TRUE(is_valid_utf8(plain_text(bytes)));
  EXPECT_TRUE(is_valid_utf8(plain_text("<b>" + bytes + "</b>")));
  EXPECT_EQ(plain_text(std::string("a\0<b>c</b>", 10)), "ac");
}

TEST(HtmlTitle, IsTheFirstTitleAsPlainText) {
  EXPECT_EQ(html_title("<!-- <title>no</title> --><head><TITLE lang=en> A\n &amp; <i>b</i> </TITLE>"
                       "<title>c</title>",
                       100),
            "A & b");
  EXPECT_EQ(html_title("<title>one two</title>", 5), "one t");
  EXPECT_EQ(html_title("<title>a\xff</title>", 100), "a\uFFFD");
}

TEST(HtmlTitle, EndsWithTheElementAroundIt) {
  EXPECT_EQ(html_title("<head><title>Access denied</head><body>x</body>", 100), "Access denied");
}

TEST(HtmlTitle, NeedsAnEnd) {
  for (const char* html : {"", "no title", "<title", "<title>cut", "<title>cut <b>", "</title>"}) {
    EXPECT_EQ(html_title(html, 100), "") << html;
  }
}

// Nesting, unfinished comments and lone signs must cost linear time.
TEST(PlainText, IsQuickOnHostileMarkup) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string piece :
       {"<div>", "<!--", "<a b='", "</p>", "&", "<", "<![CDATA[", "<b "}) {
    std::string html = "<p>";
    while (html.size() < 500'000) html += piece;
    EXPECT_TRUE(is_valid_utf8(plain_text(html))) << piece;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace newswatch::text
