// [[sink]] with a table of sinks of the test's own: what the table says holds for every type in it.
#include "config/sink_keys.h"

#include <gtest/gtest.h>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "config/load_settings.h"
#include "config/network_kinds.h"
#include "config/show.h"

namespace newswatch::config {
namespace {

using namespace std::chrono_literals;

// The built-in default has sinks of the types log and file.
const std::vector<SinkKeys> kTable = {
    {.type = "log", .keys = {}},
    {.type = "file",
     .keys = {option_key("path", StatePathKind{}, "out")},
     .exclusive_key = "path",
     .exclusive_use = "writes there"},
    {.type = "webhook",
     .keys = {option_key("url", TextKind{.needed = true}),
              option_key("pause", DurationKind{1ms, 1h}, 5s),
              option_key("retries", IntKind{0, 9}, 3), option_key("share", NumberKind{0, 1}, 0.5),
              option_key("most", SizeKind{1u << 20}, std::size_t{1024}),
              option_key("whole", BoolKind{}, true), option_key("allow_networks", NetworksKind{})}},
    {.type = "socket", .keys = {option_key("pause", DurationKind{1ms, 1h}, 1s)}},
};

LoadResult load_sink(const std::string& keys) {
  return parse_settings("[[sink]]\nname = 's'\n" + keys, "f", kTable, {}, NamedFiles::kCheck,
                        Feeds::kOptional);
}

std::string sink_problems(const std::string& keys) {
  const auto settings = load_sink(keys);
  return settings ? "no problem" : to_string(settings.error());
}

SinkSettings read_sink(const std::string& keys) {
  const auto settings = load_sink(keys);
  EXPECT_TRUE(settings) << to_string(settings ? std::vector<Problem>{} : settings.error());
  return settings ? settings->sinks.at(0) : SinkSettings{};
}

TEST(SinkKeys, OptionsAreReadAndTheOthersHaveTheirDefaults) {
  const SinkSettings sink = read_sink(
      "type = 'webhook'\nurl = 'https://a'\nretries = 7\nmost = '2KiB'\nwhole = false\n"
      "allow_networks = ['::1']\n");
  EXPECT_EQ(sink.type, "webhook");
  EXPECT_EQ(sink.option<std::string>("url"), "https://a");
  EXPECT_EQ(sink.option<model::Duration>("pause"), 5s);
  EXPECT_EQ(sink.option<int>("retries"), 7);
  EXPECT_EQ(sink.option<double>("share"), 0.5);
  EXPECT_EQ(sink.option<std::size_t>("most"), 2048u);
  EXPECT_EQ(sink.option<std::vector<std::string>>("allow_networks"),
            std::vector<std::string>{"::1"});
  EXPECT_FALSE(sink.option<bool>("whole"));
  EXPECT_EQ(sink.options.size(), 7u);
  EXPECT_EQ(sink_problems("type = 'webhook'\nurl = 'https://a'\nwhole = 'no'\n"),
            "f:5:9: whole of [[sink]] can't be a string; write whole = true or false\n");
  EXPECT_EQ(read_sink("type = 'socket'\n").option<model::Duration>("pause"), 1s);
}

TEST(SinkKeys, ShownOptionsLoadAgain) {
  const auto settings = load_sink("type = 'webhook'\nurl = 'https://a'\npause = '2s'\n");
  ASSERT_TRUE(settings);
  const std::string text = show(*settings, kTable);
  EXPECT_NE(text.find("type = \"webhook\"\ntopics = []\ntypes = []\nmin_outlets = 1\n"
                      "min_origins = 1\nwait = \"0s\"\ndigest = \"off\"\nurl = \"https://a\"\n"
                      "pause = \"2s\"\nretries = 3\nshare = 0.5\nmost = \"1KiB\"\n"
                      "whole = true\nallow_networks = []\n"),
            std::string::npos)
      << text;
  auto again = parse_settings(text, "f", kTable, {}, NamedFiles::kCheck, Feeds::kOptional);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(*again, *settings);
}

TEST(SinkKeys, NeededOptionsAreNeeded) {
  EXPECT_EQ(sink_problems("type = 'webhook'\n"),
            "f:1:1: [[sink]] of type \"webhook\" without url; write url = \"...\"\n");
}

TEST(SinkKeys, OptionsBelongToTheirTypes) {
  EXPECT_EQ(sink_problems("type = 'log'\npause = '1s'\n"),
            "f:4:1: pause is of no use here: it belongs to type \"webhook\" or \"socket\"; write "
            "nothing in its place\n");
  EXPECT_EQ(sink_problems("type = 'socket'\nretrys = 1\n"),
            "f:4:1: unknown key \"retrys\" in [[sink]]; write one of name, type, topics, types, "
            "min_outlets, min_origins, wait, digest, priority, pause\n");
}

TEST(SinkKeys, ATypeThatThereIsNotIsNamedWithThoseThatThereAre) {
  EXPECT_EQ(sink_problems("type = 'webhook'\nurl = 'https://a'\n"), "no problem");
  EXPECT_EQ(sink_problems("type = 'log'\nurl = 'https://a'\n"),
            "f:4:1: url is of no use here: it belongs to type \"webhook\"; write nothing in its "
            "place\n");
}

TEST(SinkKeys, ExclusiveValueIsTakenOnce) {
  const std::string second = "[[sink]]\nname = 't'\ntype = 'file'\n";
  EXPECT_EQ(sink_problems("type = 'file'\n" + second + "path = './out'\n"),
            "f:7:8: [[sink]] \"s\" writes there already; write another path\n");
  EXPECT_EQ(sink_problems("type = 'file'\n" + second + "path = 'other'\n"), "no problem");
  EXPECT_EQ(sink_problems("type = 'socket'\n[[sink]]\nname = 't'\ntype = 'socket'\n"),
            "no problem");
}

TEST(SinkKeys, HashChangesWithAnOption) {
  const auto hash_of = [](const std::string& keys) { return load_sink(keys)->hash; };
  EXPECT_EQ(hash_of("type = 'socket'\n"), hash_of("type = 'socket'\npause = '1000ms'\n"));
  EXPECT_NE(hash_of("type = 'socket'\n"), hash_of("type = 'socket'\npause = '2s'\n"));
}

}  // namespace
}  // namespace newswatch::config
