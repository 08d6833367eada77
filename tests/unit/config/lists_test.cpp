// [[feed]], [[topic]] and [[sink]]: what is refused, where, and what to write instead.
#include <gtest/gtest.h>

#include <string>

#include "config/load_settings.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

// log, file and command, so that messages that list the types stay as they are when one is added.
const SinkTable kFirstTypes = notify::sink_table().first(3);

std::string wrong(std::string_view toml) {
  const auto settings =
      parse_settings(toml, "f", kFirstTypes, {}, NamedFiles::kCheck, Feeds::kOptional);
  return settings ? "no problem" : to_string(settings.error());
}

std::string feed(std::string_view rest) {
  return wrong("[[feed]]\nname = 'a'\n" + std::string(rest));
}

std::string topic(std::string_view rest) {
  return wrong("[[topic]]\nname = 't'\n" + std::string(rest));
}

std::string term(std::string_view term) {
  return topic("clause = [{ any = { title = [" + std::string(term) + "] } }]\n");
}

std::string sink(std::string_view rest) {
  return wrong("[[sink]]\nname = 's'\n" + std::string(rest));
}

TEST(Feeds, NeedANameAndAUrl) {
  EXPECT_EQ(wrong("[[feed]]\n"),
            "f:1:1: [[feed]] without name; write name = \"...\"\n"
            "f:1:1: [[feed]] without url; write url = \"...\"\n");
  EXPECT_EQ(wrong("feed = []\n"), "f:1:8: no feeds: nothing would be watched; write a [[feed]]\n");
  EXPECT_EQ(feed("url = ' '\n"), "f:3:7: url of [[feed]] is empty; write url = \"...\"\n");
}

TEST(Feeds, NamesAndUrlsAreUnique) {
  EXPECT_EQ(
      feed("url = 'https://a.example/'\n[[feed]]\nname = 'a'\nurl = 'HTTPS://A.example/'\n"),
      "f:5:8: a second [[feed]] of the name \"a\"; the first is at f:2:8; write another name\n"
      "f:6:7: a second [[feed]] of this url, which has one state only; the first is at f:3:7; "
      "write each url once\n");
  EXPECT_EQ(wrong("[[feed]]\nname = ' a'\nurl = 'https://a.example/'\n"),
            "f:2:8: name \" a\" is not fit to print; write one without control characters and "
            "outer spaces\n");
}

TEST(Feeds, UrlsAreHttpOrHttps) {
  EXPECT_EQ(feed("url = 'ftp://a.example/'\n"),
            "f:3:7: url of scheme \"ftp\": only http and https are asked; write url = "
            "\"https://...\"\n");
  EXPECT_EQ(feed("url = 'a.example/feed'\n"),
            "f:3:7: url is not one: \"a.example/feed\"; write url = \"https://a.example/feed\"\n");
  EXPECT_EQ(feed("url = '/feed'\n"),
            "f:3:7: url is not one: \"/feed\"; write url = \"https://...\"\n");
}

TEST(Feeds, PasswordsInUrlsAreRefusedAndNotShown) {
  const std::string told = feed("url = 'https://me:hunter2@a.example/feed'\n");
  EXPECT_EQ(told,
            "f:3:7: url holds a user or a password, which everyone may read here; write url = "
            "\"https://a.example/feed\" and auth_file = \"FILE\", a file with one line "
            "user:password\n");
  EXPECT_EQ(feed("url = 'https://me:hunter 2@'\n").find("hunter"), std::string::npos);
  EXPECT_NE(feed("url = 'https://a.example/'\nproxy = 'http://me:hunter2@p:8080'\n")
                .find("proxy holds a user or a password"),
            std::string::npos);
}

TEST(Feeds, ProxiesAreUrls) {
  for (const char* proxy : {"", "env", "http://p:3128", "socks5h://127.0.0.1:1080", "https://p/"}) {
    EXPECT_EQ(feed("url = 'https://a.example/'\nproxy = '" + std::string(proxy) + "'\n"),
              "no problem");
  }
  for (const char* proxy : {"p:3128", "ftp://p", "http://p/path", "http://p/?q", "ENV"}) {
    EXPECT_NE(feed("url = 'https://a.example/'\nproxy = '" + std::string(proxy) + "'\n")
                  .find("f:4:9: proxy "),
              std::string::npos)
        << proxy;
  }
}

TEST(Topics, NeedANameAndAClause) {
  EXPECT_EQ(wrong("[[topic]]\n"),
            "f:1:1: [[topic]] without name; write name = \"...\"\n"
            "f:1:1: [[topic]] without [[topic.clause]]; write [[topic.clause]] and any = { title = "
            "[\"...\"] } below it\n");
  EXPECT_EQ(wrong("topic = []\n"), "f:1:9: no topics: nothing would be told; write a [[topic]]\n");
  EXPECT_EQ(topic("clause = []\n"),
            "f:3:10: [[topic]] with an empty list of clauses; write at least one clause\n");
  EXPECT_EQ(topic("[topic.clause]\nany = { title = ['x'] }\n"),
            "f:3:1: clause can't be a table, there may be several; write [[topic.clause]] above "
            "each\n");
}

TEST(Topics, ClausesNeedAnAnyOrAnAll) {
  EXPECT_EQ(topic("[[topic.clause]]\nnone = { title = ['x'] }\n"),
            "f:3:1: [[topic.clause]] needs an any or an all; write any = { title = [\"...\"] }, "
            "terms by field\n");
  EXPECT_EQ(topic("[[topic.clause]]\nany = { title = [] }\n"),
            "f:4:7: any of [[topic.clause]] has no terms; write any = { title = [\"...\"] }, terms "
            "by field\n");
  EXPECT_EQ(topic("[[topic.clause]]\nany = ['x']\n"),
            "f:4:7: any can't be a list; write any = { title = [\"...\"] }, terms by field\n");
  EXPECT_EQ(topic("[[topic.clause]]\nany = { titel = ['x'] }\n"),
            "f:4:9: unknown key \"titel\" in any of [[topic.clause]]; write title\n");
}

TEST(Topics, TermsAreWordsOrPatterns) {
  for (const char* good : {"'a'", "'sell-off'", "'distill*'", "'AT&T'", "'/deep ?seek/'", "'北京'",
                           "'/^$/'", "'C++'"}) {
    EXPECT_EQ(term(good), "no problem") << good;
  }
  EXPECT_EQ(term("'x', ''"),
            "f:3:35: term \"\" holds no word; write at least one letter or digit, or a regular "
            "expression: '/.../'\n");
  EXPECT_NE(term("'*'").find("term \"*\" holds no word"), std::string::npos);
  EXPECT_NE(term("'?!'").find("term \"?!\" holds no word"), std::string::npos);
  EXPECT_NE(term("'a*b'").find("f:3:30: term \"a*b\" has a * before its end; write the * at the "
                               "end"),
            std::string::npos);
  EXPECT_NE(term("'a**'").find("has a * before its end"), std::string::npos);
}

TEST(Topics, PatternsMustCompileAndMeanSomething) {
  EXPECT_EQ(
      term("'/a(/'"),
      "f:3:30: term \"/a(/\" is no regular expression: missing ): a(; write RE2 syntax between "
      "the slashes\n");
  EXPECT_NE(term("'/(?=a)/'").find("is no regular expression"), std::string::npos);
  EXPECT_NE(term("'/a'").find("begins like a regular expression; write its end, a slash"),
            std::string::npos);
  EXPECT_NE(term("'/'").find("begins like a regular expression"), std::string::npos);
  EXPECT_NE(term("'//'").find("is met by every text"), std::string::npos);
  EXPECT_NE(term("'/a*/'").find("is met by every text"), std::string::npos);
  EXPECT_NE(term("\"/\\bx/\"").find("write the value in single quotes"), std::string::npos);
}

TEST(Topics, DateWindowsAreDatesOrInstantsInUtc) {
  const std::string clause = "clause = [{ any = { title = ['x'] } }]\n";
  const auto window = [&](std::string_view lines) {
    const auto settings =
        parse_settings("[[topic]]\nname = 't'\n" + std::string(lines) + clause, "f",
                       notify::sink_table(), {}, NamedFiles::kCheck, Feeds::kOptional);
    EXPECT_TRUE(settings);
    return settings ? settings->topics[0] : TopicSettings{};
  };
  using std::chrono::sys_days;
  using namespace std::chrono_literals;
  const TopicSettings days = window("since = 2025-01-20\nuntil = 2025-02-15\n");
  EXPECT_EQ(days.since, model::Time(sys_days(2025y / 1 / 20)));
  EXPECT_EQ(days.until, model::Time(sys_days(2025y / 2 / 16)));
  const TopicSettings instants =
      window("since = 2025-01-20T08:00:00+05:30\nuntil = 2025-01-20T08:00:00\n");
  EXPECT_EQ(instants.since, model::Time(sys_days(2025y / 1 / 20) + 2h + 30min));
  EXPECT_EQ(instants.until, model::Time(sys_days(2025y / 1 / 20) + 8h));
  EXPECT_EQ(topic("since = '2025-01-20'\n" + clause),
            "f:3:9: since can't be a string; write since = 2025-01-20 or since = "
            "2025-01-20T08:00:00Z, without quotes\n");
  EXPECT_NE(topic("since = 07:30:00\n" + clause).find("since can't be a time of day"),
            std::string::npos);
  EXPECT_EQ(topic("since = 2025-01-20\nuntil = 2025-01-19\n" + clause),
            "f:4:9: until is not after since; write a later until\n");
  EXPECT_EQ(topic("since = 2025-01-20\nuntil = 2025-01-20\n" + clause), "no problem");
}

TEST(Topics, ScopesNameWhatThereIs) {
  const std::string clause = "clause = [{ any = { title = ['x'] } }]\n";
  const std::string feeds =
      "[[feed]]\nname = 'time'\noutlet = 'TIME'\nurl = 'https://a.example/'\n"
      "[[feed]]\nname = 'thehill'\noutlet = 'The Hill'\nurl = 'https://b.example/'\n";
  EXPECT_EQ(topic("feeds = ['time', 'tiem']\noutlets = ['The Hil']\n" + clause + feeds),
            "f:3:18: no [[feed]] is of feeds \"tiem\"; write \"time\"\n"
            "f:4:12: no [[feed]] is of outlets \"The Hil\"; write \"The Hill\"\n");
  EXPECT_EQ(topic("feeds = ['thehill']\noutlets = ['TIME']\n" + clause + feeds), "no problem");
  EXPECT_EQ(topic("feeds = ['any']\n" + clause), "no problem") << "without feeds none is missed";
  EXPECT_EQ(topic("outlets = ['Anyone']\n" + clause +
                  "[[feed]]\nname = 'n'\noutlet = '*'\nurl = 'https://a.example/'\n"),
            "no problem");
  EXPECT_EQ(topic("labels = ['tech']\n" + clause +
                  "[[feed]]\nname = 'n'\nlabels = ['tech']\nurl = 'https://a.example/'\n"),
            "no problem");
}

TEST(Sinks, NeedANameAndAKnownType) {
  EXPECT_EQ(wrong("[[sink]]\ntype = 'log'\n"),
            "f:1:1: [[sink]] without name; write name = "
            "\"...\"\n");
  EXPECT_EQ(sink(""), "f:1:1: [[sink]] without type; write type = \"...\"\n");
  EXPECT_EQ(sink("type = 'fiel'\n"),
            "f:3:8: type can't be \"fiel\"; write one of \"log\", \"file\", \"command\"\n");
}

TEST(Sinks, KeysBelongToTheirType) {
  EXPECT_EQ(
      sink("type = 'log'\npath = 'x'\ntimeout = '1s'\n"),
      "f:4:1: path is of no use here: it belongs to type \"file\"; write nothing in its "
      "place\n"
      "f:5:1: timeout is of no use here: it belongs to type \"command\"; write nothing in its "
      "place\n");
}

TEST(Sinks, TopicsAndTypesAreKnown) {
  EXPECT_EQ(sink("type = 'log'\ntopics = ['deepseek-r2']\ntypes = ['event.new', 'event.old']\n"),
            "f:4:11: no [[topic]] is named \"deepseek-r2\"; write \"deepseek-r1\"\n"
            "f:5:23: no message is of type \"event.old\"; write \"event.new\"\n");
  EXPECT_EQ(sink("type = 'log'\ntypes = ['feed', 'trouble', 'sink.dead.recovered', '*']\n"),
            "no problem");
  EXPECT_EQ(sink("type = 'log'\ntypes = ['fee']\n").find("no message is of type \"fee\""), 8u);
}

TEST(Sinks, CommandsNameAProgramThatIsThere) {
  EXPECT_EQ(sink("type = 'command'\ncommand = ['sh', '-c', 'true']\n"), "no problem");
  EXPECT_EQ(sink("type = 'command'\ncommand = ['/bin/sh']\ntimeout = '5s'\n"), "no problem");
  EXPECT_EQ(sink("type = 'command'\n"),
            "f:1:1: [[sink]] of type \"command\" without command; write command = "
            "[\"/path/of/program\", \"argument\"]\n");
  EXPECT_EQ(sink("type = 'command'\ncommand = []\n"),
            "f:4:11: command names no program; write command = [\"/path/of/program\", "
            "\"argument\"]\n");
  EXPECT_EQ(sink("type = 'command'\ncommand = ['no-such-program-here']\n"),
            "f:4:11: program \"no-such-program-here\" is not there, or not executable; write the "
            "whole path of one that is\n");
  EXPECT_EQ(sink("type = 'command'\ncommand = ['./x']\n"),
            "f:4:11: program \"./x\" is a relative path; write its whole path, from / on\n");
  EXPECT_EQ(sink("type = 'command'\ncommand = 'sh'\n"),
            "f:4:11: command of [[sink]] can't be a string; write command = [\"...\"], a list of "
            "strings\n");
}

TEST(Sinks, FilesAreApart) {
  EXPECT_EQ(sink("type = 'file'\n[[sink]]\nname = 't'\ntype = 'file'\npath = "
                 "'./notifications.jsonl'\n"),
            "f:7:8: [[sink]] \"s\" writes to this file already; write another path\n");
}

}  // namespace
}  // namespace newswatch::config
