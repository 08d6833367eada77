#include "config/load_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "config/default_config.h"
#include "config/show.h"
#include "notify/sinks.h"
#include "version.h"

namespace newswatch::config {
namespace {

using namespace std::chrono_literals;

Settings good(std::string_view toml) {
  auto settings = parse_settings(toml, "f.toml", notify::sink_table(), "/etc/newswatch",
                                 NamedFiles::kCheck, Feeds::kOptional);
  EXPECT_TRUE(settings) << to_string(settings ? std::vector<Problem>{} : settings.error());
  return settings ? *settings : Settings{};
}

// Everything that is wrong with it, a line each. The sinks are log, file and command, so that
// messages that list the types stay as they are when one is added.
std::string bad(std::string_view toml) {
  const auto settings = parse_settings(toml, "f.toml", notify::sink_table().first(3),
                                       "/etc/newswatch", NamedFiles::kCheck, Feeds::kOptional);
  return settings ? "no problem" : to_string(settings.error());
}

TEST(LoadSettings, LoadsTheBuiltInDefault) {
  const auto settings = load_builtin(notify::sink_table());
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->source, "built-in");
  ASSERT_EQ(settings->feeds.size(), 7u);
  EXPECT_EQ(settings->feeds[0].url, "https://time.com/feed/");
  EXPECT_EQ(settings->feeds[6].outlet, "India Times");
  ASSERT_EQ(settings->topics.size(), 1u);
  EXPECT_EQ(settings->topics[0].name, "deepseek-r1");
  EXPECT_EQ(settings->topics[0].clauses.size(), 2u);
  ASSERT_EQ(settings->sinks.size(), 2u);
  EXPECT_EQ(settings->sinks[0].type, "log");
  EXPECT_EQ(settings->sinks[1].option<std::filesystem::path>("path"), "notifications.jsonl");
  EXPECT_EQ(settings->fetch.user_agent, "newswatch/" NEWSWATCH_VERSION " (+" NEWSWATCH_URL ")");
}

TEST(LoadSettings, BuiltInDefaultIsTheInstalledFile) {
  std::ifstream in(NEWSWATCH_SOURCE_DIR "/config/newswatch.toml", std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(file, kDefaultToml);
}

TEST(LoadSettings, DefaultFileStatesTheDefaultsOfTheValues) {
  const auto settings = load_builtin(notify::sink_table());
  ASSERT_TRUE(settings);
  FetchSettings fetch;
  fetch.user_agent = settings->fetch.user_agent;
  EXPECT_EQ(settings->daemon, DaemonSettings{});
  EXPECT_EQ(settings->fetch, fetch);
  EXPECT_EQ(settings->event, EventSettings{});
  EXPECT_EQ(settings->notify, NotifySettings{});
}

TEST(LoadSettings, StarterLoadsToTheBuiltInDefault) {
  std::ifstream in(NEWSWATCH_SOURCE_DIR "/config/starter.toml", std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(file, kStarterToml);
  auto builtin = load_builtin(notify::sink_table());
  ASSERT_TRUE(builtin);
  auto starter = parse_settings(kStarterToml, "f.toml", notify::sink_table());
  ASSERT_TRUE(starter) << to_string(starter.error());
  EXPECT_EQ(starter->source, "f.toml");
  EXPECT_EQ(starter->hash, builtin->hash);
  starter->source = builtin->source;
  EXPECT_EQ(*starter, *builtin);
}

TEST(LoadSettings, AFileWithoutAFeedIsAProblemThatNamesTheDefault) {
  const auto said = [](std::string_view toml) {
    const auto settings = parse_settings(toml, "f.toml", notify::sink_table());
    return settings ? "no problem" : to_string(settings.error());
  };
  const std::string fix =
      "; write [[feed]] tables, as `newswatch config show --default` prints them\n";
  const std::string one = "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n";
  EXPECT_EQ(said(""), "f.toml: the file sets nothing" + fix);
  EXPECT_EQ(said("# all of it\n\n"), "f.toml: the file sets nothing" + fix);
  EXPECT_EQ(said("[fetch]\ninterval = '5m'\n"),
            "f.toml: no [[feed]]: nothing would be watched" + fix);
  EXPECT_EQ(said("[fetch]\nintervall = '5m'\n"),
            "f.toml:2:1: unknown key \"intervall\" in [fetch]; write interval\n");
  EXPECT_EQ(said("[[feeds]]\nname = 'a'\n"), "f.toml:1:3: unknown key \"feeds\"; write feed\n");
  EXPECT_EQ(said("feed = []\n"),
            "f.toml:1:8: no feeds: nothing would be watched; write a [[feed]]\n");
  EXPECT_EQ(said(one), "no problem");
  EXPECT_TRUE(good("[fetch]\ninterval = '5m'\n").feeds.empty()) << "where none is needed";
}

TEST(LoadSettings, ListReplacesTheDefaultListAndNoOther) {
  const Settings settings = good("[[feed]]\nname = 'a'\nurl = 'http://www.a.example/feed'\n");
  ASSERT_EQ(settings.feeds.size(), 1u);
  EXPECT_EQ(settings.feeds[0].outlet, "a.example");
  EXPECT_EQ(settings.topics.size(), 1u);
  EXPECT_EQ(settings.sinks.size(), 2u);
  EXPECT_TRUE(good("sink = []").sinks.empty());
  EXPECT_EQ(good("sink = []").topics.size(), 1u);
}

TEST(LoadSettings, TakesTheTinyValuesOfTests) {
  const Settings settings = good(
      "[fetch]\ninterval = '40ms'\nmin_interval = '10ms'\nhost_gap = '0s'\n"
      "allow_networks = ['127.0.0.1/32']\nmax_body = '512KiB'\n");
  EXPECT_EQ(settings.fetch.interval, 40ms);
  EXPECT_EQ(settings.fetch.min_interval, 10ms);
  EXPECT_EQ(settings.fetch.host_gap, 0ms);
  EXPECT_EQ(settings.fetch.max_body, 512u * 1024);
}

TEST(LoadSettings, ReadsEveryKeyOfAFeed) {
  const Settings settings = good(
      "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\noutlet = '*'\nlabels = ['x', 'y']\n"
      "interval = '5m'\nuser_agent = 'me'\nproxy = ''\npriority = -3\n");
  ASSERT_EQ(settings.feeds.size(), 1u);
  const FeedSettings& feed = settings.feeds[0];
  EXPECT_EQ(feed.outlet, "*");
  EXPECT_EQ(feed.labels, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(feed.interval, model::Duration(5min));
  EXPECT_EQ(feed.user_agent, "me");
  EXPECT_EQ(feed.proxy, "");
  EXPECT_EQ(feed.priority, -3);
}

TEST(LoadSettings, RelativePathsBeginAtTheFilesFolderButForASink) {
  const auto settings = parse_settings(
      "[daemon]\nstate_dir = 'state'\n[fetch]\nca_file = 'ca.pem'\n"
      "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\nauth_file = '../a'\nheaders_file = '/h'\n"
      "[[sink]]\nname = 'f'\ntype = 'file'\npath = 'out.jsonl'\n",
      "f.toml", notify::sink_table(), "/etc/newswatch", NamedFiles::kLeave);
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->daemon.state_dir, "/etc/newswatch/state");
  EXPECT_EQ(settings->fetch.ca_file, "/etc/newswatch/ca.pem");
  EXPECT_EQ(settings->feeds[0].auth_file, "/etc/a");
  EXPECT_EQ(settings->feeds[0].headers_file, "/h");
  EXPECT_EQ(settings->sinks[0].option<std::filesystem::path>("path"), "out.jsonl");
}

TEST(LoadSettings, MaxAgeMayBeOff) {
  EXPECT_EQ(good("[notify]\nmax_age = 'off'\n").notify.max_age, std::nullopt);
  EXPECT_EQ(good("[notify]\nmax_age = '2d'\nfirst_poll = 'quiet'\n").notify.first_poll,
            FirstPoll::kQuiet);
}

TEST(LoadSettings, TellsAllProblemsInTheOrderOfLines) {
  EXPECT_EQ(bad("[notify]\nfirst_poll = 'never'\n[fetch]\nper_host = 0\nintervall = '1m'\n"),
            "f.toml:2:14: first_poll can't be \"never\"; write one of \"summary\", \"notify\", "
            "\"quiet\"\n"
            "f.toml:4:12: per_host is 0; write a whole number from 1 to 64\n"
            "f.toml:5:1: unknown key \"intervall\" in [fetch]; write interval\n");
}

TEST(LoadSettings, UnknownKeyOfAnotherTableIsSentThere) {
  EXPECT_EQ(bad("interval = '5m'\n"),
            "f.toml:1:1: unknown key \"interval\"; write it under [fetch]\n");
  EXPECT_EQ(bad("[fetch]\nlog_level = 'info'\n"),
            "f.toml:2:1: unknown key \"log_level\" in [fetch]; write it under [daemon]\n");
  EXPECT_EQ(bad("[fetsh]\n"), "f.toml:1:2: unknown key \"fetsh\"; write fetch\n");
}

TEST(LoadSettings, ListBelowATableHeaderIsExplained) {
  EXPECT_EQ(bad("[fetch]\nfeed = [{ name = 'a', url = 'https://a.example' }]\n"),
            "f.toml:2:1: feed stands in [fetch]: TOML gives a key to the table header above it; "
            "write [[feed]] tables, or feed = [...] above the first table header\n");
  EXPECT_EQ(good("feed = [{ name = 'a', url = 'https://a.example' }]\n").feeds.size(), 1u);
}

TEST(LoadSettings, TableInPlaceOfAListAndListInPlaceOfATable) {
  EXPECT_EQ(bad("[feed]\nname = 'a'\n"),
            "f.toml:1:1: feed can't be a table, there may be several; write [[feed]] above each\n");
  EXPECT_EQ(bad("[[fetch]]\ninterval = '5m'\n"),
            "f.toml:1:1: fetch can't be a list; write [fetch] above its keys\n");
  EXPECT_EQ(bad("feed = [3]\n"),
            "f.toml:1:9: feed can't be a whole number; write [[feed]] above each\n");
}

TEST(LoadSettings, ThePageListensHereOrAsksForAToken) {
  for (const char* right : {"127.0.0.1:8787", "127.9.9.9:1", "[::1]:80", "localhost:0",
                            "unix:/run/x", "systemd", "off"}) {
    EXPECT_EQ(good("[web]\nlisten = '" + std::string(right) + "'\n").web.listen, right);
  }
  const std::string kForms =
      " is no address to listen at; write \"127.0.0.1:8787\", \"[::1]:8787\", \"unix:/PATH\", "
      "\"systemd\" or \"off\"\n";
  for (const char* wrong : {"", "8787", ":8787", "example.org:80", "127.0.0.1", "127.0.0.1:65536",
                            "127.0.0.1:-1", "::1:80", "[::1]", "unix:relative", "on"}) {
    EXPECT_EQ(bad("[web]\nlisten = '" + std::string(wrong) + "'\n"),
              "f.toml:2:10: \"" + std::string(wrong) + "\"" + kForms);
  }
  for (const char* open : {"0.0.0.0:8787", "[::]:8787", "192.0.2.1:80"}) {
    EXPECT_EQ(
        bad("[web]\nlisten = '" + std::string(open) + "'\n"),
        "f.toml:2:10: \"" + std::string(open) +
            "\" can be reached from other machines; write a token_file, which they must know, "
            "or \"127.0.0.1:8787\"\n");
  }
}

TEST(LoadSettings, DurationsNeedUnitsAndRange) {
  EXPECT_EQ(bad("[fetch]\ninterval = 90\n"),
            "f.toml:2:12: interval of [fetch] can't be a whole number; write interval = \"90s\" if "
            "seconds are meant\n");
  EXPECT_EQ(bad("[fetch]\ntimeout = '20 s'\n"),
            "f.toml:2:11: timeout is no duration: \"20 s\"; write a number and a unit, as in "
            "\"250ms\", \"20s\", \"10m\", \"12h\", \"2d\" or \"1h30m\"\n");
  EXPECT_EQ(bad("[fetch]\ntimeout = '0s'\n"),
            "f.toml:2:11: timeout is 0s; write a duration from 1ms to 1h\n");
  EXPECT_EQ(bad("[fetch]\ninterval = 10m\n"),
            "f.toml:2:14: not TOML: Error while parsing decimal integer: expected digit, saw 'm'; "
            "write a value with a unit in quotes, as in \"10m\"\n");
}

TEST(LoadSettings, SizesNeedUnitsAndRange) {
  EXPECT_EQ(
      bad("[fetch]\nmax_body = 1000\n"),
      "f.toml:2:12: max_body of [fetch] can't be a whole number; write max_body = \"16MiB\", a "
      "size in quotes\n");
  for (const char* size : {"16", "16Mb", "0B", "2GiB", "99999999999GiB", "-1MiB", ""}) {
    EXPECT_NE(bad("[fetch]\nmax_body = '" + std::string(size) + "'\n")
                  .find("write a size up to 1GiB, as in \"512KiB\" or \"16MiB\""),
              std::string::npos)
        << size;
  }
}

TEST(LoadSettings, IntervalsMustBeInOrder) {
  EXPECT_EQ(bad("[fetch]\ninterval = '30s'\n"),
            "f.toml:2:12: min_interval of [fetch], 1m, is over interval, 30s; write interval = "
            "\"1m\" or more, or a smaller min_interval\n");
  EXPECT_EQ(
      bad("[fetch]\nmin_interval = '20m'\n"),
      "f.toml:2:16: min_interval of [fetch], 20m, is over interval, 10m; write min_interval = "
      "\"10m\" or less, or a larger interval\n");
  EXPECT_EQ(bad("[fetch]\ninterval = '2d'\n"),
            "f.toml:2:12: interval of [fetch], 2d, is over max_interval, 1d; write interval = "
            "\"1d\" or less, or a larger max_interval\n");
  EXPECT_EQ(
      bad("[[feed]]\nname = 'a'\nurl = 'https://a.example'\ninterval = '10s'\n"),
      "f.toml:4:12: interval 10s is under min_interval of [fetch], 1m; write at least \"1m\", "
      "or a smaller min_interval\n");
}

TEST(LoadSettings, WordsAndNumbersAreChecked) {
  EXPECT_EQ(
      bad("[daemon]\nlog_level = 'warn'\n"),
      "f.toml:2:13: log_level can't be \"warn\"; write one of \"trace\", \"debug\", \"info\", "
      "\"warning\", \"error\"\n");
  EXPECT_EQ(bad("[daemon]\nlog_format = 1\n"),
            "f.toml:2:14: log_format of [daemon] can't be a whole number; write log_format = "
            "\"...\", a string in quotes\n");
  EXPECT_EQ(bad("[event]\nthreshold = 1.5\n"),
            "f.toml:2:13: threshold is 1.5; write a number from 0 to 1\n");
  EXPECT_EQ(bad("[event]\nthreshold = nan\n"),
            "f.toml:2:13: threshold is nan; write a number from 0 to 1\n");
  EXPECT_EQ(good("[event]\nthreshold = 1\n").event.threshold, 1.0);
}

TEST(LoadSettings, NetworksAreCidrs) {
  EXPECT_EQ(bad("[fetch]\nallow_networks = ['10.0.0.0/8', '10.0.0.0/33']\n"),
            "f.toml:2:33: \"10.0.0.0/33\" is no network; write an address and a length, as in "
            "\"127.0.0.0/8\" or \"fd00::/8\"\n");
}

TEST(LoadSettings, ControlCharactersAreRefused) {
  EXPECT_EQ(bad("[fetch]\nuser_agent = \"a\\r\\nb: c\"\n"),
            "f.toml:2:14: a control character in user_agent, \"a\\r\\nb: c\"; write the value in "
            "single quotes, where a backslash is a backslash\n");
}

TEST(LoadSettings, MissingFilesAreTold) {
  EXPECT_EQ(
      bad("[fetch]\nca_file = '/does/not/exist.pem'\n"),
      "f.toml:2:11: ca_file \"/does/not/exist.pem\" is not a file that can be read; write the "
      "path of a PEM file, or \"\" for the system's\n");
  EXPECT_EQ(load_settings("/does/not/exist.toml", notify::sink_table()).error().at(0).what,
            "can't be opened: No such file or directory");
  EXPECT_EQ(to_string(load_settings("/tmp", notify::sink_table()).error()), "/tmp: is a folder\n");
}

TEST(LoadSettings, MarksAndLineEndsOfOtherSystemsAreFine) {
  EXPECT_EQ(good("\xef\xbb\xbf[fetch]\r\ninterval = \"5m\"\r\n").fetch.interval, 5min);
}

TEST(LoadSettings, OddBytesAreAProblem) {
  EXPECT_EQ(bad("[fetch]\ninterval = \"\xff\"\n"),
            "f.toml:2:13: not TOML: the byte 0xFF is not UTF-8; write the file in UTF-8\n");
  EXPECT_NE(bad(std::string("\0\0", 2)), "no problem");
  EXPECT_NE(bad("\xff\xfe[\0"), "no problem");
  EXPECT_NE(bad("interval = \"\x1b[31m\""), "no problem");
  for (int byte = 0; byte < 256; ++byte) {  // none may throw or crash
    bad(std::string("[fetch]\ninterval") + static_cast<char>(byte) + "= '5m'\n");
  }
}

TEST(LoadSettings, DeepNestingIsAProblem) {
  EXPECT_NE(bad("x = " + std::string(100'000, '[')), "no problem");
  std::string dots = "a";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  EXPECT_EQ(bad(dots + " = 1\n"), "f.toml:1:1: nested too deeply; write flat tables\n");
  EXPECT_EQ(bad("[" + dots + "]\n"), "f.toml:1:1: nested too deeply; write flat tables\n");
  std::string quotes = "a";
  for (int i = 0; i < 1'000; ++i) quotes += ".\"=#\"";
  EXPECT_EQ(bad(quotes + " = 1\n"), "f.toml:1:1: nested too deeply; write flat tables\n");
  std::string braces, end;
  for (int i = 0; i < 150; ++i) braces += "{ a = ", end += " }";
  EXPECT_EQ(bad("x = " + braces + "1" + end), "f.toml:1:1: nested too deeply; write flat tables\n");
}

TEST(LoadSettings, ManyProblemsAreCutShort) {
  std::string toml;
  for (int i = 0; i < 5'000; ++i) toml += "k" + std::to_string(i) + " = 1\n";
  const auto settings = parse_settings("feed = 1\n" + toml, "f.toml", notify::sink_table());
  ASSERT_FALSE(settings);
  ASSERT_EQ(settings.error().size(), 101u);
  EXPECT_EQ(settings.error().back().what, "and 4901 more problems");
}

}  // namespace
}  // namespace newswatch::config
