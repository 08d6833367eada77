// newswatch.toml(5) says which keys there are: compared with the tables of keys, their defaults and
// the ranges that they accept, so that it does not go stale.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "config/keys.h"
#include "config/sink_keys.h"
#include "config/table_reader.h"
#include "notify/sinks.h"

namespace newswatch::config {
namespace {

using testing::HasSubstr;

// What the page says by section, "[fetch]" or "ntfy": the lines that begin with keys, each with the
// indented lines below it.
struct SaidOfKeys {
  std::string head, body;
};

std::map<std::string, std::vector<SaidOfKeys>> sections_of_manual() {
  std::ifstream in(NEWSWATCH_SOURCE_DIR "/config/man/newswatch.toml.5.scd");
  std::map<std::string, std::vector<SaidOfKeys>> sections;
  std::string name;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) name = line.substr(line.find(' ') + 1);
    if (line.starts_with('*')) sections[name].push_back({line, ""});
    if (line.starts_with('\t') && !sections[name].empty()) sections[name].back().body += line + " ";
  }
  return sections;
}

class TomlManual : public testing::Test {
 protected:
  // Where the section has the key; nullptr: nowhere.
  const SaidOfKeys* said(const std::string& section, std::string_view key) const {
    const auto found = sections_.find(section);
    if (found == sections_.end()) return nullptr;
    for (const SaidOfKeys& entry : found->second) {
      if (entry.head.find(fmt::format("*{}*", key)) != std::string::npos) return &entry;
    }
    return nullptr;
  }

  // The value that the page states, "*key* = VALUE"; empty: none.
  static std::string stated(const SaidOfKeys& said, std::string_view key) {
    const std::regex form(fmt::format(R"(\*{}\* = (.*?)(, \*| \(or .*|$))", key));
    std::smatch match;
    return std::regex_search(said.head, match, form) ? match[1].str() : "";
  }

  // Whether a value as the page has it is the one that is expected.
  template <class T>
  static bool reads_as(const KeyOf<T>& key, const std::string& value, const T& expected) {
    const auto document = parse_document(fmt::format("{} = {}", key.name, value), "f");
    if (!document) return false;
    Problems problems("f");
    const FileContext file{problems, {}, NamedFiles::kLeave, {}, {}};
    TableReader reader(*document, "section", file);
    T values = expected;
    key.read(reader, values);
    return problems.empty() && key.same(values, expected);
  }

  // "1 to 64", from what is said of values that are out of range; empty: any will do.
  template <class T>
  static std::string range_of(const KeyOf<T>& key, const T& before) {
    for (const char* value : {"-1000000", "'0ms'", "'999999d'", "'99999GiB'"}) {
      const auto document = parse_document(fmt::format("{} = {}", key.name, value), "f");
      if (!document) continue;
      Problems problems("f");
      const FileContext file{problems, {}, NamedFiles::kLeave, {}, {}};
      TableReader reader(*document, "section", file);
      T values = before;
      key.read(reader, values);
      if (problems.empty()) continue;
      static const std::regex range(R"(from (\S+ to \S+)$|up to ([^,]+),)");
      std::smatch match;
      const std::string fix = problems.take().front().fix;
      if (std::regex_search(fix, match, range)) return match[1].matched ? match[1] : match[2];
    }
    return "";
  }

  // `also`: a section that may have the key's words in place of `section`.
  template <class T>
  void expect_described(const std::string& section, const KeyOf<T>& key, const T& defaults,
                        bool states_default, const std::string& also = "") {
    const SaidOfKeys* const here = said(section, key.name);
    ASSERT_NE(here, nullptr) << section << " " << key.name;
    const std::string value = key.toml(defaults).value_or("");
    if (key.needed) {
      EXPECT_THAT(here->body, HasSubstr("Needed")) << section << " " << key.name;
    } else if (states_default && value != "") {
      const std::string here_stated = stated(*here, key.name);
      EXPECT_TRUE(here_stated == value || reads_as(key, here_stated, defaults))
          << section << ": " << here->head << ", and not " << value;
    } else if (value != "" && value != "[]" && value != "\"\"") {
      EXPECT_THAT(here->body, testing::ContainsRegex("efault")) << key.name;
      EXPECT_THAT(here->body, HasSubstr(value)) << key.name;
    }
    const SaidOfKeys* const there = said(also, key.name);
    const std::string body = here->body + (there == nullptr ? "" : there->body);
    EXPECT_THAT(body, HasSubstr(range_of(key, defaults))) << section << " " << key.name;
  }

  // Keys of the page that nobody reads.
  void expect_no_other(const std::string& section, const std::set<std::string>& keys) {
    static const std::regex name(R"(\*([a-z_]+)\*)");
    for (const SaidOfKeys& entry : sections_[section]) {
      for (std::sregex_iterator at(entry.head.begin(), entry.head.end(), name), end; at != end;
           ++at) {
        EXPECT_TRUE(keys.contains((*at)[1])) << section << " has no key " << (*at)[1];
      }
    }
  }

  std::map<std::string, std::vector<SaidOfKeys>> sections_ = sections_of_manual();
};

template <class Key>
std::set<std::string> names_of_keys(const std::vector<Key>& keys) {
  std::set<std::string> names;
  for (const auto& key : keys) names.emplace(key.name);
  return names;
}

TEST_F(TomlManual, HasEveryKeyOfASectionWithItsDefaultAndRange) {
  for_each_section([&](const auto& section) {
    const std::string name = fmt::format("[{}]", section.name);
    using Values = std::remove_reference_t<decltype(Settings{}.*section.values)>;
    for (const auto& key : section.keys) {
      // A judge has no default: without one nobody is asked.
      const bool optional = name == "[judge]" && (key.name == "url" || key.name == "command");
      expect_described(name, key, Values{}, !optional);
      if (key.needs_restart) {
        EXPECT_THAT(said(name, key.name)->body, HasSubstr("restart")) << key.name;
      }
    }
    expect_no_other(name, names_of_keys(section.keys));
  });
}

TEST_F(TomlManual, HasEveryKeyAboveTheTables) {
  const std::string section = "FILES OF FEEDS";
  for (const auto& key : top_keys()) expect_described(section, key, Settings{}, true);
  expect_no_other(section, names_of_keys(top_keys()));
}

TEST_F(TomlManual, HasEveryKeyOfFeedsAndTopics) {
  for (const auto& key : feed_keys()) expect_described("[[feed]]", key, FeedSettings{}, false);
  expect_no_other("[[feed]]", names_of_keys(feed_keys()));
  for (const auto& key : topic_keys()) expect_described("[[topic]]", key, TopicSettings{}, false);
  auto names = names_of_keys(topic_keys());
  names.insert({"any", "all", "none", "title", "summary", "text", "category", "author", "url"});
  expect_no_other("[[topic]]", names);
}

TEST_F(TomlManual, HasEveryTypeOfSinkWithItsKeys) {
  auto common = names_of_keys(common_sink_keys());
  for (const auto& key : common_sink_keys()) {
    expect_described("[[sink]]", key, SinkSettings{}, false);
  }
  std::set<std::string> of_types;
  for (const SinkKeys& type : notify::sink_table()) {
    const std::string name(type.type);
    const SinkOptions defaults = default_options(type);
    std::set<std::string> keys = {"format"};  // that of a webhook is named for other keys of it
    for (const OptionKey& key : type.keys) {
      keys.emplace(key.name);
      expect_described<SinkOptions>(name, key, defaults, true, "[[sink]]");
    }
    expect_no_other(name, keys);
    of_types.merge(keys);
  }
  common.merge(of_types);
  expect_no_other("[[sink]]", common);
}

}  // namespace
}  // namespace newswatch::config
