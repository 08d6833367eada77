// What is wrong with feeds in the wild, one oddity a test.
#include "parse/repair.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "parse/clean_scan.h"
#include "parse/warnings.h"
#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

using namespace std::string_literals;

std::string repaired(std::string_view text) {
  Warnings warnings;
  return repair(text, warnings);
}

std::string times(std::string_view piece, std::size_t count) {
  std::string out;
  out.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(IsClean, LeavesWellFormedTextAlone) {
  EXPECT_TRUE(is_clean("<a>x &amp; &#8217; &#x41; é<![CDATA[&nbsp; <]]></a>"));
  EXPECT_TRUE(is_clean("\n<!DOCTYPE rss PUBLIC 'x' 'y'><a/>"));
}

TEST(IsClean, SeesWhatTheXmlParserWouldNot) {
  EXPECT_FALSE(is_clean("<a>&nbsp;</a>"));
  EXPECT_FALSE(is_clean("<a>a & b</a>"));
  EXPECT_FALSE(is_clean("<a>&#146;</a>"));
  EXPECT_FALSE(is_clean("<a>&#11;</a>"));
  EXPECT_FALSE(is_clean("<a>\x0B</a>"));
  EXPECT_FALSE(is_clean("<a>\xC2\x92</a>"));
  EXPECT_FALSE(is_clean("<a><![CDATA[x</a>"));
  EXPECT_FALSE(is_clean("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"));
  EXPECT_FALSE(is_clean("junk <a/>"));
  EXPECT_FALSE(is_clean(""));
}

TEST(Repair, TurnsHtmlEntitiesIntoCharacters) {
  EXPECT_EQ(repaired("<a>&eacute;&nbsp;&hellip;</a>"), "<a>é\xC2\xA0…</a>");
  EXPECT_EQ(repaired("<a b='&eacute;\"'/>"), "<a b=\"é&quot;\"/>");
}

TEST(Repair, EscapesBareSigns) {
  EXPECT_EQ(repaired("<a>?a=1&b=2&copy=3 1 < 2</a>"), "<a>?a=1&amp;b=2&amp;copy=3 1 &lt; 2</a>");
}

TEST(Repair, DropsControlCharacters) {
  EXPECT_EQ(repaired("<a>x\x0B\0y&#11;&#x1F;z</a>"s), "<a>xyz</a>");
  EXPECT_EQ(repaired("<a><![CDATA[x\x01y]]></a>"), "<a><![CDATA[xy]]></a>");
}

TEST(Repair, QuotesAttributes) {
  EXPECT_EQ(repaired("<a url=http://e.example/x type='b' c />"),
            "<a url=\"http://e.example/x\" type=\"b\" c=\"\"/>");
  EXPECT_EQ(repaired("<a b=c/>"), "<a b=\"c\"/>");
}

TEST(Repair, ClosesWhatIsOpenAndDropsStrayEnds) {
  EXPECT_EQ(repaired("<a><p>x<br>y</b></p></i></a>"), "<a><p>x<br/>y</p></a>");
  EXPECT_EQ(repaired("<a><b><i>x</b></a>"), "<a><b><i>x</i></b></a>");
}

TEST(Repair, AnItemWithoutEndStopsAtTheNext) {
  EXPECT_EQ(repaired("<c><item><t>1</t><item><t>2</t></item></c>"),
            "<c><item><t>1</t></item><item><t>2</t></item></c>");
}

TEST(Repair, LeavesOutTheItemInWhichTheDocumentEnds) {
  EXPECT_EQ(repaired("<c><item>1</item><item><t>tw"), "<c><item>1</item></c>");
  EXPECT_EQ(repaired("<c><item>1</item><item><t><![CDATA[tw"), "<c><item>1</item></c>");
  EXPECT_EQ(repaired("<c><item>1</item><item a='"), "<c><item>1</item></c>");
  EXPECT_EQ(repaired("<c><item>1</item>"), "<c><item>1</item></c>");
}

TEST(Repair, EndsACdataSectionThatHasLostItsEnd) {
  EXPECT_EQ(repaired("<a><b><![CDATA[x</b><c><![CDATA[y]]></c></a>"),
            "<a><b><![CDATA[x]]></b><c><![CDATA[y]]></c></a>");
}

TEST(Repair, KeepsTextOutsideTheDocumentOut) {
  const auto document = parsed(
      "Warning: x\n<rss version='2.0'><channel><title>t</title></channel>"
      "</rss>\n<!-- served in 1 s --> bye");
  EXPECT_EQ(document.feed.title, "t");
  EXPECT_EQ(document.warnings.size(), 1U);
}

TEST(Repair, FindsTheFeedBehindHtmlOfABrokenServer) {
  EXPECT_EQ(parsed("<br />\n<b>Notice</b>: x\n<rss version='2.0'><channel><title>t</title>"
                   "</channel></rss><script src=x></script>")
                .feed.title,
            "t");
}

TEST(Repair, ExpandsPlainEntitiesOfTheDocumentOnly) {
  const auto document = parsed(
      "<!DOCTYPE rss [<!ENTITY plain \"caf&#233;\"><!ENTITY ext SYSTEM \"file:///etc/passwd\">"
      "<!ENTITY two \"&plain;&plain;\">]><rss version='2.0'><channel><title>&plain; a&ext;b&two;"
      "</title></channel></rss>");
  EXPECT_EQ(document.feed.title, "café ab");
  EXPECT_EQ(document.warnings.size(), 3U);
}

TEST(Repair, NeverExpandsWithoutBound) {
  std::string text =
      "<!DOCTYPE rss [<!ENTITY a \"" + times("x", 250) + "\">]><rss><channel><title>";
  text += times("&a;", 100'000);
  text += "</title></channel></rss>";
  EXPECT_LT(repaired(text).size(), 3 * text.size());
}

TEST(Repair, ReadsADocumentNestedAHundredThousandDeep) {
  for (const bool broken : {false, true}) {
    const std::string text = "<rss version='2.0'><channel><item><description>" +
                             times("<b>", 100'000) + (broken ? "&nbsp;" : "x") +
                             times("</b>", 100'000) +
                             "</description><link>http://e.example/1</link></item></channel></rss>";
    EXPECT_EQ(parsed(text).items.at(0).link, "http://e.example/1");
  }
}

// No document costs more than linear time.
TEST(Repair, IsQuickOnHostileDocuments) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string_view piece :
       {"<a>", "</a>", "<a b='", "<a b=\"x", "<![CDATA[", "<!--", "<?x", "<!DOCTYPE [", "&a", "&#",
        "<", "<a b", "<item>", "<b><i></b>", "<![CDATA[</t>", "<a xmlns:b='c'>", "]]>",
        "<a b=", "<!"}) {
    const std::string body = times(piece, 400'000 / piece.size());
    const auto result =
        parse({"<rss><channel><item><title>&nbsp;" + body, {}, "http://e.example/"});
    const auto closed =
        parse({"<rss><channel><title>" + body + "</title></channel></rss>", {}, {}});
    EXPECT_TRUE(result) << piece;
    EXPECT_TRUE(closed) << piece;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Repair, ReadsEveryPrefixOfADocument) {
  const std::string text =
      "<?xml version='1.0'?><rss version=\"2.0\"><channel><title>a &amp; b</title><item><title>"
      "<![CDATA[c]]></title><enclosure "
      "url='x'/></item><item><title>d</title></item></channel></rss>";
  std::size_t most = 0;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto document = parse({std::string_view(text).substr(0, length), {}, {}});
    if (!document) continue;
    EXPECT_GE(document->items.size(), most) << length;  // an item that was whole stays
    most = document->items.size();
  }
  EXPECT_EQ(most, 2U);
}

}  // namespace
}  // namespace newswatch::parse
