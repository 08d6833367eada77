// feeds_files: which files they are, what may stand in them, and where their problems are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "config/import_feeds.h"
#include "config/load_settings.h"
#include "config/show.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string feed_of(const std::string& name) {
  return "[[feed]]\nname = '" + name + "'\nurl = 'https://" + name + ".example/'\n";
}

class FeedsFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-feeds-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::filesystem::create_directory(folder_ / "feeds.d");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // The config with this list, and `more` below it.
  LoadResult load(const std::string& list, const std::string& more = {}) const {
    write("n.toml", "feeds_files = [" + list + "]\n" + more);
    return load_settings(folder_ / "n.toml", notify::sink_table());
  }
  std::vector<std::string> names(const std::string& list, const std::string& more = {}) const {
    const auto settings = load(list, more);
    EXPECT_TRUE(settings) << to_string(settings.error());
    std::vector<std::string> out;
    if (!settings) return out;
    for (const FeedSettings& one : settings->feeds) out.push_back(one.name);
    return out;
  }
  // The problems, with F/ in place of the folder.
  std::string wrong(const std::string& list, const std::string& more = {}) const {
    const auto settings = load(list, more);
    std::string told = settings ? "no problem" : to_string(settings.error());
    for (std::size_t at; (at = told.find(path(""))) != std::string::npos;) {
      told.replace(at, path("").size(), "F/");
    }
    return told;
  }

  std::filesystem::path folder_;
};

TEST_F(FeedsFiles, ComeBehindTheFeedsOfTheConfigInTheOrderOfTheList) {
  write("feeds.d/b.toml", feed_of("b1") + feed_of("b2"));
  write("feeds.d/a.toml", feed_of("a"));
  write("feeds.d/B.toml", feed_of("big"));
  write("z.TOML", feed_of("z"));
  write("feeds.d/.hidden.toml", feed_of("hidden"));
  EXPECT_THAT(names("'z.TOML', 'feeds.d/*.toml'", feed_of("own")),
              ElementsAre("own", "z", "big", "a", "b1", "b2"));
  EXPECT_THAT(names("'feeds.d/[ab].toml'"), ElementsAre("a", "b1", "b2")) << "and no built-in ones";
  const auto settings = load("'" + path("feeds.d") + "/*', 'z.TOML'");
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->feeds_from.size(), 4u);
  EXPECT_EQ(settings->feeds_from[2], (FeedsFile{folder_ / "feeds.d/b.toml", 0, 2, ""}));
  EXPECT_EQ(settings->feeds_from[3], (FeedsFile{folder_ / "z.TOML", 1, 1, ""}));
}

TEST_F(FeedsFiles, AreReadOnceAtTheFirstEntryThatNamesThem) {
  write("feeds.d/a.toml", feed_of("a"));
  write("feeds.d/b.toml", feed_of("b"));
  EXPECT_THAT(names("'feeds.d/b.toml', 'feeds.d/*.toml', './feeds.d/../feeds.d/a.toml'"),
              ElementsAre("b", "a"));
}

TEST_F(FeedsFiles, AGlobMayMatchNothingAndAPathMayNot) {
  EXPECT_THAT(names("'feeds.d/*.toml', 'nowhere/*.toml', 'n.toml/*.toml'", feed_of("own")),
              ElementsAre("own"));
  EXPECT_EQ(
      wrong("'feeds.d/*.toml',\n  'list.opml', ''", feed_of("own")),
      "F/n.toml:2:3: F/list.opml: can't be opened: No such file or directory\n"
      "F/n.toml:2:16: feeds_files holds an empty path; write the path of a file, or a glob\n");
}

TEST_F(FeedsFiles, ASignOfAGlobMayBelongToAName) {
  write("list[1].opml", "<opml><outline text='A' xmlUrl='https://a.example/'/></opml>");
  EXPECT_THAT(names("'list[1].opml'"), ElementsAre("A"));
  std::filesystem::create_directory(folder_ / "[x]*");
  write("[x]*/a.toml", feed_of("a"));
  write("[x]*/n.toml", "feeds_files = ['?.toml']\n" + feed_of("own"));
  const auto itself = load_settings(folder_ / "[x]*/n.toml", notify::sink_table());
  ASSERT_FALSE(itself);
  EXPECT_THAT(to_string(itself.error()),
              testing::EndsWith("/n.toml is this config itself; write a name or glob that does not "
                                "mean it\n"));
  write("[x]*/n.toml", "feeds_files = ['[a]*.toml']\n");
  EXPECT_TRUE(load_settings(folder_ / "[x]*/n.toml", notify::sink_table()));
}

TEST_F(FeedsFiles, WithoutAnyFeedNothingWouldBeWatched) {
  write("empty.toml", "# none yet\n");
  write("empty.opml", "<opml/>");
  EXPECT_EQ(wrong("'*.opml', 'empty.toml'"),
            "F/n.toml:1:15: no feed in these files, and no [[feed]]: nothing would be watched; "
            "write files with [[feed]] tables, or lists in OPML\n");
  EXPECT_EQ(wrong("'empty.toml'", feed_of("own")), "no problem");
  EXPECT_EQ(wrong(""),
            "F/n.toml: no [[feed]]: nothing would be watched; write [[feed]] tables, as "
            "`newswatch config show --default` prints them\n");
  write("a.toml", feed_of("a"));
  EXPECT_EQ(wrong("'a.toml'", "feed = []\n"), "no problem");
}

TEST_F(FeedsFiles, HoldFeedTablesAndNothingElse) {
  write("a.toml",
        feed_of("a") + "intervall = '1h'\n[fetch]\ninterval = '1h'\n[[topic]]\n[feeds]\n");
  write("b.toml", "feeds_files = []\nfeed = 'x'\n");
  EXPECT_EQ(wrong("'a.toml', 'b.toml'", "[fetc]\n"),
            "F/n.toml:2:2: unknown key \"fetc\"; write fetch\n"
            "F/a.toml:4:1: unknown key \"intervall\" in [[feed]]; write interval\n"
            "F/a.toml:5:2: fetch is of no use here: a file of feeds holds [[feed]] tables alone; "
            "write it in F/n.toml\n"
            "F/a.toml:7:3: topic is of no use here: a file of feeds holds [[feed]] tables alone; "
            "write it in F/n.toml\n"
            "F/a.toml:8:2: unknown key \"feeds\"; write feed\n"
            "F/b.toml:1:1: feeds_files is of no use here: a file of feeds holds [[feed]] tables "
            "alone; write it in F/n.toml\n"
            "F/b.toml:2:8: feed can't be a string, there may be several; write [[feed]] above "
            "each\n");
}

TEST_F(FeedsFiles, ProblemsOfAllFilesAreTold) {
  write("a.toml", "[[feed]]\nname = 'a'\nurl = 'ftp://a.example/'\n");
  write("b.toml", "[[feed]\n");
  write("c.toml", std::string("\0\x01\xff", 3));
  write("d.opml", "<opml>\n <outline\n");
  write("e.opml", "<!DOCTYPE html>\n<html></html>");
  const std::string told = wrong("'*.toml', '*.opml', 'a.toml'", feed_of("own") + "interval = 1\n");
  EXPECT_THAT(told, HasSubstr("F/n.toml:1:16: F/n.toml is this config itself"));
  EXPECT_THAT(told, HasSubstr("F/n.toml:5:12: interval of [[feed]] can't be a whole number"));
  EXPECT_THAT(told, HasSubstr("\nF/a.toml:3:7: url of scheme \"ftp\""));
  EXPECT_THAT(told, HasSubstr("\nF/b.toml:1:"));
  EXPECT_THAT(told, HasSubstr("\nF/c.toml:1:1: not TOML: the control character U+0000"));
  EXPECT_THAT(told, HasSubstr("\nF/d.opml:2:10: not OPML: "));
  EXPECT_THAT(told, HasSubstr("\nF/e.opml: not OPML: its root is \"html\"\n"));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 7);
}

TEST_F(FeedsFiles, OfManyProblemsTheFirstHundredAreTold) {
  std::string many;
  for (int i = 0; i < 90; ++i)
    many += "[[feed]]\nurl = 'https://x.example/" + std::to_string(i) + "'\n";
  write("a.toml", many);
  write("b.toml", many);
  const std::string told = wrong("'a.toml', 'b.toml'");
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 101);
  EXPECT_THAT(told, testing::EndsWith("F/n.toml: and 170 more problems\n"));
}

TEST_F(FeedsFiles, NamesAndUrlsAreUniqueOverAllFiles) {
  write("a.toml", feed_of("own") + feed_of("a"));
  write("b.toml",
        "[[feed]]\nname = 'b'\nurl = 'https://A.example'\n[[feed]]\nname = 'a'\n"
        "url = 'https://a.example/2'\n");
  EXPECT_EQ(wrong("'a.toml', 'b.toml'", feed_of("own")),
            "F/a.toml:2:8: a second [[feed]] of the name \"own\"; the first is at F/n.toml:3:8; "
            "write another name\n"
            "F/a.toml:3:7: a second [[feed]] of this url, which has one state only; the first is "
            "at F/n.toml:4:7; write each url once\n"
            "F/b.toml:3:7: a second [[feed]] of this url, which has one state only; the first is "
            "at F/a.toml:6:7; write each url once\n"
            "F/b.toml:5:8: a second [[feed]] of the name \"a\"; the first is at F/a.toml:5:8; "
            "write another name\n");
  write("l.opml", "<opml>\n\n <outline text='a' xmlUrl='https://l.example/'/></opml>");
  EXPECT_EQ(wrong("'l.opml', 'a.toml'"),
            "F/a.toml:5:8: a second [[feed]] of the name \"a\"; the first is at F/l.opml:3:2; "
            "write another name\n");
}

TEST_F(FeedsFiles, AListInOpmlIsReadAsAnImportIs) {
  write("l.opml",
        "<?xml version='1.0'?><!DOCTYPE opml [<!ENTITY x 'y'>]><opml><body>"
        "<outline text='World'><outline text='Own' xmlUrl='https://o.example/' category='x'/>"
        "<outline text='own' xmlUrl='https://www.p.example/'/></outline>"
        "<outline text='known' xmlUrl='https://OWN.example'/></body></opml>");
  const auto settings = load("'l.opml'", feed_of("own") + feed_of("Own") +
                                             "[[feed]]\nname = 'p'\noutlet = 'The P'\n"
                                             "url = 'https://www.p.example/2'\n");
  ASSERT_FALSE(settings) << "own and Own have one url";
  const auto good = load("'l.opml'", feed_of("own") +
                                         "[[feed]]\nname = 'p'\noutlet = 'The P'\n"
                                         "url = 'https://www.p.example/2'\n");
  ASSERT_TRUE(good) << to_string(good.error());
  ASSERT_EQ(good->feeds.size(), 4u);
  FeedSettings first;
  first.name = "Own";
  first.outlet = "o.example";
  first.url = "https://o.example/";
  first.labels = {"World", "x"};
  EXPECT_EQ(good->feeds[2], first);
  EXPECT_EQ(good->feeds[3].name, "own 2");
  EXPECT_EQ(good->feeds[3].outlet, "The P");
  EXPECT_EQ(good->feeds_from[0].left_out, "") << "that a url is known is no loss";
}

TEST_F(FeedsFiles, WhatAListInOpmlHasOfNoUseIsSaid) {
  write("l.opml",
        "<opml>\n<outline text='S' xmlUrl='https://me:hunter2@a.example/'/>\n"
        "<outline text='M' xmlUrl='imap://m.example/'/><outline text='A' "
        "xmlUrl='https://a.example/'/></opml>");
  const auto settings = load("'l.opml'");
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->feeds.size(), 1u);
  const std::string said = settings->feeds_from[0].left_out;
  EXPECT_THAT(said, StartsWith("1 taken, 0 known already, 2 unusable: 2:1: \"S\": its url holds a "
                               "user or a password"));
  EXPECT_THAT(said, HasSubstr("; 3:1: \"M\": its url has the scheme \"imap\""));
  EXPECT_EQ(said.find("hunter2"), std::string::npos);
}

TEST_F(FeedsFiles, FeedsOfAListAreThoseOfItsImport) {
  std::string list = "<opml>";
  for (int i = 0; i < 40; ++i) {
    list += "<outline text='f" + std::to_string(i % 3) + "'><outline text='Same " +
            std::to_string(i % 4) + "&#9;\"\\ &#x202e;é' xmlUrl='https://www.h" +
            std::to_string(i % 5) + ".example/" + std::to_string(i) +
            "?a=&quot;b&amp;c'/></outline>";
  }
  write("l.opml", list + "</opml>");
  const auto named = load("'l.opml'");
  ASSERT_TRUE(named) << to_string(named.error());
  const auto opml = read_opml(list + "</opml>");
  Settings none;
  const Import import = import_feeds(*opml, none);
  write("n.toml", import.toml);
  const auto imported = load_settings(folder_ / "n.toml", notify::sink_table());
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_EQ(named->feeds, imported->feeds);
  EXPECT_EQ(named->hash, imported->hash);
}

TEST_F(FeedsFiles, PathsInThemBeginAtTheirOwnFolder) {
  write("feeds.d/auth", "user:secret\n");
  write("feeds.d/a.toml", feed_of("a") + "auth_file = 'auth'\n");
  const auto settings = load("'feeds.d/a.toml'");
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->feeds[0].auth_file, folder_ / "feeds.d/auth");
  write("feeds.d/a.toml", feed_of("a") + "auth_file = '../auth'\n");
  EXPECT_THAT(wrong("'feeds.d/a.toml'"), StartsWith("F/feeds.d/a.toml:4:13: read auth_file"));
}

TEST_F(FeedsFiles, WhatIsNoFileIsToldAtItsEntry) {
  std::filesystem::create_directory(folder_ / "folder.toml");
  std::filesystem::create_symlink("loop.toml", folder_ / "loop.toml");
  ASSERT_EQ(::mkfifo(path("pipe.toml").c_str(), 0600), 0);
  write("README", "read me\n");
  EXPECT_EQ(wrong("'feeds.d', 'folder.*', 'loop.toml', 'pipe.toml', 'READM*'", feed_of("own")),
            "F/n.toml:1:16: F/feeds.d is a folder; write a glob, as in \"feeds.d/*.toml\"\n"
            "F/n.toml:1:27: F/folder.toml is a folder; write a glob, as in \"feeds.d/*.toml\"\n"
            "F/n.toml:1:39: F/loop.toml: can't be opened: Too many levels of symbolic links\n"
            "F/n.toml:1:52: F/pipe.toml is not a regular file; write one that is\n"
            "F/n.toml:1:65: F/README is neither .toml nor .opml; write a file of one of these "
            "kinds, or a glob as \"feeds.d/*.toml\"\n");
}

TEST_F(FeedsFiles, AFolderThatMayNotBeReadIsNotAnEmptyOne) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  write("n.toml", "feeds_files = ['feeds.d/*.toml']\n" + feed_of("own"));
  ASSERT_EQ(::chmod(path("feeds.d").c_str(), 0700), 0);
  ASSERT_EQ(::seteuid(65534), 0);
  const auto settings = load_settings(folder_ / "n.toml", notify::sink_table());
  EXPECT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(settings);
  EXPECT_THAT(to_string(settings.error()), HasSubstr("can't be "));
}

TEST_F(FeedsFiles, NamesMayHaveOddBytes) {
  write("feeds.d/\xff\n\x1b[31m.toml", feed_of("a") + feed_of("a"));
  const auto told = load("'feeds.d/*'");
  ASSERT_FALSE(told);
  EXPECT_THAT(to_string(told.error()), HasSubstr("/feeds.d/\\xff\\n\\x1b[31m.toml:5:8: a second"));
  EXPECT_THAT(to_string(told.error()),
              HasSubstr("is at " + path("feeds.d/\\xff\\n\\x1b[31m.toml")));
  write("feeds.d/\xff\n\x1b[31m.toml", feed_of("a"));
  const auto settings = load("'feeds.d/*'");
  ASSERT_TRUE(settings);
  const std::string shown = show(*settings, notify::sink_table());
  EXPECT_THAT(shown, HasSubstr("[[feed]]  # of " + path("feeds.d/\\xff\\n\\x1b[31m.toml\n")));
  EXPECT_TRUE(parse_settings(shown, "shown", notify::sink_table()));
}

TEST_F(FeedsFiles, AreShownWithTheirFeedsAndLoadAgainAsOneConfig) {
  write("a.toml", feed_of("a"));
  write("l.opml", "<opml><outline text='L' xmlUrl='https://l.example/'/></opml>");
  const auto settings = load("'*.opml', 'a.toml'", feed_of("own"));
  ASSERT_TRUE(settings) << to_string(settings.error());
  const std::string shown = show(*settings, notify::sink_table());
  EXPECT_THAT(shown, StartsWith("# feeds_files = [\"*.opml\", \"a.toml\"]  # their feeds stand "
                                "below\n\n"));
  EXPECT_THAT(shown, HasSubstr("\n[[feed]]\nname = \"own\"\n"));
  EXPECT_THAT(shown, HasSubstr("\n[[feed]]  # of " + path("l.opml") + "\nname = \"L\"\n"));
  EXPECT_THAT(shown, HasSubstr("\n[[feed]]  # of " + path("a.toml") + "\nname = \"a\"\n"));
  const auto again = parse_settings(shown, "shown", notify::sink_table());
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(again->feeds, settings->feeds);
  EXPECT_EQ(again->hash, settings->hash);
}

TEST_F(FeedsFiles, TheHashChangesWithTheirFeeds) {
  write("feeds.d/a.toml", feed_of("a"));
  const auto hash_now = [&] {
    return load("'feeds.d/*.toml'", feed_of("own")).value_or(Settings{}).hash;
  };
  const std::uint64_t before = hash_now();
  write("feeds.d/a.toml", "# a comment\n" + feed_of("a"));
  EXPECT_EQ(hash_now(), before);
  write("feeds.d/a.toml", feed_of("a") + "priority = 1\n");
  EXPECT_NE(hash_now(), before);
  write("feeds.d/a.toml", feed_of("a"));
  write("feeds.d/b.toml", feed_of("b"));
  EXPECT_NE(hash_now(), before);
  std::filesystem::remove(folder_ / "feeds.d/b.toml");
  EXPECT_EQ(hash_now(), before);
}

TEST_F(FeedsFiles, TopicsMayNameTheirFeeds) {
  write("a.toml", feed_of("a") + "labels = ['tech']\n");
  const std::string topic =
      "[[topic]]\nname = 't'\nfeeds = ['a', 'b']\nlabels = ['tech']\n"
      "clause = [{ any = { title = ['x'] } }]\n";
  EXPECT_EQ(wrong("'a.toml'", topic),
            "F/n.toml:4:15: no [[feed]] is of feeds \"b\"; write \"a\"\n");
  FeedSettings other;
  other.name = "b";
  const auto tried = parse_topics("feeds_files = ['a.toml']\n" + topic, "f", notify::sink_table(),
                                  folder_, {other});
  ASSERT_FALSE(tried) << "a file to try has its own feeds when it names some";
  EXPECT_THAT(to_string(tried.error()), StartsWith("f:4:15: no [[feed]] is of feeds \"b\""));
}

TEST_F(FeedsFiles, TheKeyHasItsPlaceAboveTheTables) {
  EXPECT_THAT(wrong("", feed_of("own") + "feeds_files = ['a.toml']\n"),
              HasSubstr("F/n.toml:5:1: unknown key \"feeds_files\" in [[feed]]; write it above the "
                        "first table header\n"));
  EXPECT_THAT(wrong("1"), StartsWith("F/n.toml:1:16: feeds_files holds a whole number where a "
                                     "string should be"));
  write("n.toml", "feeds_file = ['a.toml']\n");
  const auto misspelt = load_settings(folder_ / "n.toml", notify::sink_table());
  EXPECT_THAT(to_string(misspelt.error()),
              HasSubstr(":1:1: unknown key \"feeds_file\"; write feeds_files\n"));
}

TEST_F(FeedsFiles, ManyFilesOfAGlobAreRead) {
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = std::to_string(i);
    write("feeds.d/" + name + ".toml", feed_of("f" + name));
  }
  EXPECT_EQ(names("'feeds.d/*.toml'").size(), 10'000u);
}

}  // namespace
}  // namespace newswatch::config
