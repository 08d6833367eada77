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
