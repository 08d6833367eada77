// Documents as publishers send them: formats, fields, refusals.
#include "parse/parse.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "text/times.h"
#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

using model::FeedFormat;

TEST(Parse, TellsTheFormatsApart) {
  EXPECT_EQ(parsed("<rss version='2.0'><channel/></rss>").format, FeedFormat::kRss20);
  EXPECT_EQ(parsed("<rss version='0.92'><channel/></rss>").format, FeedFormat::kRss09x);
  EXPECT_EQ(parsed("<rss><channel/></rss>").format, FeedFormat::kRss20);
  EXPECT_EQ(parsed("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                   "xmlns='http://purl.org/rss/1.0/'/>")
                .format,
            FeedFormat::kRss10);
  EXPECT_EQ(parsed("<feed xmlns='http://www.w3.org/2005/Atom'/>").format, FeedFormat::kAtom10);
  EXPECT_EQ(parsed("<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>").format,
            FeedFormat::kAtom03);
  EXPECT_EQ(parsed("<CHANNEL HREF='http://e.example/'/>").format, FeedFormat::kCdf);
  EXPECT_EQ(parsed(R"({"version": "https://jsonfeed.org/version/1.1", "items": []})").format,
            FeedFormat::kJson1);
}

TEST(Parse, RefusesWhatIsNoFeedAndSaysWhatItLooksLike) {
  EXPECT_EQ(refusal("<!DOCTYPE html><html><head><title>Access  denied</title></head></html>"),
            "not a feed: an HTML page: title 'Access denied'");
  EXPECT_EQ(refusal(""), "not a feed: an empty document");
  EXPECT_EQ(refusal(" \n"), "not a feed: an empty document");
  EXPECT_EQ(refusal("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": ["),
            "not a feed: JSON that is cut or not valid");
  EXPECT_EQ(refusal("{}"), "not a feed: JSON without the version of JSON Feed");
  EXPECT_EQ(refusal("try again later"), "not a feed: plain text: \"try again later\"");
  EXPECT_EQ(refusal("<opml version='2.0'/>"), "not a feed: an OPML list of feeds");
  EXPECT_EQ(refusal("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>"
                    "http://e.example/</loc></url></urlset>"),
            "not a feed: a sitemap without news");
}

TEST(Parse, ReadsTheFieldsOfAnRssItem) {
  const model::Item item = item_of(R"(<title>Tom &amp;amp; Jerry</title>
    <link> http://e.example/1?a=1&amp;b=2#c </link>
    <guid isPermaLink="false">g1</guid><description>&lt;p&gt;text&lt;/p&gt;</description>
    <author>ann@e.example (Ann)</author><category>a</category><category>a</category>
    <category>b</category><pubDate>Mon, 27 Jan 2025 08:15:30 +0530</pubDate>
    <enclosure url="http://e.example/a.mp3" type="audio/mpeg" length="5"/>
    <comments>http://e.example/1#comments</comments>
    <source url="http://s.example/">Source</source>)");
  EXPECT_EQ(item.title, "Tom & Jerry");
  EXPECT_EQ(item.link, "http://e.example/1?a=1&b=2#c");
  EXPECT_EQ(item.id, "g1");
  EXPECT_FALSE(item.id_is_permalink);
  EXPECT_EQ(item.summary, "<p>text</p>");
  EXPECT_EQ(item.authors, (std::vector<model::Person>{{"Ann", "ann@e.example", ""}}));
  EXPECT_EQ(item.categories, (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(item.published);
  EXPECT_EQ(text::rfc3339(*item.published), "2025-01-27T02:45:30Z");
  EXPECT_EQ(item.enclosures,
            (std::vector<model::Enclosure>{{"http://e.example/a.mp3", "audio/mpeg", 5}}));
  EXPECT_EQ(item.comments, "http://e.example/1#comments");
  EXPECT_EQ(item.source, (model::Source{"Source", "http://s.example/"}));
}

TEST(Parse, TakesAPermalinkForTheLinkUnlessThereIsOne) {
  EXPECT_EQ(item_of("<guid>http://e.example/g</guid>").link, "http://e.example/g");
  EXPECT_TRUE(item_of("<guid>http://e.example/g</guid>").id_is_permalink);
  EXPECT_EQ(item_of("<guid>http://e.example/g</guid><link>http://e.example/1</link>").link,
            "http://e.example/1");
  EXPECT_EQ(item_of("<guid isPermaLink='false'>http://e.example/g</guid>").link, "");
  EXPECT_EQ(item_of("<guid>12345</guid>").link, "");
  EXPECT_FALSE(item_of("<guid>12345</guid>").id_is_permalink);
  EXPECT_FALSE(item_of("<guid>12345</guid><guid>http://e.example/g</guid>").id_is_permalink);
}

TEST(Parse, PrefersTheOriginalLinkOfFeedburner) {
  EXPECT_EQ(item_of("<link>http://feeds.example/~r/1</link>"
                    "<feedburner:origLink>http://e.example/real</feedburner:origLink>")
                .link,
            "http://e.example/real");
}

TEST(Parse, LinksAreAbsoluteHttpOrAbsent) {
  EXPECT_EQ(item_of("<link>javascript:alert(1)</link>").link, "");
  EXPECT_EQ(item_of("<link>/2025/a</link>").link, "");
  EXPECT_EQ(item_of("<link>/2025/a</link>", "https://e.example/feeds/rss.xml").link,
            "https://e.example/2025/a");
  const auto document = parsed(
      "<rss version='2.0'><channel><item><link>/a</link></item>"
      "<link>http://c.example/x/</link></channel></rss>");
  EXPECT_EQ(document.items.at(0).link, "http://c.example/a");
}

TEST(Parse, ResolvesReferencesInsideHtml) {
  EXPECT_EQ(item_of("<description>&lt;a href='/x?a=1'&gt;x&lt;/a&gt; &lt;img src=i.png&gt; "
                    "&lt;a href=\"#n\"&gt;&lt;a href=\"mailto:a@b\"&gt;</description>",
                    "https://e.example/f/rss")
                .summary,
            "<a href='https://e.example/x?a=1'>x</a> <img src=https://e.example/f/i.png> "
            "<a href=\"#n\"><a href=\"mailto:a@b\">");
}

TEST(Parse, FindsModulesByNamespaceWhateverThePrefix) {
  const auto document = parsed(
      "<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/' "
      "xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:dc='http://other.example/'><channel><item>"
      "<c:encoded>full</c:encoded><d:creator>Ann</d:creator><dc:creator>No</dc:creator>"
      "</item></channel></rss>");
  EXPECT_EQ(document.items.at(0).content, "full");
  EXPECT_EQ(document.items.at(0).authors, (std::vector<model::Person>{{"Ann", "", ""}}));
}

TEST(Parse, UnderstandsUndeclaredWellKnownPrefixes) {
  EXPECT_EQ(item_of("<dc:creator>Ann</dc:creator>").authors,
            (std::vector<model::Person>{{"Ann", "", ""}}));
}

TEST(Parse, TheTitleOfAPictureIsNotTheTitle) {
  EXPECT_EQ(item_of("<media:content><media:title>caption</media:title></media:content>"
                    "<title>real</title>")
                .title,
            "real");
}

TEST(Parse, ReadsPollingHintsOfTheChannel) {
  const auto feed = parsed(
                        "<rss version='2.0'><channel><ttl>60</ttl><skipHours><hour>0</hour>"
                        "<hour>24</hour><hour>7</hour><hour>x</hour></skipHours><skipDays>"
                        "<day>Sunday</day><day>Someday</day></skipDays>"
                        "<atom:link rel='hub' href='https://h.example/'/></channel></rss>")
                        .feed;
  EXPECT_EQ(feed.ttl_minutes, 60);
  EXPECT_FALSE(feed.ttl_is_syndication);
  EXPECT_EQ(feed.skip_hours, (std::vector<int>{0, 7}));
  EXPECT_EQ(feed.skip_days, (std::vector<int>{0}));
  EXPECT_EQ(feed.hub, "https://h.example/");
}

TEST(Parse, ReportsSyndicationPeriodAsSuch) {
  const auto feed = parsed(
                        "<rss version='2.0'><channel><sy:updatePeriod>\n daily </sy:updatePeriod>"
                        "<sy:updateFrequency>4</sy:updateFrequency></channel></rss>")
                        .feed;
  EXPECT_EQ(feed.ttl_minutes, 360);
  EXPECT_TRUE(feed.ttl_is_syndication);
}

// RFC 4287 section 3.1.1
TEST(Parse, ReadsAtomTextByItsType) {
  EXPECT_EQ(entry_of("<title type='html'>a &lt;b&gt;b&lt;/b&gt; &amp;amp;</title>").title, "a b &");
  EXPECT_EQ(entry_of("<title type='text'>a &lt;b&gt; &amp;amp;</title>").title, "a <b> &amp;");
  EXPECT_EQ(entry_of("<title>1 &lt; 2</title>").title, "1 < 2");
  EXPECT_EQ(entry_of("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> "
                     "<i>c</i></div></title>")
                .title,
            "a b c");
  EXPECT_EQ(
      entry_of("<title type='xhtml'><div><b>a<i>b</i> </b><i><![CDATA[c]]> </i>d</div></title>")
          .title,
      "ab c d");
  EXPECT_EQ(entry_of("<content type='xhtml'><div>a<br/><p></p>&lt;</div></content>").content,
            "a<br/><p></p>&lt;");
  EXPECT_EQ(entry_of("<summary type='application/octet-stream'>RXhhbXBsZSA8Yj5BPC9iPg==</summary>")
                .summary,
            "Example <b>A</b>");
}

TEST(Parse, FollowsXmlBaseThroughTheTree) {
  const auto document = parsed(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b.example/x/'>"
      "<entry xml:base='y/'><id>1</id><link href='z'/></entry>"
      "<entry><id>tag:b.example,2025:1</id><link xml:base='http://c.example/' href='z'/></entry>"
      "</feed>");
  EXPECT_EQ(document.items.at(0).link, "http://b.example/x/y/z");
  EXPECT_EQ(document.items.at(0).id, "http://b.example/x/y/1");
  EXPECT_EQ(document.items.at(1).link, "http://c.example/z");
  EXPECT_EQ(document.items.at(1).id, "tag:b.example,2025:1");
}

TEST(Parse, ReadsNewsSitemaps) {
  const auto document = parsed(
      "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
      "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://e.example/1"
      "</loc><news:news><news:publication><news:name>Paper</news:name><news:language>en"
      "</news:language></news:publication><news:publication_date>2025-01-28</news:publication_date>"
      "<news:title>t</news:title></news:news></url><url><loc>http://e.example/2</loc></url>"
      "</urlset>");
  EXPECT_EQ(document.format, FeedFormat::kSitemap);
  ASSERT_EQ(document.items.size(), 1U);
  EXPECT_EQ(document.items[0].title, "t");
  EXPECT_EQ(document.items[0].link, "http://e.example/1");
  EXPECT_EQ(document.feed.language, "en");
}

TEST(Parse, ReadsJsonFeedAndSkipsFieldsOfTheWrongType) {
  const auto document = parsed(R"({"version": "https://jsonfeed.org/version/1", "title": 7,
    "items": [3, {"id": 12, "url": "http://e.example/1", "title": "a &amp; b", "tags": "x",
    "author": {"name": "Ann"}, "date_published": "2025-01-27T08:00:00+05:30",
    "content_html": "<p>x</p>", "attachments": [{"url": []}]}]})");
  ASSERT_EQ(document.items.size(), 1U);
  const model::Item& item = document.items[0];
  EXPECT_EQ(item.id, "12");
  EXPECT_EQ(item.title, "a & b");
  EXPECT_EQ(item.content, "<p>x</p>");
  EXPECT_EQ(item.authors, (std::vector<model::Person>{{"Ann", "", ""}}));
  EXPECT_TRUE(item.published);
  EXPECT_TRUE(item.enclosures.empty());
}

TEST(Parse, ReadsTenThousandItemsAndSaysThatThereAreMore) {
  std::string text = "<rss version='2.0'><channel>";
  for (int i = 0; i < 10'001; ++i) text += "<item><title>t</title></item>";
  const auto document = parsed(text + "</channel></rss>");
  EXPECT_EQ(document.items.size(), 10'000U);
  EXPECT_EQ(document.warnings,
            (std::vector<std::string>{"of 10001 items only the newest 10000 are read"}));
}

TEST(Parse, GivesNoWarningForAGoodDocument) {
  EXPECT_TRUE(parsed("<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0'><channel>"
                     "<title>é</title><item><title>a &amp; &#8217;</title></item></channel></rss>")
                  .warnings.empty());
}

// An archive in which the newest items come last, and some have no date.
TEST(Parse, OfTooManyItemsTheNewestAreRead) {
  std::string rss = "<rss version='2.0'><channel>", json;
  for (int i = 0; i < 40'000; ++i) {
    const int day = 1 + i / 1440 % 28, hour = i / 60 % 24;
    const std::string date = fmt::format("2025-01-{:02}T{:02}:{:02}:00Z", day, hour, i % 60);
    const bool dated = i % 1000 != 7;
    rss += fmt::format("<item><guid>{}</guid>{}</item>", i,
                       dated ? "<pubDate>" + date + "</pubDate>" : "");
    json += fmt::format("{}{{\"id\":\"{}\"{}}}", i == 0 ? "" : ",", i,
                        dated ? ",\"date_modified\":\"" + date + "\"" : "");
  }
  rss += "</channel></rss>";
  json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[" + json + "]}";
  for (const std::string& text : {rss, json}) {
    const auto document = parsed(text);
    ASSERT_EQ(document.items.size(), 10'000U);
    EXPECT_EQ(document.items.front().id, "29990");
    EXPECT_EQ(document.items.back().id, "39999");
    EXPECT_EQ(document.warnings,
              (std::vector<std::string>{"of 40000 items only the newest 10000 are read"}));
    EXPECT_TRUE(document.complete);
  }
}

TEST(Parse, APrefixThatIsNotDeclaredLeavesAWarning) {
  const auto document = parsed(
      "<rss version='2.0' "
      "xmlns:ok='urn:x'><channel><item><title>a</title><dc:creator>N</dc:creator>"
      "<ok:x>1</ok:x><zz:y>1</zz:y><dc:date>2025-01-01</dc:date><b xmlns:in='urn:y'/>"
      "</item></channel></rss>");
  ASSERT_EQ(document.items.size(), 1U);
  EXPECT_EQ(document.items[0].authors.size(), 1U);
  EXPECT_EQ(document.warnings, (std::vector<std::string>{"a prefix is not declared: dc",
                                                         "a prefix is not declared: zz"}));
}

}  // namespace
}  // namespace newswatch::parse
