// References of every kind and the base they stand on.
#include <gtest/gtest.h>

#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

constexpr std::string_view kDocument = "http://d.example/dir/feed.xml";

TEST(Links, AnElementsOwnBaseHoldsForItsHtml) {
  EXPECT_EQ(item_of("<description xml:base='http://o.example/p/'>&lt;a href='x'&gt;</description>",
                    kDocument)
                .summary,
            "<a href='http://o.example/p/x'>");
}

TEST(Links, EveryAttributeThatHoldsAUrlIsResolved) {
  const std::string html =
      "<form action=\"go\"><object data='d' codebase='cb'><body background=bg><q cite='c'>"
      "<video poster='p'><a href='#f'><a href='mailto:a@b.example'><img src='//i.example/i'>";
  std::string escaped;
  for (const char c : html) escaped += c == '<' ? "&lt;" : std::string(1, c);
  EXPECT_EQ(item_of("<description>" + escaped + "</description>", kDocument).summary,
            "<form action=\"http://d.example/dir/go\"><object data='http://d.example/dir/d' "
            "codebase='http://d.example/dir/cb'><body background=http://d.example/dir/bg>"
            "<q cite='http://d.example/dir/c'><video poster='http://d.example/dir/p'>"
            "<a href='#f'><a href='mailto:a@b.example'><img src='http://i.example/i'>");
}

TEST(Links, CommentsScriptsAndOtherAttributesStayAsTheyAre) {
  const std::string html =
      "<!-- <a href='x'> --><script>'<a href=x>'</script><a title='x' href=\"?a&amp;b\" >x</a>";
  EXPECT_EQ(item_of("<description><![CDATA[" + html + "]]></description>", kDocument).summary,
            "<!-- <a href='x'> --><script>'<a href=x>'</script><a title='x' "
            "href=\"http://d.example/dir/feed.xml?a&amp;b\" >x</a>");
}

std::string link_of(const std::string& written, std::string_view url = kDocument) {
  return item_of("<link>" + written + "</link>", url).link;
}

TEST(Links, FillersAreNoLinks) {
  for (const char* filler :
       {"N/A", "None", "#", "null", "undefined", "-", "http://", "https://null", "http://#",
        "HTTPS://None/", "&lt;nil&gt;", "n.a.", "false", "\"\"", "javascript:void(0)"}) {
    EXPECT_EQ(link_of(filler), "") << filler;
    EXPECT_EQ(entry_of("<link href='" + std::string(filler) + "'/>", kDocument).link, "");
  }
  EXPECT_EQ(link_of("none-of-them"), "http://d.example/dir/none-of-them");
  EXPECT_EQ(link_of("#part"), "http://d.example/dir/feed.xml#part");
  EXPECT_EQ(link_of("/"), "http://d.example/");
}

TEST(Links, AnAddressMayLackItsSchemeOrMisspellIt) {
  EXPECT_EQ(link_of("www.other.example/f"), "http://www.other.example/f");
  EXPECT_EQ(link_of("WWW.other.example"), "http://WWW.other.example");
  EXPECT_EQ(link_of("d.example/f", "https://d.example/feed"), "https://d.example/f");
  EXPECT_EQ(link_of("www.html"), "http://d.example/dir/www.html");
  EXPECT_EQ(link_of("other.example/f"), "http://d.example/dir/other.example/f");
  EXPECT_EQ(link_of("http://https://e.example/1"), "https://e.example/1");
  EXPECT_EQ(link_of("https//e.example/1"), "https://e.example/1");
  EXPECT_EQ(link_of("http:\\\\e.example\\1?a=\\b"), "http://e.example/1?a=\\b");
  EXPECT_EQ(link_of("https:/e.example/1"), "https://e.example/1");
  EXPECT_EQ(link_of("httpd.html"), "http://d.example/dir/httpd.html");
}

TEST(Links, SignsAroundALinkAreNoPartOfIt) {
  EXPECT_EQ(link_of("\"http://e.example/1\""), "http://e.example/1");
  EXPECT_EQ(link_of("&lt;http://e.example/1&gt;"), "http://e.example/1");
  EXPECT_EQ(link_of("&lt;a href='http://e.example/1?a&amp;amp;b'&gt;x&lt;/a&gt;"),
            "http://e.example/1?a&b");
}

TEST(Links, ManySchemesCostLinearTime) {
  std::string link;
  while (link.size() < 1'000'000) link += "http://";
  EXPECT_EQ(link_of(link + "e.example/"), "http://e.example/");
}

// <link> is empty in HTML.
TEST(Links, AProgramForHtmlMayHaveWrittenThem) {
  const auto document = parsed(
      "<rss version='2.0'><channel><title>x</title><link/>https://e.example/\n<item>"
      "<title>a</title><link/>https://e.example/1<pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate>"
      "</item><item><link><a href='https://e.example/2'>https://e.example/2</a></link>"
      "<guid><a href='https://e.example/g'>g</a></guid></item><item><link/><title>b</title></item>"
      "<item><link><b>https://e.example/4</b></link></item></channel></rss>");
  EXPECT_EQ(document.feed.link, "https://e.example/");
  ASSERT_EQ(document.items.size(), 4u);
  EXPECT_EQ(document.items[0].link, "https://e.example/1");
  EXPECT_TRUE(document.items[0].published.has_value());
  EXPECT_EQ(document.items[1].link, "https://e.example/2");
  EXPECT_EQ(document.items[1].id, "https://e.example/g");
  EXPECT_EQ(document.items[2].link, "");
  EXPECT_EQ(document.items[3].link, "https://e.example/4");
}

TEST(Links, AtomLinksMayBeWrittenAsText) {
  EXPECT_EQ(entry_of("<link>http://e.example/1</link>").link, "http://e.example/1");
  EXPECT_EQ(entry_of("<link rel='related'>http://e.example/1</link>").link, "");
}

TEST(Links, OnlyAtomsOwnRelationsCount) {
  const auto item = entry_of(
      "<link rel='self' href='http://e.example/s'/><link rel='via' href='http://v.example/'/>"
      "<link rel='http://www.iana.org/assignments/relation/alternate' href='http://e.example/1'/>"
      "<link rel='enclosure' href='a.mp3' length='5' type='audio/mpeg'/>",
      kDocument);
  EXPECT_EQ(item.link, "http://e.example/1");
  ASSERT_EQ(item.enclosures.size(), 1u);
  EXPECT_EQ(item.enclosures[0].url, "http://d.example/dir/a.mp3");
}

TEST(Links, WhiteSpaceBetweenXhtmlElementsIsKept) {
  EXPECT_EQ(entry_of("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><b>a</b> "
                     "<i>b</i>\n<u>c</u><s>d</s></div></content>")
                .content,
            "<b>a</b> <i>b</i>\n<u>c</u><s>d</s>");
}

TEST(Links, AtomLinksMayBeSpelledOtherwise) {
  for (const char* link :
       {"<link rel='Alternate' href='http://e.example/1'/>", "<link url='http://e.example/1'/>",
        "<link uri='http://e.example/1'/>", "<link HREF='http://e.example/1'/>"}) {
    EXPECT_EQ(entry_of(link).link, "http://e.example/1") << link;
  }
}

TEST(Links, AnAddressThatIsEscapedTwiceIsOne) {
  EXPECT_EQ(item_of("<link>http://e.example/?a=1&amp;amp;b=2&amp;amp;c=3</link>").link,
            "http://e.example/?a=1&b=2&c=3");
}

TEST(Links, OnlyPagesAreLinks) {
  for (const std::string link : {"javascript:alert(1)", "mailto:a@e.example", "urn:x:1",
                                 "tag:e.example,2025:1", "ftp://e.example/", "data:text/html,x"}) {
    EXPECT_EQ(item_of("<link>" + link + "</link>", kDocument).link, "") << link;
    EXPECT_EQ(entry_of("<link href='" + link + "'/>", kDocument).link, "") << link;
  }
}

TEST(Links, ASourceMayBeNamedByItsId) {
  const auto item = entry_of("<source><id>http://s.example/f</id></source>");
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->url, "http://s.example/f");
}

TEST(Links, WhiteSpaceBetweenCdataSectionsIsKept) {
  EXPECT_EQ(item_of("<description><![CDATA[a]]> <![CDATA[b]]><![CDATA[c]]></description>").summary,
            "a bc");
}

TEST(Links, ModulesMayHoldHtml) {
  for (const char* name : {"itunes:summary", "media:description", "content:encoded"}) {
    const std::string tag = name;
    EXPECT_EQ(item_of("<" + tag + ">&lt;a href='x'&gt;</" + tag + ">", kDocument).summary,
              "<a href='http://d.example/dir/x'>")
        << name;
  }
}

}  // namespace
}  // namespace newswatch::parse
