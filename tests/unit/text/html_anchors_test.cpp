#include "text/html_anchors.h"

#include <gtest/gtest.h>

#include "text/escape.h"

namespace newswatch::text {
namespace {

TEST(HtmlAnchors, GiveTargetsAndWordsInOrder) {
  const auto anchors = html_anchors(
      "<p>x <a class=y HREF=' https://a.example/?b=1&amp;c=2 '> one\n <b>word</b> </a> y "
      "<a href=https://b.example>&eacute;</a><a name=n>none</a>");
  ASSERT_EQ(anchors.size(), 2u);
  EXPECT_EQ(anchors[0].href, "https://a.example/?b=1&c=2");
  EXPECT_EQ(anchors[0].words, "one word");
  EXPECT_EQ(anchors[1].href, "https://b.example");
  EXPECT_EQ(anchors[1].words, "\u00e9");
}

TEST(HtmlAnchors, ScriptsAndCommentsHoldNone) {
  EXPECT_TRUE(html_anchors("<script>'<a href=\"https://a.example\">'</script>"
                           "<!-- <a href='https://b.example'>x</a> -->")
                  .empty());
  EXPECT_TRUE(html_anchors("https://a.example & no markup").empty());
}

TEST(HtmlAnchors, AnyBytesGiveBoundedUtf8) {
  EXPECT_EQ(html_anchors("<a href='1'>a<a href='2'>b<a href='3'>c", 2).size(), 2u);
  const std::string longest(5000, 'x');
  EXPECT_TRUE(html_anchors("<a href='" + longest + "'>a</a>").empty());
  std::string words;
  for (int i = 0; i < 1000; ++i) words += "\u00e9";
  const auto cut = html_anchors("x<a href='1'>" + words);
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_LE(cut[0].words.size(), 502u);
  for (const auto& anchor : html_anchors("<a href='\xff\xc3'>\xe2\x82<a href=\"\x80")) {
    EXPECT_TRUE(is_valid_utf8(anchor.href) && is_valid_utf8(anchor.words));
  }
}

}  // namespace
}  // namespace newswatch::text
