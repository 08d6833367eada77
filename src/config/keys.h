// The table of the config's keys: each key once, with its kind, its range and whether a change
// needs a restart. Reading a file, `config show`, the reload and the check of config/newswatch.toml
// go through it. The defaults are those of the structs in settings.h. Any thread.
//
// To add a key: a member of its struct in settings.h, its line in keys.cpp, and its comment with
// its default in config/newswatch.toml. A check that concerns several keys is code, in the read_*
// file of the table.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/settings.h"

namespace newswatch::config {

class TableReader;

enum class OnReload { kTakesHold, kNeedsRestart };

// A key of a table whose values are in a T.
template <class T>
struct KeyOf {
  std::string_view name;
  bool needs_restart = false;
  bool needed = false;  // a table without it is a problem
  std::string example;  // of a needed key: what to write, without "key = "
  // From the table into the T; notes problems. What the T held before is the default.
  std::function<void(TableReader&, T&)> read;
  // As TOML; nullopt: an optional value that is not set.
  std::function<std::optional<std::string>(const T&)> toml;
  std::function<bool(const T&, const T&)> same;
};

// A [section] of the config, which stands in it once.
template <class T>
struct SectionOf {
  std::string_view name;
  T Settings::*values;
  std::vector<KeyOf<T>> keys;
};

const std::vector<KeyOf<Settings>>& top_keys();  // above the first table

const SectionOf<DaemonSettings>& daemon_section();
const SectionOf<FetchSettings>& fetch_section();
const SectionOf<EventSettings>& event_section();
const SectionOf<JudgeSettings>& judge_section();
const SectionOf<NotifySettings>& notify_section();
const SectionOf<RetentionSettings>& retention_section();
const SectionOf<HeartbeatSettings>& heartbeat_section();
const SectionOf<WebSettings>& web_section();

// Whether a key of [judge] belongs to a judge with a url, and not to one with a command.
bool belongs_to_url(std::string_view judge_key);

const std::vector<KeyOf<FeedSettings>>& feed_keys();         // of [[feed]]
const std::vector<KeyOf<TopicSettings>>& topic_keys();       // of [[topic]], without its clauses
const std::vector<KeyOf<SinkSettings>>& common_sink_keys();  // of [[sink]], for every type

// Calls take(section) for each, in the order of config/newswatch.toml.
template <class Take>
void for_each_section(Take take) {
  take(daemon_section());
  take(fetch_section());
  take(event_section());
  take(judge_section());
  take(notify_section());
  take(retention_section());
  take(heartbeat_section());
  take(web_section());
}

// The keys that differ and keep their old value until the daemon is restarted: "fetch.ca_file".
std::vector<std::string> keys_needing_restart(const Settings& before, const Settings& after);

// A key of this kind without its functions.
template <class T, class Kind>
KeyOf<T> named_key(std::string_view name, const Kind& kind) {
  KeyOf<T> out;
  out.name = name;
  if constexpr (requires { kind.needed; }) {
    out.needed = kind.needed;
    out.example = kind.example();
  }
  return out;
}

// A key for a member of T: the kind's value, or an optional of it (not given: nullopt).
template <class T, class Member, class Kind>
KeyOf<T> key(std::string_view name, Member T::*member, Kind kind,
             OnReload on_reload = OnReload::kTakesHold) {
  constexpr bool kPlain = std::is_same_v<Member, typename Kind::Value>;
  KeyOf<T> out = named_key<T>(name, kind);
  out.needs_restart = on_reload == OnReload::kNeedsRestart;
  out.read = [=](TableReader& reader, T& values) {
    if constexpr (kPlain) {
      kind.read(reader, name, values.*member);
    } else {
      auto value = (values.*member).value_or(typename Kind::Value{});
      const bool good = kind.read(reader, name, value);
      values.*member = good ? Member(std::move(value)) : std::nullopt;
    }
  };
  out.toml = [=](const T& values) -> std::optional<std::string> {
    if constexpr (kPlain) {
      return kind.toml(values.*member);
    } else {
      if (!(values.*member)) return std::nullopt;
      return kind.toml(*(values.*member));
    }
  };
  out.same = [=](const T& a, const T& b) { return a.*member == b.*member; };
  return out;
}

}  // namespace newswatch::config
