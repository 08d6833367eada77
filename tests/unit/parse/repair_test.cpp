// What is wrong with feeds in the wild, one oddity a test.
#include "parse/repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <string>

#include "parse/clean_scan.h"
#include "parse/warnings.h"
#include "parse/xml.h"
#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

using namespace std::string_literals;

std::string repaired(std::string_view text) {
  Warnings warnings;
  return repair(std::string(text), warnings);
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

// XML 1.0 section 4.1
TEST(Repair, ReadsReferencesThatXmlForbids) {
  EXPECT_EQ(repaired("<a>&#x;&#;</a>"), "<a>&amp;#x;&amp;#;</a>");
  EXPECT_EQ(repaired("<a>&#0;b</a>"), "<a>b</a>");
  EXPECT_EQ(repaired("<a>&#xD800;&#1114112;&#xFFFF;&#99999999999;</a>"),
            "<a>\uFFFD\uFFFD\uFFFD\uFFFD</a>");
  EXPECT_EQ(repaired("<a>it&#8217s &#x2014 &#39</a>"), "<a>it’s — '</a>");
  EXPECT_EQ(repaired("<a>&#146;</a>"), "<a>’</a>");
}

TEST(Repair, LeavesAWarningForEveryRepair) {
  for (const std::string_view inside : {"a & b",          "a < b",
                                        "&nbsp;",         "&#146;",
                                        "&#8217 x",       "&#xD800;",
                                        "\x0B",           "\xC2\x92",
                                        "<br>",           "<p>",
                                        "</p>",           "<i></I>",
                                        "<a b=c/>",       "<a b='1' b='2' />&x",
                                        "<i b></i>&x",    "<i $='1'/>&x",
                                        "<i b='x'",       "<![CDATA[x",
                                        "<!-- x",         "<? x",
                                        "<!ELEMENT x>&x", "<me@e.example>"}) {
    Warnings warnings;
    repair("<rss><channel><title>" + std::string(inside) + "</title></channel></rss>", warnings);
    EXPECT_FALSE(warnings.take().empty()) << inside;
  }
}

// The XML parser reads no deeper than this.
TEST(Repair, LeavesOutTagsThatAreTooDeep) {
  Warnings warnings;
  const std::string deep = times("<b>", 300) + "x" + times("</b>", 300);
  const std::string text =
      repair("<rss><channel><item><description>" + deep + "</description><title>T</title></item>",
             warnings);
  EXPECT_EQ(text, "<rss><channel><item><description>" + times("<b>", 252) + "x" +
                      times("</b>", 252) + "</description><title>T</title></item></channel></rss>");
}

TEST(Repair, KeepsTheItemsBeforeTooManyElements) {
  Warnings warnings;
  const std::string text = repair(
      "<rss><channel><item><title>T</title></item><item>" + times("<a/>", 400'000), warnings);
  EXPECT_EQ(text, "<rss><channel><item><title>T</title></item></channel></rss>");
  EXPECT_FALSE(warnings.truncated());
  EXPECT_EQ(warnings.take().front(), "the document has too many elements; its end is left out");
}

TEST(Repair, OfAttributesWithOneNameTheFirstCounts) {
  EXPECT_EQ(repaired("<a b='1' c='2' b='3'/>"), "<a b=\"1\" c=\"2\"/>");
}

TEST(Repair, EscapesMarkupInsideAttributes) {
  EXPECT_EQ(repaired("<a b='<i>&\"' c='<![CDATA[x]]>'/>"),
            "<a b=\"&lt;i>&amp;&quot;\" c=\"&lt;![CDATA[x]]>\"/>");
}

TEST(Repair, AnAttributeThatHasLostItsQuoteEndsWithItsTag) {
  EXPECT_EQ(repaired("<p><a b='x>t</a><a b='y'>u</a></p>"),
            "<p><a b=\"x\">t</a><a b=\"y\">u</a></p>");
  EXPECT_EQ(repaired("<a b='1'c='2'/>"), "<a b=\"1\" c=\"2\"/>");
}

TEST(Repair, ReadsWhatIsNoTagAsText) {
  EXPECT_EQ(repaired("<a><me@e.example> <http://e.example/> <3</a>"),
            "<a>&lt;me@e.example> &lt;http://e.example/> &lt;3</a>");
}

TEST(Repair, EndTagsMayDifferInCaseAndPrefix) {
  EXPECT_EQ(repaired("<a><Title>x</title><dc:date>y</date></a>"),
            "<a><Title>x</Title><dc:date>y</dc:date></a>");
  EXPECT_EQ(repaired("<a><b>x</ b ><c>y</c<d/></a>"), "<a><b>x</b><c>y</c><d/></a>");
}

TEST(Repair, ATextElementEndsWhereTheNextBegins) {
  EXPECT_EQ(repaired("<item><title>x<link>y<guid>z</guid></item>"),
            "<item><title>x</title><link>y</link><guid>z</guid></item>");
}

TEST(Repair, AnItemLeavesTheDescriptionThatHasLostItsEnd) {
  EXPECT_EQ(repaired("<channel><description>x <p>y<item>1</item><item>2</item></channel>"),
            "<channel><description>x <p>y</p></description><item>1</item><item>2</item></channel>");
}

TEST(Repair, ADocumentLeavesWhatABrokenServerLeftOpen) {
  for (const std::string before : {"<p>Notice: x\n<?xml version='1.0'?>", "<div><b>Warning",
                                   "<br /><b>x</b>\n<?xml version='1.0'>"}) {
    const auto document =
        parsed(before + "<rss version='2.0'><channel><title>t</title></channel></rss>");
    EXPECT_EQ(document.feed.title, "t") << before;
    EXPECT_FALSE(document.warnings.empty());
  }
}

TEST(Repair, AFeedShownInAPageIsNoFeed) {
  EXPECT_NE(refusal("<html><body><p>&nbsp;<pre><rss><channel></channel></rss></pre></html>"),
            "accepted");
}

TEST(Repair, OfTwoDocumentsTheFirstCounts) {
  const std::string one = "<?xml version='1.0'?><rss><channel><title>";
  const std::string two = "</title></channel></rss>\n";
  EXPECT_EQ(parsed(one + "1" + two + one + "2" + two).feed.title, "1");
  EXPECT_EQ(parsed(one + "1&x" + two + one + "2" + two).feed.title, "1&x");
}

TEST(Repair, ACdataSectionHidesNoElements) {
  EXPECT_EQ(repaired("<rss><channel><![CDATA[<item>1</item></channel></rss>"),
            "<rss><channel><item>1</item></channel></rss>");
  EXPECT_EQ(parsed("<rss version='2.0'><channel><item><title><![CDATA[t</title></item><item><title>"
                   "<![CDATA[u]]></title></item></channel></rss>")
                .items.size(),
            2U);
}

TEST(Repair, ReadsOldReferencesWithoutEnd) {
  EXPECT_EQ(repaired("<a>A &amp B &copy 2004 ?a=1&copy=2&reg</a>"),
            "<a>A &amp; B © 2004 ?a=1&amp;copy=2®</a>");
  EXPECT_EQ(repaired("<a>&AMP;&QUOT;</a>"), "<a>&amp;&quot;</a>");
}

TEST(Repair, ReadsCurlyQuotes) { EXPECT_EQ(repaired("<a b=”1” c=“2”/>"), "<a b=\"1\" c=\"2\"/>"); }

TEST(Repair, ReadsCdataInAnyCase) {
  EXPECT_EQ(repaired("<a><![cdata[x & <y>]]></a>"), "<a><![CDATA[x & <y>]]></a>");
}

TEST(Repair, DropsControlCharacters) {
  EXPECT_EQ(repaired("<a>x\x0B\0y&#11;&#x1F;z</a>"s), "<a>xyz</a>");
  EXPECT_EQ(repaired("<a><![CDATA[x\x01y]]></a>"), "<a><![CDATA[xy]]></a>");
  EXPECT_EQ(repaired("<ti\0tle>x</title>"s), "<title>x</title>");
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
  EXPECT_EQ(document.feed.title, "café abcafécafé");
  EXPECT_EQ(document.warnings.size(), 2U);
}

TEST(Repair, NeverExpandsTheBillionLaughs) {
  std::string text = "<!DOCTYPE rss [<!ENTITY l0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "&l" + std::to_string(i - 1) + ";";
    text += "<!ENTITY l" + std::to_string(i) + " \"" + times(before, 10) + "\">";
  }
  const auto document =
      parsed(text + "]><rss version='2.0'><channel><title>a&l9;b&l1;</title></channel></rss>");
  EXPECT_EQ(document.feed.title, "ab" + times("lol", 10));
}

TEST(Repair, DropsParameterEntitiesAndUnknownOnesStay) {
  const auto document = parsed(
      "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"http://e.example/x.dtd\">%p;]><rss><channel>"
      "<title>a&p;b</title></channel></rss>");
  EXPECT_EQ(document.feed.title, "a&p;b");
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

TEST(Repair, TakesNoOpenTagBehindTheDocumentForTruncation) {
  const auto document = parse(
      {"<rss><channel><item><title>a &nbsp;</title></item></channel></rss><script>b<p>", {}, {}});
  ASSERT_TRUE(document);
  EXPECT_EQ(document->items.size(), 1U);
  EXPECT_TRUE(document->complete);
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

TEST(Repair, LeavesOutTheUrlInWhichASitemapIsCut) {
  const std::string start =
      "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://a/</loc>"
      "<n:news><n:title>a</n:title></n:news></url><url><loc>http://b/</loc><n:news>";
  const auto document = parse({start, {}, {}});
  ASSERT_TRUE(document);
  ASSERT_EQ(document->items.size(), 1U);
  EXPECT_EQ(document->items[0].title, "a");
  EXPECT_FALSE(document->complete);
  const auto whole = parse({start + "<n:title>b</n:title></n:news></url></urlset><p>", {}, {}});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->items.size(), 2U);
  EXPECT_TRUE(whole->complete);
}

TEST(Repair, ReadsNothingInACommentThatIsCut) {
  const std::string text = "<rss><channel><item><title>a</title></item><!-- <item/> <item>";
  const auto cut = parse({text, {}, {}});
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->items.size(), 1U);
  // Its end was forgotten.
  const auto open = parse({text + "<title>b</title></item></channel></rss>", {}, {}});
  ASSERT_TRUE(open);
  EXPECT_EQ(open->items.back().title, "b");
}

// What repair() lets through, the XML parser reads to its end.
TEST(Repair, TheXmlParserNeverStopsEarly) {
  const std::string document =
      "<?xml version='1.0'?><!DOCTYPE rss><rss version=\"2.0\" xmlns:dc='u'><channel><title>a "
      "&amp; "
      "b</title><item><title><![CDATA[c]]></title><dc:date>x</dc:date><enclosure url='x'/></item>"
      "<!-- d --><item><description>&lt;p&gt;e<br/></description></item></channel></rss>";
  constexpr std::array<std::string_view, 30> kPieces = {
      "<",         ">",         "&",    "\"",   "'",    "</",      "/>",   "<b>",
      "<![CDATA[", "]]>",       "<!--", "-->",  "<?",   "?>",      "<!",   "<a@b>",
      "<a =",      "<a b=",     "</>",  "<1>",  "=",    "&#x;",    "&#0;", "<item>",
      "</item>",   "<a b='x'b", "<:a>", "<a:>", "\x0B", "<\u00E9>"};
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string damaged = document;
    for (std::size_t i = 0; i <= random() % 4; ++i) {
      const std::size_t at = random() % damaged.size();
      if (random() % 4 == 0) damaged.erase(at, random() % 10);
      damaged.insert(std::min(at, damaged.size()), kPieces[random() % kPieces.size()]);
    }
    XmlDocument xml;
    const auto result = xml.load(repaired(damaged));
    ASSERT_TRUE(result || result.status == pugi::status_no_document_element)
        << result.description() << " in " << damaged;
  }
}

}  // namespace
}  // namespace newswatch::parse
