// Settings: the whole configuration as an immutable value, every default filled in.
//
// Made by load_settings(); handed to every thread as shared_ptr<const Settings>. The meaning of
// each key is in config/newswatch.toml, which is also the built-in default.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/clock.h"

namespace newswatch::config {

struct DaemonSettings {
  std::filesystem::path state_dir;  // empty: decided by the command line and the environment
  std::string log_level = "info";   // trace, debug, info, warning, error
  std::string log_format = "auto";  // auto, text, logfmt, json
  std::string control_group;        // who may change things while the daemon runs; empty: nobody
  bool operator==(const DaemonSettings&) const = default;
};

struct FetchSettings {
  static constexpr int kMostTransfers = 1000;

  model::Duration interval = std::chrono::minutes(10);
  model::Duration min_interval = std::chrono::minutes(1);
  model::Duration max_interval = std::chrono::hours(24);
  model::Duration timeout = std::chrono::seconds(20);
  std::size_t max_body = 16u << 20;  // bytes, decoded
  int transfers = 0;                 // at once; 0: by the number of feeds
  int per_host = 2;
  model::Duration host_gap = std::chrono::seconds(1);
  std::string user_agent;  // default: newswatch/VERSION (+URL)
  std::filesystem::path ca_file;
  std::string proxy;                                    // empty: none; "env": from the environment
  std::vector<std::string> allow_networks;              // CIDRs
  model::Duration move_after = std::chrono::hours(48);  // how long a 301 or 308 must repeat
  bool operator==(const FetchSettings&) const = default;
};

struct FeedSettings {
  std::string name, outlet, url;
  std::vector<std::string> labels;
  std::optional<model::Duration> interval;
  std::optional<std::string> user_agent, proxy;
  int priority = 0;  // of feeds due at the same time, the higher is asked first
  std::filesystem::path auth_file, headers_file;
  // In place of a url: a file with an address that is a secret. `url` is then "url_file:PATH", the
  // name of the feed's state.
  std::filesystem::path url_file;
  std::string secret_url;  // what the file holds; empty when it can't be read
  const std::string& address() const { return url_file.empty() ? url : secret_url; }
  bool operator==(const FeedSettings&) const = default;
};

// Terms by field. A field's list may be empty.
struct Terms {
  std::vector<std::string> title, summary, text, category, author, url;
  bool empty() const {
    return title.empty() && summary.empty() && text.empty() && category.empty() && author.empty() &&
           url.empty();
  }
  bool operator==(const Terms&) const = default;
};

struct Clause {
  Terms any, all, none;
  bool operator==(const Clause&) const = default;
};

struct TopicSettings {
  std::string name;
  std::optional<model::Time> since, until;  // since <= story time < until (end of day included)
  std::vector<std::string> feeds, outlets, labels;  // scope: empty means all
  std::optional<int> priority;                      // of its messages, 1 to 5
  std::vector<Clause> clauses;
  bool operator==(const TopicSettings&) const = default;
};

struct EventSettings {
  model::Duration window = std::chrono::hours(24 * 14);
  double threshold = 0.22;
  double cluster_threshold = 0.22;
  bool operator==(const EventSettings&) const = default;
};

struct Band {
  double low = 0.10, high = 0.40;  // of the best score; inclusive
  bool operator==(const Band&) const = default;
};

// Either url or command is set; without both there is no judge.
struct JudgeSettings {
  std::string url;                   // an OpenAI-style /v1/chat/completions
  std::vector<std::string> command;  // the question on stdin, the answer on stdout
  std::string model;                 // as the server names it
  std::filesystem::path api_key_file;
  model::Duration timeout = std::chrono::seconds(20);
  int max_per_hour = 60;  // questions
  Band band;
  int candidates = 2;                       // events that one story is asked about, at most
  std::vector<std::string> allow_networks;  // CIDRs
  bool on() const { return !url.empty() || !command.empty(); }
  bool operator==(const JudgeSettings&) const = default;
};

enum class FirstPoll { kSummary, kNotify, kQuiet };

struct NotifySettings {
  std::optional<model::Duration> max_age = std::chrono::hours(48);  // nullopt: "off"
  FirstPoll first_poll = FirstPoll::kSummary;
  bool operator==(const NotifySettings&) const = default;
};

// The value of a key that only some types of sink have.
using OptionValue = std::variant<std::string, int, double, model::Duration, std::size_t,
                                 std::filesystem::path, std::vector<std::string>, bool>;
using SinkOptions = std::map<std::string, OptionValue, std::less<>>;  // by key

// When a sink gets its messages about new events as one.
struct DigestSettings {
  enum class Every { kOff, kHour, kDay };
  Every every = Every::kOff;
  std::chrono::minutes time_of_day{};  // of kDay
  std::string zone = "UTC";
  bool operator==(const DigestSettings&) const = default;
};

struct SinkSettings {
  std::string name;
  std::string type;                      // one of the table that load_settings() was given
  std::vector<std::string> topics;       // empty: all
  std::vector<std::string> types;        // empty: event.new, event.corrected and trouble
  int min_outlets = 1, min_origins = 1;  // before it hears of an event
  model::Duration wait{};                // that a new event is held for more reports
  DigestSettings digest;
  std::optional<int> priority;  // of all its messages, 1 to 5
  SinkOptions options;          // a value for each key of its type
  // What the files hold that the options name, by key; without a value where none is named.
  std::map<std::string, std::string, std::less<>> secrets;
  const std::string& secret(std::string_view key) const {
    static const std::string none;
    const auto at = secrets.find(key);
    return at == secrets.end() ? none : at->second;
  }
  // The value of a key. The type must have the key, with values of type T.
  template <class T>
  const T& option(std::string_view key) const {
    return std::get<T>(options.at(std::string(key)));
  }
  bool operator==(const SinkSettings&) const = default;
};

// Signs of life for others, who raise the alarm when none come.
// How long what is stored is kept. nullopt: for ever; 0: any number.
struct RetentionSettings {
  std::optional<model::Duration> stories = std::chrono::days(90);
  std::optional<model::Duration> keys = std::chrono::days(365);  // since a document last had them
  std::optional<model::Duration> events = std::chrono::days(730);
  std::optional<model::Duration> sent = std::chrono::days(30);
  int max_stories = 0, max_events = 0;
  bool operator==(const RetentionSettings&) const = default;
};

struct HeartbeatSettings {
  enum class Summary { kOff, kDaily, kWeekly };
  std::string url;  // asked after each good round; with /fail when all is not well
  std::filesystem::path url_file;
  std::string secret_url;  // what the file holds
  model::Duration every = std::chrono::minutes(5);
  std::vector<std::string> allow_networks;  // CIDRs
  Summary summary = Summary::kOff;
  std::vector<std::string> sinks;  // that get the summary; empty: all that people read
  const std::string& address() const { return url_file.empty() ? url : secret_url; }
  bool operator==(const HeartbeatSettings&) const = default;
};

// The page, the API and the metrics.
struct WebSettings {
  std::string listen = "127.0.0.1:8787";  // listen_address.h
  std::filesystem::path token_file;
  std::string token;               // what the file holds; empty: none
  std::vector<std::string> hosts;  // names by which the page may be asked, besides its own
  bool operator==(const WebSettings&) const = default;
};

// A file that feeds_files names, as it was read.
struct FeedsFile {
  std::filesystem::path path;
  std::size_t entry = 0;  // of feeds_files, which named it first
  std::size_t feeds = 0;  // how many of it are in Settings::feeds
  std::string left_out;   // what of an OPML file was not taken, for people; empty: nothing
  bool operator==(const FeedsFile&) const = default;
};

inline constexpr std::string_view kBuiltIn = "built-in";  // the source of the default

struct Settings {
  DaemonSettings daemon;
  FetchSettings fetch;
  std::vector<std::string> feeds_files;  // paths and globs, as the config has them
  std::vector<FeedSettings> feeds;       // of the config itself, then of each file in feeds_from
  std::vector<FeedsFile> feeds_from;
  std::vector<TopicSettings> topics;
  EventSettings event;
  JudgeSettings judge;
  NotifySettings notify;
  std::vector<SinkSettings> sinks;
  RetentionSettings retention;
  HeartbeatSettings heartbeat;
  WebSettings web;
  std::string source;      // path of the file, or kBuiltIn
  std::uint64_t hash = 0;  // XXH3-64 of the effective settings (show.h)
  bool operator==(const Settings&) const = default;
};

}  // namespace newswatch::config
