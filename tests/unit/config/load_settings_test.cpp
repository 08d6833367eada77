#include "config/load_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

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
  auto settings = parse_settings(toml, "f.toml", notify::sink_table(), "/etc/newswatch");
  EXPECT_TRUE(settings) << to_string(settings ? std::vector<Problem>{} : settings.error());
  return settings ? *settings : Settings{};
}

// Everything that is wrong with it, a line each. The sinks are log, file and command, so that
// messages that list the types stay as they are when one is added.
std::string bad(std::string_view toml) {
  const auto settings =
      parse_settings(toml, "f.toml", notify::sink_table().first(3), "/etc/newswatch");
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

TEST(LoadSettings, EmptyFileKeepsEveryDefault) {
  auto builtin = load_builtin(notify::sink_table());
  ASSERT_TRUE(builtin);
  Settings empty = good("");
  EXPECT_EQ(empty.source, "f.toml");
  EXPECT_EQ(empty.hash, builtin->hash);
  empty.source = builtin->source;
  EXPECT_EQ(empty, *builtin);
}

TEST(LoadSettings, ListReplacesTheDefaultListAndNoOther) {
  const Settings settings = good("[[feed]]\nname = 'a'\nurl = 'http://www.a.example/feed'\n");
  ASSERT_EQ(settings.feeds.size(), 1u);
  EXPECT_EQ(settings.feeds[0].outlet, "a.example");
  EXPECT_EQ(settings.topics.size(), 1u);
  EXPECT_EQ(settings.sinks.size(), 2u);
  EXPECT_TRUE(good("sink = []").sinks.empty());
  EXPECT_EQ(good("sink = []").feeds.size(), 7u);
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

TEST(LoadSettings, PartsOfLaterVersionsAreRefused) {
  const std::string kNot = " is not in this version of newswatch";
  const std::string kNothing = kNot + "; write nothing in its place\n";
  EXPECT_EQ(bad("[retention]\nitems = '90d'\n"), "f.toml:1:2: [retention]" + kNothing);
  EXPECT_EQ(
      bad("[[sink]]\nname = 'w'\ntype = 'webhook'\nurl = 'https://x'\n"),
      "f.toml:3:8: type \"webhook\"" + kNot + "; write one of \"log\", \"file\", \"command\"\n");
  EXPECT_EQ(bad("[[sink]]\nname = 'w'\ntype = 'log'\nsecret_file = 'x'\n"),
            "f.toml:4:1: secret_file of [[sink]]" + kNothing);
  EXPECT_EQ(bad("[[topic]]\nname = 't'\npriority = 1\nclause = [{ any = { title = ['x'] } }]\n"),
            "f.toml:3:1: priority of [[topic]]" + kNothing);
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
  const auto settings = parse_settings(toml, "f.toml", notify::sink_table());
  ASSERT_FALSE(settings);
  ASSERT_EQ(settings.error().size(), 101u);
  EXPECT_EQ(settings.error().back().what, "and 4900 more problems");
}

class LoadSettingsFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-config-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  std::filesystem::path folder_;
};

TEST_F(LoadSettingsFile, ReadsTheFileAndTheFilesItNames) {
  write("auth", "user:secret\n");
  const auto file =
      write("n.toml", "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\nauth_file = 'auth'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->source, file);
  EXPECT_EQ(settings->feeds[0].auth_file, folder_ / "auth");
}

TEST_F(LoadSettingsFile, SecretsMayBeCredentialsOfTheService) {
  write("time", "user:secret\n");
  write("key", "X-Key: 1\n");
  const auto file = write("n.toml",
                          "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n"
                          "auth_file = '$CREDENTIALS_DIRECTORY/time'\n"
                          "headers_file = '$CREDENTIALS_DIRECTORY/key'\n");
  EXPECT_FALSE(load_settings(file, notify::sink_table())) << "nobody handed any over";
  ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
  const auto settings = load_settings(file, notify::sink_table());
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(settings) << to_string(settings.error());
  EXPECT_EQ(settings->feeds[0].auth_file, folder_ / "time");
  EXPECT_EQ(settings->feeds[0].headers_file, folder_ / "key");
}

TEST_F(LoadSettingsFile, AnAddressThatIsASecretIsInAFile) {
  write("feed.url", "https://a.example/feed/8f3a\n");
  const auto file = write("n.toml", "[[feed]]\nname = 'a'\noutlet = 'A'\nurl_file = 'feed.url'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_TRUE(settings) << to_string(settings.error());
  const FeedSettings& feed = settings->feeds[0];
  EXPECT_EQ(feed.url, "url_file:" + (folder_ / "feed.url").string());
  EXPECT_EQ(feed.address(), "https://a.example/feed/8f3a");
  const std::string shown = show(*settings, notify::sink_table());
  EXPECT_EQ(shown.find("8f3a"), std::string::npos);
  EXPECT_NE(shown.find("url_file = "), std::string::npos);
  EXPECT_EQ(shown.find("\nurl = \"url_file"), std::string::npos);
}

TEST_F(LoadSettingsFile, AUrlFileStandsAloneAndNeedsAnOutlet) {
  write("feed.url", "no address\n");
  const auto both = load_settings(
      write("both.toml",
            "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\nurl_file = 'feed.url'\n"),
      notify::sink_table());
  ASSERT_FALSE(both);
  EXPECT_THAT(to_string(both.error()), testing::HasSubstr("has a url and a url_file"));
  EXPECT_THAT(to_string(both.error()), testing::HasSubstr("its line is no http or https address"));
  EXPECT_THAT(to_string(both.error()), testing::Not(testing::HasSubstr("no address\n")));
  const auto nameless =
      load_settings(write("nameless.toml", "[[feed]]\nname = 'a'\nurl_file = 'feed.url'\n"),
                    notify::sink_table(), NamedFiles::kLeave);
  ASSERT_FALSE(nameless);
  EXPECT_THAT(to_string(nameless.error()),
              testing::HasSubstr("[[feed]] with a url_file without outlet"));
}

TEST_F(LoadSettingsFile, BadSecretsAreToldWithoutShowingThem) {
  write("auth", "hunter2\n");
  write("headers", "X-Key: 1\nHost: hunter2\n");
  const auto file = write("n.toml",
                          "[[feed]]\nname = 'a'\nurl = 'https://a.example/'\n"
                          "auth_file = 'auth'\nheaders_file = 'headers'\n");
  const auto settings = load_settings(file, notify::sink_table());
  ASSERT_FALSE(settings);
  const std::string at = file.string(), in = folder_.string();
  EXPECT_EQ(to_string(settings.error()),
            at + ":4:13: read auth_file \"" + in +
                "/auth\": its line is not of the form user:password\n" + at +
                ":5:16: read headers_file \"" + in +
                "/headers\": line 2: Host is set by newswatch itself\n");
  EXPECT_TRUE(load_settings(file, notify::sink_table(), NamedFiles::kLeave));
}

TEST_F(LoadSettingsFile, HugeFileIsRefused) {
  const auto file = write("n.toml", std::string((16u << 20) + 1, '#'));
  EXPECT_EQ(to_string(load_settings(file, notify::sink_table()).error()),
            file.string() + ": is larger than 16 MiB\n");
  EXPECT_TRUE(load_settings(write("m.toml", std::string(1u << 20, '#')), notify::sink_table()));
}

}  // namespace
}  // namespace newswatch::config
