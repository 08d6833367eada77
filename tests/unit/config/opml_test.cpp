#include "config/opml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "config/import_feeds.h"
#include "config/load_settings.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Opml read(const std::string& body) {
  auto opml = read_opml(
      "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"><head><title>x</title>"
      "</head><body>" +
      body + "</body></opml>");
  EXPECT_TRUE(opml) << opml.error().context;
  return opml.value_or(Opml{});
}

Settings own() {
  Settings settings;
  settings.source = "newswatch.toml";
  return settings;
}

Settings loaded(const std::string& toml) {
  auto settings = parse_settings(toml, "test", notify::sink_table());
  EXPECT_TRUE(settings) << to_string(settings.error()) << toml;
  return settings ? *settings : Settings{};
}

TEST(ReadOpml, MakesEveryFolderAndCategoryALabel) {
  const Opml opml = read(
      "<outline text='Tech'><outline title='Deep'>"
      "<outline text='A' XMLURL=' https://a.test/f ' htmlUrl='https://a.test/' type='RSS'"
      " category='x, /y/z,Tech'/></outline><outline text='B' xmlurl='https://b.test/'/></outline>"
      "<outline text='C' xmlUrl='https://c.test/' type='atom'/>");
  ASSERT_EQ(opml.feeds.size(), 3u);
  EXPECT_EQ(
      opml.feeds[0],
      (OpmlFeed{"A", "https://a.test/f", "https://a.test/", {"Tech", "Deep", "x", "y", "z"}}));
  EXPECT_THAT(opml.feeds[1].labels, ElementsAre("Tech"));
  EXPECT_THAT(opml.feeds[2].labels, IsEmpty());
}

TEST(ReadOpml, TakesFeedSchemesForTheWebs) {
  const Opml opml = read(
      "<outline xmlUrl='feed://a.test/f'/><outline xmlUrl='FEED:https://b.test/f'/>"
      "<outline xmlUrl='feed:http://c.test/f'/>");
  ASSERT_EQ(opml.feeds.size(), 3u);
  EXPECT_EQ(opml.feeds[0].url, "http://a.test/f");
  EXPECT_EQ(opml.feeds[1].url, "https://b.test/f");
  EXPECT_EQ(opml.feeds[2].url, "http://c.test/f");
}

TEST(ReadOpml, CountsRepeatedUrlsAndOtherTypes) {
  const Opml opml = read(
      "<outline xmlUrl='https://a.test/f'/><outline xmlUrl='https://A.test/f'/>"
      "<outline type='pie' xmlUrl='https://b.test/f'/><outline type='link' "
      "url='https://c.test/'/>");
  EXPECT_EQ(opml.feeds.size(), 1u);
  EXPECT_EQ(opml.duplicates, 1u);
  EXPECT_EQ(opml.others, 1u);
}

TEST(ReadOpml, LeavesOutWhatIsAComment) {
  const Opml opml = read(
      "<outline xmlUrl='https://a.example/'/><outline xmlUrl='https://b.example/' isComment='true'>"
      "<outline xmlUrl='https://c.example/'/></outline>"
      "<outline text='old' ISCOMMENT='TRUE'><outline><outline xmlUrl='https://d.example/'/>"
      "</outline></outline><outline><outline isComment='true'/></outline>"
      "<outline xmlUrl='https://e.example/' isComment='false'/>");
  ASSERT_EQ(opml.feeds.size(), 2u);
  EXPECT_EQ(opml.feeds[0].url, "https://a.example/");
  EXPECT_EQ(opml.feeds[1].url, "https://e.example/");
  EXPECT_EQ(opml.switched_off, 3u);
}

TEST(ReadOpml, NamesWhatItDoesNotFollow) {
  const Opml opml = read(
      "<outline text='more' type='include' url='https://u:p@inc.example/more.opml'/>"
      "<outline text='list' type='link' url='https://e.example/List.OPML?x=1'/>"
      "<outline text='page' type='link' url='https://e.example/page'/>"
      "<outline text='nowhere' type='include'/>"
      "<outline type='include' url='https://off.example/a.opml' isComment='true'/>");
  EXPECT_THAT(opml.feeds, IsEmpty());
  EXPECT_THAT(opml.included, ElementsAre("https://inc.example/more.opml",
                                         "https://e.example/List.OPML?x=1", "nowhere"));
  EXPECT_EQ(opml.links, 1u);
}

TEST(ReadOpml, KnowsThePlaceOfEachOutline) {
  const auto opml = read_opml(
      "<opml>\n<body>é<outline xmlUrl='https://a.test/'/>"
      "<outline xmlUrl='https://b.test/'/>\n\n  <outline xmlUrl='https://a.test/'/>"
      "<outline xmlUrl='https://c.test/'/></body></opml>");
  ASSERT_TRUE(opml);
  EXPECT_THAT(opml->places, ElementsAre(Position{2, 8}, Position{2, 43}, Position{4, 38}));
}

TEST(ReadOpml, NamesTheLineOfBrokenXml) {
  const auto broken = read_opml("<opml>\n<body>\n<outline text='a'\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, model::ErrorKind::kBadInput);
  EXPECT_THAT(broken.error().context, HasSubstr("line 3"));
  for (const char* text : {"", "no xml", "<rss version='2.0'/>"}) {
    const auto other = read_opml(text);
    ASSERT_FALSE(other) << text;
    EXPECT_THAT(other.error().context, HasSubstr("not OPML")) << text;
  }
}

TEST(ReadOpml, ReadsUtf16AndLatin1) {
  const auto latin = read_opml(
      "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body>"
      "<outline text='Caf\xe9' xmlUrl='https://a.test/'/></body></opml>");
  ASSERT_TRUE(latin);
  EXPECT_EQ(latin->feeds.at(0).title, "Café");
  const std::string ascii =
      "<opml><body><outline text='A' xmlUrl='https://a.test/'/></body></opml>";
  std::string wide = "\xff\xfe";
  for (const char c : ascii) {
    wide += c;
    wide += '\0';
  }
  const auto utf16 = read_opml(wide);
  ASSERT_TRUE(utf16);
  EXPECT_EQ(utf16->feeds.at(0).title, "A");
}

TEST(ReadOpml, SurvivesFoldersOfAnyDepth) {
  std::string open, close;
  for (int i = 0; i < 100'000; ++i) {
    open += "<outline text='f" + std::to_string(i) + "'>";
    close += "</outline>";
  }
  const Opml opml = read(open + "<outline xmlUrl='https://a.test/'/>" + close +
                         "<outline xmlUrl='https://b.test/'/>");
  ASSERT_EQ(opml.feeds.size(), 2u);
  EXPECT_EQ(opml.feeds[0].labels.size(), 20u);
  EXPECT_THAT(opml.feeds[1].labels, IsEmpty());
}

TEST(ImportFeeds, PrintsTablesThatAConfigTakes) {
  const std::string long_title(150, 'x');
  const Opml opml = read(
      "<outline text='a &quot;b&quot; \\ &#10; &#x202e;c&#7;'><outline text='Same' "
      "xmlUrl='https://a.test/1'/></outline><outline text='Same' xmlUrl='https://a.test/2'/>"
      "<outline text='" +
      long_title +
      "' xmlUrl='https://a.test/3'/>"
      "<outline text='" +
      long_title +
      "' xmlUrl='https://a.test/4'/>"
      "<outline text='  ' xmlUrl='https://a.test/5?x=&quot;y&quot;\\z'/>"
      "<outline text='q &quot;\\&#9;&#x2028;&#x85;' xmlUrl='https://a.test/6'/>");
  const Import import = import_feeds(opml, own());
  EXPECT_EQ(import.taken, 6u);
  EXPECT_THAT(import.bad, IsEmpty());
  const Settings settings = loaded(import.toml);
  ASSERT_EQ(settings.feeds.size(), 6u);
  EXPECT_THAT(settings.feeds[0].labels, ElementsAre("a \"b\" \\ c"));
  EXPECT_EQ(settings.feeds[1].name, "Same 2");
  EXPECT_EQ(settings.feeds[2].name, std::string(100, 'x'));
  EXPECT_EQ(settings.feeds[3].name, std::string(98, 'x') + " 2");
  EXPECT_EQ(settings.feeds[4].name, "a.test");
  EXPECT_EQ(settings.feeds[5].name, "q \"\\");
}

TEST(ImportFeeds, NumbersNamesThatAreTaken) {
  std::string body = "<outline text='Same 3' xmlUrl='https://a.test/'/>";
  for (int i = 0; i < 4; ++i) {
    body += "<outline text='Same' xmlUrl='https://a.test/" + std::to_string(i) + "'/>";
  }
  const Settings settings = loaded(import_feeds(read(body), own()).toml);
  std::vector<std::string> names;
  for (const FeedSettings& feed : settings.feeds) names.push_back(feed.name);
  EXPECT_THAT(names, ElementsAre("Same 3", "Same", "Same 2", "Same 4", "Same 5"));
}

TEST(ImportFeeds, WritesALabelOnce) {
  const Opml opml = read(
      "<outline text='a b'><outline text='&#9;'><outline text='a&#9;b'>"
      "<outline text='x' xmlUrl='https://a.test/' category='a "
      "b,c'/></outline></outline></outline>");
  EXPECT_THAT(loaded(import_feeds(opml, own()).toml).feeds.at(0).labels, ElementsAre("a b", "c"));
}

TEST(ImportFeeds, CutsALongNameAtACharacter) {
  std::string title = "x";
  for (int i = 0; i < 60; ++i) title += "é";
  const Import import =
      import_feeds(read("<outline text='" + title + "' xmlUrl='https://a.test/'/>"), own());
  EXPECT_EQ(loaded(import.toml).feeds.at(0).name, title.substr(0, 99));
}

TEST(ImportFeeds, LeavesOutWhatTheConfigHas) {
  Settings settings =
      loaded("[[feed]]\nname = 'Same'\noutlet = 'The A'\nurl = 'https://a.test/1'\n");
  const Opml opml = read(
      "<outline text='x' xmlUrl='https://A.test/1'/><outline text='Same' "
      "xmlUrl='https://a.test/2'/>");
  const Import import = import_feeds(opml, settings);
  EXPECT_EQ(import.known, 1u);
  EXPECT_EQ(import.taken, 1u);
  EXPECT_EQ(import.toml,
            "\n[[feed]]\nname = \"Same 2\"\noutlet = \"The A\"\nurl = \"https://a.test/2\"\n");
  // The first [[feed]] of a config replaces the built-in ones.
  settings.source = "built-in";
  EXPECT_EQ(import_feeds(opml, settings).taken, 2u);
}

TEST(ImportFeeds, RefusesAPasswordAndNeverPrintsIt) {
  const Import import = import_feeds(
      read("<outline text='https://me:hunter2@a.test/f' xmlUrl='https://me:hunter2@a.test/f'/>"
           "<outline text='S' xmlUrl='https://me:hunter2@a.test:bad/f'/>"
           "<outline text='F' xmlUrl='ftp://a.test/f'/>"),
      own());
  EXPECT_EQ(import.taken, 0u);
  ASSERT_EQ(import.bad.size(), 3u);
  EXPECT_THAT(import.bad[0], HasSubstr("write url = \"https://a.test/f\" and auth_file = "));
  EXPECT_THAT(import.toml, HasSubstr("# url = \"https://a.test/f\""));
  EXPECT_EQ(import.bad[1], "\"S\": its url is not one");
  EXPECT_THAT(import.bad[2], testing::StartsWith("\"F\": its url has the scheme \"ftp\""));
  for (const std::string& said : {import.toml, import.bad[0], import.bad[1]}) {
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
  }
  EXPECT_TRUE(parse_settings(import.toml, "test", notify::sink_table(), {}, NamedFiles::kLeave,
                             Feeds::kOptional));
}

TEST(WriteOpml, ComesBackAsTheSameFeeds) {
  const Settings settings = loaded(R"(
[[feed]]
name = "<a> & \"b\" 'c' ]]>"
url = 'https://a.test/?q=1&r=<x>'
labels = ['one', 'two', 'three, four', '/five']
[[feed]]
name = 'plain'
url = 'https://b.test/'
[[feed]]
name = 'again'
url = 'https://c.test/'
labels = ['one']
[[feed]]
name = "odd \uFFFD Ünïcode"
url = 'https://d.test/'
labels = ['with, comma']
)");
  const auto opml = read_opml(write_opml(settings.feeds));
  ASSERT_TRUE(opml) << opml.error().context;
  const Import import = import_feeds(*opml, own());
  const Settings back = loaded(import.toml);
  ASSERT_EQ(back.feeds.size(), settings.feeds.size());
  for (const FeedSettings& feed : settings.feeds) {
    const auto at = std::find_if(back.feeds.begin(), back.feeds.end(),
                                 [&](const FeedSettings& other) { return other.url == feed.url; });
    ASSERT_NE(at, back.feeds.end()) << feed.url;
    EXPECT_EQ(at->name, feed.name);
    EXPECT_THAT(at->labels, testing::UnorderedElementsAreArray(feed.labels));
  }
}

TEST(WriteOpml, TellsNoSecretAndNoPath) {
  FeedSettings feed;
  feed.name = "a\xef\xbf\xbe";
  feed.url = "https://a.test/";
  feed.auth_file = "/etc/newswatch/a.auth";
  feed.headers_file = "/etc/newswatch/a.headers";
  const std::string opml = write_opml({feed});
  EXPECT_THAT(opml, Not(HasSubstr("/etc/")));
  EXPECT_THAT(opml, Not(HasSubstr("\xef\xbf\xbe")));  // no character of XML
}

}  // namespace
}  // namespace newswatch::config
