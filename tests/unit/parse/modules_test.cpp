// Modules, and one standard's elements inside another.
#include <gtest/gtest.h>

#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

TEST(Modules, MediaContentIsAnEnclosureOnce) {
  const auto item = item_of(
      "<enclosure url='http://e.example/a.mp3' length='5' type='audio/mpeg'/>"
      "<media:content url='http://e.example/a.mp3' fileSize='5'/><media:group>"
      "<media:content url='/b.mp4' type='video/mp4' fileSize='34'/></media:group>"
      "<media:thumbnail url='http://e.example/t.jpg'/>",
      "http://d.example/f");
  ASSERT_EQ(item.enclosures.size(), 2u);
  EXPECT_EQ(item.enclosures[0].type, "audio/mpeg");
  EXPECT_EQ(item.enclosures[1].url, "http://d.example/b.mp4");
  EXPECT_EQ(item.enclosures[1].length, 34u);
}

TEST(Modules, AtomInRssMayNameTheSource) {
  const auto item = item_of(
      "<a:source xmlns:a='http://www.w3.org/2005/Atom'><a:title>S</a:title>"
      "<a:link href='http://s.example/'/></a:source>");
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->title, "S");
  EXPECT_EQ(item.source->url, "http://s.example/");
}

TEST(Modules, TheOwnSourceOfAnRssItemWins) {
  const auto item = item_of(
      "<source url='http://r.example/'>R</source>"
      "<a:source xmlns:a='http://www.w3.org/2005/Atom'><a:title>S</a:title></a:source>");
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->title, "R");
}

TEST(Modules, TheItunesOwnerStandsInForAnAuthor) {
  const auto document = parsed(
      "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>"
      "<itunes:owner><itunes:name>O</itunes:name><itunes:email>o@e.example</itunes:email>"
      "</itunes:owner></channel></rss>");
  ASSERT_EQ(document.feed.authors.size(), 1u);
  EXPECT_EQ(document.feed.authors[0], (model::Person{"O", "o@e.example", ""}));
}

TEST(Modules, CategoriesAsAtomSpellsThemCountInRss) {
  const auto item = item_of("<category term='t'/><category label='l'/><category>c</category>");
  EXPECT_EQ(item.categories, (std::vector<std::string>{"t", "l", "c"}));
}

TEST(Modules, TheLanguageMayStandOnAnyElementAroundTheItems) {
  EXPECT_EQ(parsed("<rss xml:lang='fr'><channel/></rss>").feed.language, "fr");
  EXPECT_EQ(parsed("<rss xml:lang='fr'><channel xml:lang='it'/></rss>").feed.language, "it");
  EXPECT_EQ(parsed("<rss xml:lang='fr'><channel xml:lang='it'><language>en_US</language></channel>"
                   "</rss>")
                .feed.language,
            "en-US");
}

TEST(Modules, NumbersAndPlacesDisturbNothing) {
  const auto item = item_of(
      "<description>d</description><slash:comments>7</slash:comments>"
      "<georss:point>45.2 -71.9</georss:point><wfw:commentRss>http://e.example/c</wfw:commentRss>"
      "<thr:total>3</thr:total>");
  EXPECT_EQ(item.summary, "d");
  EXPECT_EQ(item.comments, "");
}

TEST(Modules, PersonsAreReadInEverySpelling) {
  const std::pair<const char*, model::Person> kCases[] = {
      {"a@b.example (N M)", {"N M", "a@b.example", ""}},
      {"N M (a@b.example)", {"N M", "a@b.example", ""}},
      {"N M &lt;a@b.example&gt;", {"N M", "a@b.example", ""}},
      {"&lt;a@b.example&gt; N M", {"N M", "a@b.example", ""}},
      {"\"N M\" &lt;mailto:a@b.example&gt;", {"N M", "a@b.example", ""}},
      {"a@b.example, N M", {"N M", "a@b.example", ""}},
      {"N M, a@b.example", {"N M", "a@b.example", ""}},
      {"N M a@b.example", {"N M", "a@b.example", ""}},
      {"a@b.example (N (Desk))", {"N (Desk)", "a@b.example", ""}},
      {"mailto:a@b.example?subject=x", {"", "a@b.example", ""}},
      {"a@b.example", {"", "a@b.example", ""}},
      {"N M (Desk)", {"N M (Desk)", "", ""}},
      {"N (@n)", {"N (@n)", "", ""}},
      {"N @ Desk", {"N @ Desk", "", ""}},
      {"http://a@b.example/", {"http://a@b.example/", "", ""}},
      {"@", {"@", "", ""}}};
  for (const auto& [text, wanted] : kCases) {
    const auto item = item_of("<author>" + std::string(text) + "</author>");
    ASSERT_EQ(item.authors.size(), 1u) << text;
    EXPECT_EQ(item.authors[0].name, wanted.name) << text;
    EXPECT_EQ(item.authors[0].email, wanted.email) << text;
  }
}

TEST(Modules, ACategorysLabelIsOneWhereItSaysSomethingElse) {
  EXPECT_EQ(entry_of("<category term='ai' label='Artificial Intelligence'/>"
                     "<category term='tech' label='Tech'/>")
                .categories,
            (std::vector<std::string>{"ai", "Artificial Intelligence", "tech"}));
}

TEST(Modules, KeywordsAreSeparatedByCommas) {
  EXPECT_EQ(item_of("<itunes:keywords>a b, c</itunes:keywords><keywords>d e</keywords>").categories,
            (std::vector<std::string>{"a b", "c", "d e"}));
}

TEST(Modules, TheWebMasterIsTheAuthorOfLastResort) {
  const std::string web_master = "<webMaster>w@e.example</webMaster>";
  const auto feed = [](const std::string& inside) {
    return parsed("<rss><channel>" + inside + "</channel></rss>").feed;
  };
  ASSERT_EQ(feed(web_master).authors.size(), 1u);
  EXPECT_EQ(feed(web_master).authors[0].email, "w@e.example");
  EXPECT_EQ(feed(web_master + "<managingEditor>m@e.example</managingEditor>").authors[0].email,
            "m@e.example");
}

TEST(Modules, AtomFeedsMayCarrySyndicationAndLanguage) {
  const auto feed = parsed(
                        "<feed xmlns='http://www.w3.org/2005/Atom'><dc:language>de</dc:language>"
                        "<sy:updatePeriod>hourly</sy:updatePeriod>"
                        "<sy:updateFrequency>2</sy:updateFrequency></feed>")
                        .feed;
  EXPECT_EQ(feed.language, "de");
  EXPECT_EQ(feed.ttl_minutes, 30);
  EXPECT_TRUE(feed.ttl_is_syndication);
}

TEST(Modules, WhatDescribesThePicturesCountsUnlessTheItemSaysItself) {
  const auto item = item_of(
      "<media:group><media:category>c</media:category><media:content url='http://e.example/v'>"
      "<media:keywords>k, l</media:keywords><media:title>inner</media:title></media:content>"
      "<media:title>outer</media:title><media:description>d</media:description></media:group>");
  EXPECT_EQ(item.categories, (std::vector<std::string>{"c", "k", "l"}));
  EXPECT_EQ(item.title, "outer");
  EXPECT_EQ(item.summary, "d");
}

TEST(Modules, AuthorsOfAllElementsAreNamedOnce) {
  EXPECT_EQ(item_of("<author>desk@e.example</author><dc:creator>Jane</dc:creator>").authors,
            (std::vector<model::Person>{{"", "desk@e.example", ""}, {"Jane", "", ""}}));
  EXPECT_EQ(item_of("<author>j@e.example (Jane)</author><dc:creator>Jane</dc:creator>").authors,
            (std::vector<model::Person>{{"Jane", "j@e.example", ""}}));
}

TEST(Modules, APersonMayBeDescribedByFoaf) {
  EXPECT_EQ(item_of("<dc:creator><foaf:Person xmlns:foaf='http://xmlns.com/foaf/0.1/'>"
                    "<foaf:name>N</foaf:name><foaf:mbox>n@e.example</foaf:mbox></foaf:Person>"
                    "</dc:creator>")
                .authors,
            (std::vector<model::Person>{{"N", "n@e.example", ""}}));
}

}  // namespace
}  // namespace newswatch::parse
