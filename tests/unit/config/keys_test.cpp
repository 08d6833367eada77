// The table of keys: config/newswatch.toml documents it, and a reload knows which need a restart.
#include "config/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "config/default_config.h"
#include "config/sink_keys.h"
#include "config/table_reader.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

// Keys without a default: config/newswatch.toml has an example of each.
const std::vector<std::string> kExamples = {"judge.url", "judge.command"};

std::vector<std::string> lines_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The setting of a key below the header of its section, "key = value"; empty: there is none. A
// section and a setting may stand there as comments. The section "" is above the first header.
std::string stated(std::string_view section, std::string_view key) {
  const std::regex header(R"((?:# )?\[\[?([a-z_.]+)\]\]?)");
  const std::regex setting("(?:# )?(" + std::string(key) + " = .*)");
  bool inside = section.empty();
  std::smatch match;
  for (const std::string& line : lines_of(kDefaultToml)) {
    if (std::regex_match(line, match, header)) inside = match[1].str() == section;
    if (inside && std::regex_match(line, match, setting)) return match[1];
  }
  return {};
}

// What the comment above the first [[table]] says of a key; empty: nothing. A line that begins with
// names of keys is about them, and so are the lines below it that are indented further.
std::string comment_on(std::string_view table, std::string_view key) {
  const auto lines = lines_of(kDefaultToml);
  const auto header = std::find(lines.begin(), lines.end(), "[[" + std::string(table) + "]]");
  auto begin = header;
  for (bool seen = false; begin != lines.begin(); --begin) {
    const bool comment = std::prev(begin)->starts_with('#');
    if (seen && !comment) break;
    seen = seen || comment;
  }
  const std::regex about("#     ([a-z_]+(, [a-z_]+)*)( .*)?");
  const std::regex name("\\b" + std::string(key) + "\\b");
  std::string comment;
  bool inside = false;
  std::smatch match;
  for (auto line = begin; line != header; ++line) {
    if (std::regex_match(*line, match, about)) {
      inside = std::regex_search(match[1].str(), name);
    } else if (!line->starts_with("#      ")) {
      inside = false;
    }
    if (inside) comment += *line + "\n";
  }
  return comment;
}

template <class T>
void expect_stated(std::string_view section, const std::vector<KeyOf<T>>& keys) {
  for (const KeyOf<T>& key : keys) {
    const std::string name = std::string(section) + "." + std::string(key.name);
    const std::string setting = stated(section, key.name);
    EXPECT_NE(setting, "") << name;
    const auto document = parse_document(setting, "f");
    ASSERT_TRUE(document) << name;
    Problems problems("f");
    const FileContext file{problems, {}, NamedFiles::kLeave, {}, {}};
    TableReader reader(*document, section, file);
    T values;
    key.read(reader, values);
    EXPECT_TRUE(problems.empty()) << setting;
    if (std::find(kExamples.begin(), kExamples.end(), name) == kExamples.end()) {
      EXPECT_TRUE(key.same(values, T{})) << setting << ", and not " << *key.toml(T{});
    }
  }
}

template <class T>
void expect_commented(std::string_view table, const std::vector<KeyOf<T>>& keys) {
  for (const KeyOf<T>& key : keys) {
    const std::string comment = comment_on(table, key.name);
    EXPECT_NE(comment, "") << table << " " << key.name;
    const std::string value = key.toml(T{}).value_or("");
    if (!key.needed && value != "" && value != "[]" && value != "\"\"") {
      EXPECT_NE(comment.find("efault"), std::string::npos) << comment;
      EXPECT_NE(comment.find(value), std::string::npos) << comment << value;
    }
  }
}

TEST(Keys, DefaultFileStatesEachKeyWithItsDefault) {
  expect_stated("", top_keys());
  for_each_section([](const auto& section) { expect_stated(section.name, section.keys); });
}

TEST(Keys, DefaultFileExplainsEachKeyOfAList) {
  expect_commented("feed", feed_keys());
  expect_commented("topic", topic_keys());
}

TEST(Keys, DefaultFileExplainsEachTypeOfSink) {
  expect_commented("sink", common_sink_keys());
  for (const SinkKeys& type : notify::sink_table()) {
    const std::string name(type.type);
    EXPECT_NE(comment_on("sink", "type").find("\"" + name + "\""), std::string::npos) << name;
    const SinkOptions defaults = default_options(type);
    for (const OptionKey& key : type.keys) {
      const std::string comment = comment_on("sink", key.name);
      EXPECT_NE(comment.find(name), std::string::npos) << name << " " << key.name;
      const std::string value = key.needed ? "" : *key.toml(defaults);
      EXPECT_NE(comment.find(value), std::string::npos) << comment << value;
    }
  }
}

TEST(Keys, StandOnceInTheirTable) {
  for_each_section([](const auto& section) {
    std::set<std::string_view> names;
    for (const auto& key : section.keys) EXPECT_TRUE(names.insert(key.name).second) << key.name;
  });
}

TEST(Keys, ChangesThatNeedARestartAreNamed) {
  Settings before, after;
  EXPECT_EQ(keys_needing_restart(before, after), std::vector<std::string>{});
  after.daemon.log_level = "debug";
  after.fetch.interval = std::chrono::hours(1);
  after.judge.command = {"judge"};
  after.notify.max_age.reset();
  after.fetch.ca_file = "/ca.pem";
  after.fetch.allow_networks = {"::1"};
  after.feeds.push_back({.name = "new"});
  EXPECT_EQ(keys_needing_restart(before, after), std::vector<std::string>{});
  after.daemon.state_dir = "/state";
  EXPECT_EQ(keys_needing_restart(before, after), std::vector<std::string>{"daemon.state_dir"});
  EXPECT_EQ(keys_needing_restart(after, after), std::vector<std::string>{});
}

}  // namespace
}  // namespace newswatch::config
