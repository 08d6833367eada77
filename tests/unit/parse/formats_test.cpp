// Roots, versions and spellings of every standard, and what is none.
#include <gtest/gtest.h>

#include "unit/parse/feed_text.h"

namespace newswatch::parse {
namespace {

using model::FeedFormat;
using namespace std::string_literals;

TEST(Formats, RssElementsMayBeInAnyCase) {
  const auto document = parsed(
      "<RSS VERSION='2.0'><CHANNEL><TITLE>C</TITLE><Link>http://e.example/</Link><TTL>5</TTL>"
      "<ITEM><TITLE>T</TITLE><LINK>http://e.example/1</LINK><PUBDATE>2025-01-27</PUBDATE>"
      "<Guid ispermalink='false'>g</Guid></ITEM></CHANNEL></RSS>");
  EXPECT_EQ(document.feed.title, "C");
  EXPECT_EQ(document.feed.link, "http://e.example/");
  EXPECT_EQ(document.feed.ttl_minutes, 5);
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].title, "T");
  EXPECT_EQ(document.items[0].link, "http://e.example/1");
  EXPECT_EQ(document.items[0].id, "g");
  EXPECT_TRUE(document.items[0].published.has_value());
}

TEST(Formats, AtomElementsMayBeInAnyCase) {
  const auto document = parsed(
      "<FEED xmlns='http://www.w3.org/2005/Atom'><TITLE>C</TITLE><Entry><Title>T</Title>"
      "<Link href='http://e.example/1'/><ID>i</ID><Updated>2025-01-27T10:00:00Z</Updated></Entry>"
      "</FEED>");
  EXPECT_EQ(document.feed.title, "C");
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].title, "T");
  EXPECT_EQ(document.items[0].link, "http://e.example/1");
  EXPECT_EQ(document.items[0].id, "i");
  EXPECT_TRUE(document.items[0].updated.has_value());
}

TEST(Formats, AnItemByItselfIsReadIfItHasTitleAndLink) {
  EXPECT_EQ(first_item("<item><title>T</title><link>http://e.example/1</link></item>", "").link,
            "http://e.example/1");
  EXPECT_EQ(first_item("<entry><title>T</title><link href='http://e.example/1'/></entry>", "").link,
            "http://e.example/1");
  EXPECT_EQ(refusal("<item><price>1</price></item>"),
            "not a feed: XML whose root element is \"item\"");
}

TEST(Formats, Rss11IsNoChannelDefinition) {
  const auto document = parsed(
      "<Channel xmlns='http://purl.org/net/rss1.1#' "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:about='http://e.example/f'>"
      "<title>C</title><items rdf:parseType='Collection'><item rdf:about='http://e.example/1'>"
      "<title>T</title></item></items></Channel>");
  EXPECT_EQ(document.format, FeedFormat::kRss10);
  EXPECT_EQ(document.feed.title, "C");
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].id, "http://e.example/1");
  EXPECT_EQ(document.items[0].link, "http://e.example/1");
}

TEST(Formats, RssWithoutAChannelOrWithTwoGivesAllItems) {
  const auto bare =
      parsed("<rss version='2.0'><title>C</title><item><title>1</title></item></rss>");
  EXPECT_EQ(bare.feed.title, "C");
  EXPECT_EQ(bare.items.size(), 1u);
  const auto two = parsed(
      "<rss version='2.0'><channel><title>A</title><item><title>1</title></item></channel>"
      "<channel><title>B</title><item><title>2</title></item></channel></rss>");
  EXPECT_EQ(two.feed.title, "A");
  ASSERT_EQ(two.items.size(), 2u);
  EXPECT_EQ(two.items[1].title, "2");
}

TEST(Formats, AFeedWithoutItemsIsAFeed) {
  constexpr const char* kRdf =
      "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
      "xmlns='http://purl.org/rss/1.0/'><channel><title>C</title></channel></r:RDF>";
  for (const char* text :
       {"<rss version='2.0'><channel><title>C</title></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title></feed>", kRdf,
        R"({"version":"https://jsonfeed.org/version/1.1","title":"C","items":[]})",
        "<CHANNEL HREF='http://e.example/'><TITLE>C</TITLE></CHANNEL>"}) {
    const auto document = parsed(text);
    EXPECT_EQ(document.feed.title, "C") << text;
    EXPECT_TRUE(document.items.empty());
  }
}

TEST(Formats, ASitemapNeedsTheNewsNamespaceButNoNews) {
  constexpr const char* kStart = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'";
  EXPECT_EQ(parsed(kStart + " xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'/>"s).format,
            FeedFormat::kSitemap);
  EXPECT_EQ(refusal(kStart + "><url><loc>http://e.example/</loc></url></urlset>"s),
            "not a feed: a sitemap without news");
}

TEST(Formats, ASitemapNamesTheOutlet) {
  const auto item = first_item(
      "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url>"
      "<loc>http://e.example/1</loc><n:news><n:publication><n:name>G</n:name></n:publication>"
      "<n:title>T</n:title></n:news></url></urlset>",
      "");
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->title, "G");
}

TEST(Formats, CdfMayPutItsTextsIntoAttributes) {
  const auto document = parsed(
      "<Channel HREF='http://e.example/' BASE='http://b.example/'><Title VALUE='C'/>"
      "<Abstract VALUE='A'/><LastMod VALUE='1998-01-01'/><Item HREF='1.html'><Title>T</Title>"
      "</Item></Channel>");
  EXPECT_EQ(document.format, FeedFormat::kCdf);
  EXPECT_EQ(document.feed.title, "C");
  EXPECT_EQ(document.feed.description, "A");
  EXPECT_TRUE(document.feed.updated.has_value());
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].link, "http://b.example/1.html");
}

TEST(Refusal, SaysWhatItIs) {
  const std::pair<std::string, std::string> kCases[] = {
      {"", "an empty document"},
      {" \n\t", "an empty document"},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "a PNG image"},
      {"GIF89a\1\0"s, "a GIF image"},
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "a JPEG image"},
      {"RIFF\0\0\0\0WEBPVP8 "s, "a WebP image"},
      {"\0\0\1\0\1\0"s, "an icon"},
      {"\x1F\x8B\x08\0"s, "gzip data"},
      {"PK\3\4abc", "a ZIP archive"},
      {"%PDF-1.4", "a PDF"},
      {"<!-- c --><!DOCTYPE html><title> A\n b </title>", "an HTML page: title 'A b'"},
      {"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title>"
       "</head></html>",
       "an HTML page: title 'x'"},
      {"<HTML><BODY>x", "an HTML page"},
      {"<div>oops</div>", "a piece of an HTML page"},
      {"<html><head><title>\x1B[31m</title>", "an HTML page: title '[31m'"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML whose root element is \"svg\""},
      {"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
       "XML whose root element is \"Envelope\""},
      {"<opml version='1.0'><body/></opml>", "an OPML list of feeds"},
      {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns:f='http://xmlns.com/foaf/0.1/'><f:Person/></rdf:RDF>",
       "RDF without a channel"},
      {"\0\0\0\0"s, "binary data"},
      {"MZ\x90\0\3\0\0\0"s, "binary data"},
      {"<br />\n<b>Warning</b>: x<!DOCTYPE html><html><head><title>T</title></head></html>",
       "an HTML page: title 'T'"},
      {"<noscript>Enable it</noscript>", "a piece of an HTML page"},
      {"var a = 1; // <rss>", "plain text: \"var a = 1; // <rss>\""},
      {"Not found\n", "plain text: \"Not found\""},
      {R"({"a":1})", "JSON without the version of JSON Feed"},
      {R"([{"@context":"https://schema.org"}])", "JSON without the version of JSON Feed"},
      {R"({"version":"https://jsonfeed.org/version/1","items":[)", "JSON that is cut or not valid"},
  };
  for (const auto& [text, kind] : kCases) EXPECT_EQ(refusal(text), "not a feed: " + kind) << text;
}

TEST(Formats, APageForPeopleIsAnErrorOfItsOwnKind) {
  const auto kind = [](const std::string& text) { return parse({text, "", ""}).error().kind; };
  EXPECT_EQ(kind("<!DOCTYPE html><title>404</title>"), model::ErrorKind::kWebPage);
  EXPECT_EQ(kind("<div>oops</div>"), model::ErrorKind::kWebPage);
  EXPECT_EQ(kind("Not found: an HTML page\n"), model::ErrorKind::kBadInput);
  EXPECT_EQ(kind("<opml/>"), model::ErrorKind::kBadInput);
}

TEST(Formats, NamesOfModulesAndAttributesMayBeInAnyCase) {
  const auto item = item_of(
      "<Enclosure URL='http://e.example/a' TYPE='x' LENGTH='3'/><DC:Creator "
      "xmlns:DC='http://PURL.org/DC/elements/1.1/'>N</DC:Creator>"
      "<feedburner:OrigLink>http://e.example/1</feedburner:OrigLink>");
  ASSERT_EQ(item.enclosures.size(), 1u);
  EXPECT_EQ(item.enclosures[0].length, 3u);
  ASSERT_EQ(item.authors.size(), 1u);
  EXPECT_EQ(item.authors[0].name, "N");
  EXPECT_EQ(item.link, "http://e.example/1");
}

TEST(Formats, AMadeUpDefaultNamespaceIsIgnored) {
  for (const char* text : {"<rss version='2.0' xmlns='http://made.example/up'><channel><item>"
                           "<title>T</title></item></channel></rss>",
                           "<rss version='2.0'><channel xmlns='http://made.example/up'><item>"
                           "<title>T</title></item></channel></rss>",
                           "<feed xmlns='http://made.example/up'><entry><title>T</title></entry>"
                           "</feed>"}) {
    EXPECT_EQ(first_item(text, "").title, "T") << text;
  }
}

TEST(Formats, AnElementOfAnotherNamespaceIsNotTheItemsOwn) {
  EXPECT_EQ(item_of("<title xmlns='http://other.example/'>O</title><x:title "
                    "xmlns:x='http://x.example/'>X</x:title><title>T</title>")
                .title,
            "T");
}

TEST(Formats, AtomBeforeItHadANameIsRead) {
  const auto document = parsed(
      "<feed version='0.2' xmlns='http://purl.org/pie/'><title>C</title><subtitle>S</subtitle>"
      "<entry><title>T</title><link>http://e.example/1</link><id>1</id>"
      "<issued>2003-01-01T00:00:00Z</issued></entry></feed>");
  EXPECT_EQ(document.format, FeedFormat::kAtom03);
  EXPECT_EQ(document.feed.description, "S");
  ASSERT_EQ(document.items.size(), 1u);
  EXPECT_EQ(document.items[0].link, "http://e.example/1");
  EXPECT_TRUE(document.items[0].published.has_value());
}

TEST(Formats, RssMayUseAtomsWords) {
  const auto document = parsed(
      "<rss version='2.0'><channel><title>C</title><tagline>D</tagline><item><id>i</id>"
      "<summary>S</summary><content type='html'>B</content><created>2003-01-01</created>"
      "<author><name>N</name><email>n@e.example</email><url>http://n.example/</url></author>"
      "<source><title>P</title><link>http://p.example/</link></source></item></channel></rss>");
  EXPECT_EQ(document.feed.description, "D");
  ASSERT_EQ(document.items.size(), 1u);
  const model::Item& item = document.items[0];
  EXPECT_EQ(item.id, "i");
  EXPECT_EQ(item.summary, "S");
  EXPECT_EQ(item.content, "B");
  EXPECT_TRUE(item.published.has_value());
  ASSERT_EQ(item.authors.size(), 1u);
  EXPECT_EQ(item.authors[0], (model::Person{"N", "n@e.example", "http://n.example/"}));
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->title, "P");
  EXPECT_EQ(item.source->url, "http://p.example/");
}

TEST(Formats, TheOwnWordsOfRssWin) {
  const auto item = item_of(
      "<id>i</id><guid isPermaLink='false'>g</guid><summary>S</summary>"
      "<description>D</description>");
  EXPECT_EQ(item.id, "g");
  EXPECT_EQ(item.summary, "D");
}

TEST(Formats, AtomMayUseRssWords) {
  const auto document = parsed(
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title><description>D</description>"
      "<ttl>5</ttl><entry><guid>http://e.example/1</guid><description>S</description>"
      "<pubDate>Mon, 27 Jan 2025 10:00:00 GMT</pubDate><comments>http://e.example/c</comments>"
      "<enclosure url='http://e.example/a' length='1'/><source url='http://p.example/'>P</source>"
      "</entry></feed>");
  EXPECT_EQ(document.feed.description, "D");
  EXPECT_EQ(document.feed.ttl_minutes, 5);
  ASSERT_EQ(document.items.size(), 1u);
  const model::Item& item = document.items[0];
  EXPECT_EQ(item.id, "http://e.example/1");
  EXPECT_EQ(item.link, "http://e.example/1");
  EXPECT_EQ(item.summary, "S");
  EXPECT_TRUE(item.published.has_value());
  EXPECT_EQ(item.comments, "http://e.example/c");
  EXPECT_EQ(item.enclosures.size(), 1u);
  ASSERT_TRUE(item.source.has_value());
  EXPECT_EQ(item.source->title, "P");
}

TEST(Formats, CdfMayHoldChannelsInChannels) {
  const auto document = parsed(
      "<CHANNEL HREF='http://e.example/'><TITLE>C</TITLE><ITEM HREF='1'><TITLE>1</TITLE></ITEM>"
      "<CHANNEL HREF='s'><TITLE>S</TITLE><ITEM HREF='2'><TITLE>2</TITLE></ITEM><CHANNEL/></CHANNEL>"
      "<ITEM HREF='3'><TITLE>3</TITLE></ITEM></CHANNEL>");
  EXPECT_EQ(document.feed.title, "C");
  EXPECT_EQ(document.feed.link, "http://e.example/");
  ASSERT_EQ(document.items.size(), 3u);
  EXPECT_EQ(document.items[1].title, "2");
  EXPECT_EQ(document.items[2].link, "http://e.example/3");
}

TEST(Formats, TheLastFormOfATextInSeveralIsRead) {
  EXPECT_EQ(entry_of("<content type='multipart/alternative'><content type='text/plain'>p</content>"
                     "<content type='text/html' mode='escaped'>&lt;b&gt;h</content></content>")
                .content,
            "<b>h");
  EXPECT_EQ(entry_of("<content type='multipart/mixed'/>").content, "");
}

// Programs that escape the marks of their own CDATA sections do it in every field.
TEST(Formats, EscapedMarksOfCdataSectionsAreNoText) {
  const auto wrapped = [](const std::string& text) { return "&lt;![CDATA[" + text + "]]&gt;"; };
  const auto item = item_of(
      "<title>" + wrapped("A &amp;amp; B") + "</title><link> " + wrapped(" http://e.example/1 ") +
      "</link><guid>" + wrapped("g") + "</guid><pubDate>" +
      wrapped("Fri, 01 May 2026 10:00:00 GMT") + "</pubDate><description>" +
      wrapped("Some <b>b</b>") + "</description><category>" + wrapped("c") + "</category><author>" +
      wrapped("N") + "</author><content:encoded>&amp;lt;![CDATA[twice]]&amp;gt;</content:encoded>");
  EXPECT_EQ(item.title, "A & B");
  EXPECT_EQ(item.link, "http://e.example/1");
  EXPECT_EQ(item.id, "g");
  EXPECT_TRUE(item.published.has_value());
  EXPECT_EQ(item.summary, "Some <b>b</b>");
  EXPECT_EQ(item.content, "twice");
  EXPECT_EQ(item.categories, std::vector<std::string>{"c"});
  ASSERT_EQ(item.authors.size(), 1u);
  EXPECT_EQ(item.authors[0].name, "N");
  const auto entry = entry_of("<id>" + wrapped("i") + "</id><title type='html'>" + wrapped("T") +
                              "</title><link href='" + wrapped("http://e.example/2") + "'/>");
  EXPECT_EQ(entry.id, "i");
  EXPECT_EQ(entry.title, "T");
  EXPECT_EQ(entry.link, "http://e.example/2");
  const auto json = parsed(
      "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"<![CDATA[1]]>\","
      "\"url\":\"<![CDATA[http://e.example/3]]>\"}]}");
  ASSERT_EQ(json.items.size(), 1u);
  EXPECT_EQ(json.items[0].id, "1");
  EXPECT_EQ(json.items[0].link, "http://e.example/3");
}

}  // namespace
}  // namespace newswatch::parse
