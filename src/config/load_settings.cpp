#include "config/load_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "config/default_config.h"
#include "config/document.h"
#include "config/feeds_files.h"
#include "config/keys.h"
#include "config/listen_address.h"
#include "config/network_kinds.h"
#include "config/read_file.h"
#include "config/read_tables.h"
#include "config/secrets.h"
#include "config/show.h"
#include "config/table_reader.h"
#include "text/escape.h"
#include "text/times.h"
#include "version.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kUserAgent = "newswatch/" NEWSWATCH_VERSION " (+" NEWSWATCH_URL ")";

// min_interval <= interval <= max_interval. The problem stands at a key that the file has.
void check_intervals(TableReader& reader, const FetchSettings& fetch) {
  const auto check = [&](std::string_view low, model::Duration low_is, std::string_view high,
                         model::Duration high_is) {
    if (low_is <= high_is) return;
    const bool low_given = reader.has(low);
    reader.problem(low_given ? low : high,
                   fmt::format("{} of [fetch], {}, is over {}, {}", low, text::duration(low_is),
                               high, text::duration(high_is)),
                   low_given ? fmt::format("{} = \"{}\" or less, or a larger {}", low,
                                           text::duration(high_is), high)
                             : fmt::format("{} = \"{}\" or more, or a smaller {}", high,
                                           text::duration(low_is), low));
  };
  check("min_interval", fetch.min_interval, "interval", fetch.interval);
  check("interval", fetch.interval, "max_interval", fetch.max_interval);
}

// In TOML a key belongs to the table header above it: `feed = [...]` below [fetch] is a key of
// [fetch]. This mistake is common, so it has a message of its own.
void refuse_lists(TableReader& reader, const Node* table) {
  if (table == nullptr) return;
  for (const Entry& entry : std::get<Table>(table->value)) {
    for (const std::string_view list : {"feed", "topic", "sink"}) {
      if (entry.key != list) continue;
      reader.find(list);
      reader.file().problems.add(
          entry.at,
          fmt::format("{} stands in {}: TOML gives a key to the table header above it", list,
                      reader.name()),
          fmt::format("[[{}]] tables, or {} = [...] above the first table header", list, list));
    }
  }
}

// A [section] that is being read.
struct OpenSection {
  const Node* node;  // nullptr: not given
  TableReader reader;
  bool good;  // no key of it has a problem
};

using OpenSections = std::map<std::string_view, OpenSection>;

OpenSections read_sections(TableReader& top, Settings& settings) {
  static const Node kNone{{}, Table{}};
  const FileContext& file = top.file();
  OpenSections sections;
  for_each_section([&](const auto& section) {
    const std::string name = fmt::format("[{}]", section.name);
    const Node* node = top.table(section.name, fmt::format("{} above its keys", name));
    TableReader reader(node == nullptr ? kNone : *node, name, file);
    const std::size_t before = file.problems.size();
    read_keys(section.keys, reader, settings.*section.values);
    sections.emplace(section.name,
                     OpenSection{node, std::move(reader), file.problems.size() == before});
  });
  OpenSection& fetch = sections.at("fetch");
  check_intervals(fetch.reader, settings.fetch);
  if (settings.fetch.user_agent.empty()) settings.fetch.user_agent = kUserAgent;
  OpenSection& judge = sections.at("judge");
  check_judge(judge.reader, settings.judge, judge.node != nullptr, judge.good);
  return sections;
}

// The feeds of the config itself, then those of the files that it names.
void read_all_feeds(TableReader& top, Settings& settings) {
  const Array* tables = top.tables("feed");
  if (tables == nullptr && settings.feeds_files.empty()) return;
  settings.feeds.clear();
  FeedPlaces places;
  if (tables != nullptr) {
    read_feeds(*tables, settings.fetch, top.file(), places, settings.feeds);
    if (tables->empty() && settings.feeds_files.empty()) {
      top.problem("feed", "no feeds: nothing would be watched", "a [[feed]]");
    }
  }
  read_feeds_files(top, places, settings);
}

void read_lists(TableReader& top, Settings& settings, SinkTable sink_types) {
  const FileContext& file = top.file();
  read_all_feeds(top, settings);
  if (const Array* topics = top.tables("topic")) {
    settings.topics = read_topics(*topics, settings.feeds, file);
    if (topics->empty()) top.problem("topic", "no topics: nothing would be told", "a [[topic]]");
  }
  if (const Array* sinks = top.tables("sink")) {
    settings.sinks = read_sinks(*sinks, settings.topics, sink_types, file);
  }
}

// A story must be there while its event may still grow, the event as long as its stories, and the
// keys that tell an old item from a new one no less.
void check_retention(TableReader& reader, const Settings& settings) {
  const RetentionSettings& kept = settings.retention;
  const auto check = [&](std::string_view key, const std::optional<model::Duration>& time,
                         std::string_view other, const std::optional<model::Duration>& least) {
    if (!time || (least && *time >= *least)) return;
    const std::string needed = least ? text::duration(*least) : "forever";
    reader.problem(reader.has(key) ? key : "stories",
                   fmt::format("{} of [retention], {}, is shorter than {}, {}", key,
                               text::duration(*time), other, needed),
                   fmt::format("{} = \"{}\"{}", key, needed, least ? " or more" : ""));
  };
  check("stories", kept.stories, "window of [event]", settings.event.window);
  check("events", kept.events, "stories", kept.stories);
  check("keys", kept.keys, "stories", kept.stories);
}

void check_heartbeat(TableReader& reader, Settings& settings) {
  HeartbeatSettings& heartbeat = settings.heartbeat;
  if (!heartbeat.url.empty() && !heartbeat.url_file.empty()) {
    reader.problem("url_file", "[heartbeat] has url and url_file", "one of the two");
  }
  if (!heartbeat.url_file.empty() && reader.file().named_files == NamedFiles::kCheck) {
    if (auto url = read_url(heartbeat.url_file)) heartbeat.secret_url = *std::move(url);
  }
  check_reach(reader, heartbeat.url_file.empty() ? "url" : "url_file", heartbeat.address(),
              heartbeat.allow_networks);
  for (std::size_t i = 0; i < heartbeat.sinks.size(); ++i) {
    const std::string& name = heartbeat.sinks[i];
    if (std::ranges::find(settings.sinks, name, &SinkSettings::name) != settings.sinks.end()) {
      continue;
    }
    reader.file().problems.add(reader.element_at("sinks", i),
                               fmt::format("no [[sink]] is named {}", text::quoted(name)),
                               "the name of a sink");
  }
}

// Whoever reaches the page reads what is watched; a machine's own users are trusted to.
void check_web(TableReader& reader, Settings& settings) {
  WebSettings& web = settings.web;
  const auto address = parse_listen_address(web.listen);
  if (!address) {
    reader.problem("listen", text::quoted(web.listen) + " is no address to listen at",
                   R"("127.0.0.1:8787", "[::1]:8787", "unix:/PATH", "systemd" or "off")");
    return;
  }
  if (address->is_beyond_loopback() && web.token_file.empty()) {
    reader.problem("listen", text::quoted(web.listen) + " can be reached from other machines",
                   "a token_file, which they must know, or \"127.0.0.1:8787\"");
  }
  if (web.token_file.empty() || reader.file().named_files != NamedFiles::kCheck) return;
  if (auto token = read_key(web.token_file, "token_file")) web.token = *std::move(token);
}

void read_root(const Node& root, Settings& settings, SinkTable sink_types, Feeds feeds,
               const FileContext& file) {
  TableReader top(root, "", file);
  read_keys(top_keys(), top, settings);
  OpenSections sections = read_sections(top, settings);
  read_lists(top, settings, sink_types);
  check_retention(sections.at("retention").reader, settings);
  check_heartbeat(sections.at("heartbeat").reader, settings);
  check_web(sections.at("web").reader, settings);
  std::vector<const TableReader*> readers;
  for (const auto& [name, section] : sections) readers.push_back(&section.reader);
  for (auto& [name, section] : sections) {
    refuse_lists(section.reader, section.node);
    section.reader.finish(readers);
  }
  top.finish(readers);
  // Last, because a misspelt [[feeds]] is told as that.
  if (feeds == Feeds::kOptional || !settings.feeds.empty() || !file.problems.empty()) return;
  if (!settings.feeds_files.empty()) {
    top.problem("feeds_files", "no feed in these files, and no [[feed]]: nothing would be watched",
                "files with [[feed]] tables, or lists in OPML");
    return;
  }
  const bool empty = std::get<Table>(root.value).empty();
  file.problems.add({}, empty ? "the file sets nothing" : "no [[feed]]: nothing would be watched",
                    "[[feed]] tables, as `newswatch config show --default` prints them");
}

// Where systemd puts the credentials of the unit, for those who may look at a config by hand: root.
constexpr const char* kServiceCredentials = "/run/credentials/newswatch.service";

// `base` has the values of the keys that the file leaves out.
LoadResult parse(std::string_view toml, std::string_view source_name, Settings base,
                 SinkTable sink_types, const std::filesystem::path& folder, NamedFiles named_files,
                 Feeds feeds) {
  Problems problems(source_name);
  const auto document = parse_document(toml, source_name);
  if (!document) return tl::unexpected(std::vector{document.error()});
  const auto variable = [](const char* name, const char* unset) {
    const char* value = std::getenv(name);
    return value == nullptr ? unset : value;
  };
  const FileContext context{problems, folder, named_files, variable("PATH", ""),
                            variable("CREDENTIALS_DIRECTORY", kServiceCredentials)};
  read_root(*document, base, sink_types, feeds, context);
  if (!problems.empty()) return tl::unexpected(problems.take());
  base.source = source_name;
  // A key that systemd hands over is not in the file, and not everybody sees whether it does.
  auto& key_file = base.judge.api_key_file;
  const bool handed_over = key_file == context.credentials / kJudgeCredential;
  auto named = handed_over ? std::exchange(key_file, {}) : key_file;
  base.hash = hash(base, sink_types);
  key_file = std::move(named);
  return base;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::absolute(file, ignored).parent_path();
}

}  // namespace

LoadResult load_builtin(SinkTable sink_types) {
  return parse(kDefaultToml, kBuiltIn, {}, sink_types, {}, NamedFiles::kLeave, Feeds::kNeeded);
}

LoadResult parse_settings(std::string_view toml, std::string_view source_name, SinkTable sink_types,
                          const std::filesystem::path& folder, NamedFiles named_files,
                          Feeds feeds) {
  auto base = load_builtin(sink_types);
  if (!base) return base;
  base->feeds.clear();
  return parse(toml, source_name, std::move(*base), sink_types, folder, named_files, feeds);
}

LoadResult parse_topics(std::string_view toml, std::string_view source_name, SinkTable sink_types,
                        const std::filesystem::path& folder,
                        const std::vector<FeedSettings>& feeds) {
  auto base = load_builtin(sink_types);
  if (!base) return base;
  base->feeds = feeds;
  base->topics.clear();
  auto read = parse(toml, source_name, std::move(*base), sink_types, folder, NamedFiles::kLeave,
                    Feeds::kOptional);
  if (!read || !read->topics.empty()) return read;
  return tl::unexpected(
      std::vector{Problem{std::string(source_name), 0, 0, "no [[topic]]: there is nothing to try",
                          "a [[topic]] with a [[topic.clause]] below it"}});
}

LoadResult load_settings(const std::filesystem::path& file, SinkTable sink_types,
                         NamedFiles named_files, Feeds feeds) {
  if (file.empty()) return load_builtin(sink_types);
  const auto toml = read_file(file, kLargestConfig);
  if (!toml) return tl::unexpected(std::vector{Problem{file.string(), 0, 0, toml.error(), ""}});
  return parse_settings(*toml, file.string(), sink_types, folder_of(file), named_files, feeds);
}

std::filesystem::path state_dir_of(const std::filesystem::path& file) {
  const auto toml = file.empty() ? "" : read_file(file, kLargestConfig).value_or("");
  const auto document = parse_document(toml, file.string());
  if (!document) return {};
  Problems ignored(file.string());
  const FileContext context{ignored, folder_of(file), NamedFiles::kLeave, "", ""};
  TableReader top(*document, "", context);
  Settings settings;
  read_sections(top, settings);
  return settings.daemon.state_dir;
}

}  // namespace newswatch::config
