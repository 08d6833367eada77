#include "config/load_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "config/default_config.h"
#include "config/document.h"
#include "config/read_lists.h"
#include "config/show.h"
#include "config/table_reader.h"
#include "net/address_guard.h"
#include "text/escape.h"
#include "text/sizes.h"
#include "text/time_text.h"
#include "version.h"

namespace newswatch::config {
namespace {

constexpr std::string_view kBuiltIn = "built-in";
constexpr std::size_t kLargestFile = 16u << 20;
constexpr std::size_t kLargestBody = 1u << 30;
constexpr std::string_view kUserAgent = "newswatch/" NEWSWATCH_VERSION " (+" NEWSWATCH_URL ")";
constexpr DurationRange kAnyInterval = {model::Duration(1), std::chrono::days(365)};

void read_daemon(TableReader& reader, Daemon& daemon, const Surroundings& around) {
  std::string state_dir;
  if (reader.read("state_dir", state_dir)) daemon.state_dir = resolve(state_dir, around);
  reader.read_word("log_level", daemon.log_level, {"trace", "debug", "info", "warning", "error"});
  reader.read_word("log_format", daemon.log_format, {"auto", "text", "logfmt", "json"});
}

// min_interval <= interval <= max_interval, told where the file says it.
void check_intervals(TableReader& reader, const Fetch& fetch) {
  const auto check = [&](std::string_view low, model::Duration low_is, std::string_view high,
                         model::Duration high_is) {
    if (low_is <= high_is) return;
    const bool low_given = reader.find(low) != nullptr;
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

void read_fetch(TableReader& reader, Fetch& fetch, const Surroundings& around) {
  reader.read("interval", fetch.interval, kAnyInterval);
  reader.read("min_interval", fetch.min_interval, kAnyInterval);
  reader.read("max_interval", fetch.max_interval, kAnyInterval);
  check_intervals(reader, fetch);
  reader.read("timeout", fetch.timeout, {model::Duration(1), std::chrono::hours(1)});
  reader.read_size("max_body", fetch.max_body, kLargestBody);
  reader.read("per_host", fetch.per_host, 1, 64);
  reader.read("host_gap", fetch.host_gap, {model::Duration(0), std::chrono::hours(1)});
  reader.read("user_agent", fetch.user_agent);
  if (fetch.user_agent.empty()) fetch.user_agent = kUserAgent;
  std::string ca_file;
  if (reader.read("ca_file", ca_file)) {
    fetch.ca_file = resolve(ca_file, around);
    std::error_code error;
    if (!ca_file.empty() && around.named_files == NamedFiles::kCheck &&
        (!std::filesystem::is_regular_file(fetch.ca_file, error) ||
         !std::ifstream(fetch.ca_file).good())) {
      reader.problem("ca_file",
                     fmt::format("ca_file {} is not a file that can be read",
                                 text::quoted(fetch.ca_file.string())),
                     "the path of a PEM file, or \"\" for the system's");
    }
  }
  if (reader.read("proxy", fetch.proxy)) {
    check_proxy(fetch.proxy, reader.at("proxy"), around.problems);
  }
  if (reader.read("allow_networks", fetch.allow_networks)) {
    check_networks(reader, fetch.allow_networks, around.problems);
  }
  reader.read("move_after", fetch.move_after, {model::Duration(0), std::chrono::days(365)});
}

void read_event(TableReader& reader, Event& event) {
  reader.read("window", event.window, kAnyInterval);
  reader.read("threshold", event.threshold, 0, 1);
  reader.read("cluster_threshold", event.cluster_threshold, 0, 1);
}

void read_notify(TableReader& reader, Notify& notify) {
  const Node* max_age = reader.find("max_age");
  const auto* word = max_age == nullptr ? nullptr : std::get_if<std::string>(&max_age->value);
  model::Duration age = notify.max_age.value_or(std::chrono::hours(48));
  if (word != nullptr && *word == "off") {
    notify.max_age.reset();
  } else if (reader.read("max_age", age, {model::Duration(1), std::chrono::days(36'500)})) {
    notify.max_age = age;
  }
  const Node* first = reader.find("first_poll");
  word = first == nullptr ? nullptr : std::get_if<std::string>(&first->value);
  std::string poll;
  if (word != nullptr && *word == "summary") {
    reader.problem("first_poll", "first_poll \"summary\" is not in this version of newswatch",
                   "\"notify\" or \"quiet\"");
  } else if (reader.read_word("first_poll", poll, {"notify", "quiet"})) {
    notify.first_poll = poll == "quiet" ? FirstPoll::kQuiet : FirstPoll::kNotify;
  }
}

// In TOML a key belongs to the table header above it: `feed = [...]` further down the file is a
// feed of [fetch]. People fall for it, so it has a message of its own.
void refuse_lists(TableReader& reader, const Node* table, Problems& problems) {
  if (table == nullptr) return;
  for (const Entry& entry : std::get<Table>(table->value)) {
    for (const std::string_view list : {"feed", "topic", "sink"}) {
      if (entry.key != list) continue;
      reader.find(list);
      problems.add(
          entry.at,
          fmt::format("{} stands in {}: TOML gives a key to the table header above it", list,
                      reader.name()),
          fmt::format("[[{}]] tables, or {} = [...] above the first table header", list, list));
    }
  }
}

void read_root(const Node& root, Settings& settings, Surroundings& around) {
  const Node none{{}, Table{}};
  TableReader top(root, "", around.problems);
  struct Section {
    const Node* node;
    TableReader reader;
  };
  const auto section = [&](std::string_view key) {
    const std::string name = fmt::format("[{}]", key);
    const Node* node = top.table(key, fmt::format("{} above its keys", name));
    return Section{node, TableReader(node == nullptr ? none : *node, name, around.problems)};
  };
  Section daemon = section("daemon"), fetch = section("fetch"), event = section("event"),
          judge = section("judge"), notify = section("notify");
  read_daemon(daemon.reader, settings.daemon, around);
  read_fetch(fetch.reader, settings.fetch, around);
  read_event(event.reader, settings.event);
  read_judge(judge.reader, settings.judge, judge.node != nullptr, around);
  read_notify(notify.reader, settings.notify);
  if (const Array* feeds = top.tables("feed")) {
    settings.feeds = read_feeds(*feeds, settings.fetch, around);
    if (feeds->empty()) top.problem("feed", "no feeds: nothing would be watched", "a [[feed]]");
  }
  if (const Array* topics = top.tables("topic")) {
    settings.topics = read_topics(*topics, settings.feeds, around);
    if (topics->empty()) top.problem("topic", "no topics: nothing would be told", "a [[topic]]");
  }
  if (const Array* sinks = top.tables("sink")) {
    settings.sinks = read_sinks(*sinks, settings.topics, around);
  }
  top.not_in_this_version({"retention"});

  const std::array sections = {&daemon, &fetch, &event, &judge, &notify};
  std::array<const TableReader*, 5> readers{};
  std::transform(sections.begin(), sections.end(), readers.begin(),
                 [](const Section* s) { return &s->reader; });
  for (Section* s : sections) {
    refuse_lists(s->reader, s->node, around.problems);
    s->reader.finish(readers);
  }
  top.finish(readers);
}

// `base` holds what the file may leave out.
LoadResult parse(std::string_view toml, std::string_view source_name, Settings base,
                 const std::filesystem::path& folder, NamedFiles named_files) {
  Problems problems(source_name);
  const auto document = parse_document(toml, source_name);
  if (!document) return tl::unexpected(std::vector{document.error()});
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  Surroundings around{problems, folder, named_files, variable("PATH"),
                      variable("CREDENTIALS_DIRECTORY")};
  read_root(*document, base, around);
  if (!problems.empty()) return tl::unexpected(problems.take());
  base.source = source_name;
  base.hash = hash(base);
  return base;
}

tl::unexpected<std::vector<Problem>> unreadable(const std::filesystem::path& file,
                                                std::string what) {
  return tl::unexpected(std::vector{Problem{file.string(), 0, 0, std::move(what), ""}});
}

}  // namespace

void check_networks(TableReader& reader, const std::vector<std::string>& networks,
                    Problems& problems) {
  const Node* node = reader.find("allow_networks");
  if (node == nullptr) return;
  const auto& nodes = std::get<Array>(node->value);
  for (std::size_t i = 0; i < nodes.size() && i < networks.size(); ++i) {
    if (net::AddressGuard::parse({&networks[i], 1})) continue;
    problems.add(nodes[i].at, fmt::format("{} is no network", text::quoted(networks[i])),
                 "an address and a length, as in \"127.0.0.0/8\" or \"fd00::/8\"");
  }
}

LoadResult load_builtin() { return parse(kDefaultToml, kBuiltIn, {}, {}, NamedFiles::kLeave); }

LoadResult parse_settings(std::string_view toml, std::string_view source_name,
                          const std::filesystem::path& folder, NamedFiles named_files) {
  auto base = load_builtin();
  if (!base) return base;
  return parse(toml, source_name, std::move(*base), folder, named_files);
}

LoadResult load_settings(const std::filesystem::path& file, NamedFiles named_files) {
  if (file.empty()) return load_builtin();
  std::error_code error;
  const auto whole = std::filesystem::absolute(file, error);
  if (error) return unreadable(file, "no absolute path: " + error.message());
  if (std::filesystem::is_directory(whole, error)) return unreadable(file, "is a folder");
  errno = 0;
  std::ifstream in(whole, std::ios::binary);
  if (!in) return unreadable(file, fmt::format("can't be opened: {}", std::strerror(errno)));
  std::string toml;
  std::array<char, 1u << 16> part{};  // a pipe has no size
  while (in && toml.size() <= kLargestFile) {
    in.read(part.data(), part.size());
    toml.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return unreadable(file, fmt::format("can't be read: {}", std::strerror(errno)));
  if (toml.size() > kLargestFile) {
    return unreadable(file, "is larger than " + text::readable_size(kLargestFile));
  };
  return parse_settings(toml, file.string(), whole.parent_path(), named_files);
}

}  // namespace newswatch::config
