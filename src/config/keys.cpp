#include "config/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "config/file_kinds.h"
#include "config/key_kinds.h"
#include "config/network_kinds.h"
#include "config/secrets.h"

namespace newswatch::config {
namespace {

using namespace std::chrono_literals;

constexpr DurationKind kAnyInterval = {1ms, std::chrono::days(365)};

template <auto read>
std::string fault_of(const std::filesystem::path& file) {
  const auto secret = read(file);
  return secret ? std::string() : secret.error().context;
}

}  // namespace

const SectionOf<Daemon>& daemon_section() {
  using enum OnReload;
  static const SectionOf<Daemon> section = {
      "daemon",
      &Settings::daemon,
      {key("state_dir", &Daemon::state_dir, PathKind{}, kNeedsRestart),
       key("log_level", &Daemon::log_level,
           WordKind{{"trace", "debug", "info", "warning", "error"}}),
       key("log_format", &Daemon::log_format, WordKind{{"auto", "text", "logfmt", "json"}})}};
  return section;
}

const SectionOf<Fetch>& fetch_section() {
  using enum OnReload;
  static const SectionOf<Fetch> section = {
      "fetch",
      &Settings::fetch,
      {key("interval", &Fetch::interval, kAnyInterval),
       key("min_interval", &Fetch::min_interval, kAnyInterval),
       key("max_interval", &Fetch::max_interval, kAnyInterval),
       key("timeout", &Fetch::timeout, DurationKind{1ms, 1h}),
       key("max_body", &Fetch::max_body, SizeKind{1u << 30}),
       key("per_host", &Fetch::per_host, IntKind{1, 64}),
       key("host_gap", &Fetch::host_gap, DurationKind{0ms, 1h}),
       key("user_agent", &Fetch::user_agent, TextKind{}),
       key("ca_file", &Fetch::ca_file,
           ReadableFileKind{"the path of a PEM file, or \"\" for the system's"}, kNeedsRestart),
       key("proxy", &Fetch::proxy, ProxyKind{}),
       key("allow_networks", &Fetch::allow_networks, NetworksKind{}, kNeedsRestart),
       key("move_after", &Fetch::move_after, DurationKind{0ms, std::chrono::days(365)})}};
  return section;
}

const std::vector<KeyOf<Feed>>& feed_keys() {
  static const std::vector<KeyOf<Feed>> keys = {
      key("name", &Feed::name, TextKind{.needed = true, .blank_allowed = false}),
      key("outlet", &Feed::outlet, TextKind{}),
      key("url", &Feed::url, TextKind{.needed = true, .blank_allowed = false}),
      key("labels", &Feed::labels, StringsKind{}),
      key("interval", &Feed::interval, kAnyInterval),
      key("user_agent", &Feed::user_agent, TextKind{}),
      key("proxy", &Feed::proxy, ProxyKind{}),
      key("priority", &Feed::priority, IntKind{-100, 100}),
      key("auth_file", &Feed::auth_file, SecretFileKind{fault_of<read_auth>}),
      key("headers_file", &Feed::headers_file, SecretFileKind{fault_of<read_headers>})};
  return keys;
}

const std::vector<KeyOf<Topic>>& topic_keys() {
  static const std::vector<KeyOf<Topic>> keys = {
      key("name", &Topic::name, TextKind{.needed = true, .blank_allowed = false}),
      key("since", &Topic::since, TimeKind{}),
      key("until", &Topic::until, TimeKind{.is_end = true}),
      key("feeds", &Topic::feeds, StringsKind{}),
      key("outlets", &Topic::outlets, StringsKind{}),
      key("labels", &Topic::labels, StringsKind{})};
  return keys;
}

const SectionOf<Event>& event_section() {
  static const SectionOf<Event> section = {
      "event",
      &Settings::event,
      {key("window", &Event::window, kAnyInterval),
       key("threshold", &Event::threshold, NumberKind{0, 1}),
       key("cluster_threshold", &Event::cluster_threshold, NumberKind{0, 1})}};
  return section;
}

const SectionOf<Judge>& judge_section() {
  static const SectionOf<Judge> section = {
      "judge",
      &Settings::judge,
      {key("url", &Judge::url, TextKind{}), key("command", &Judge::command, CommandKind{}),
       key("model", &Judge::model, TextKind{}),
       key("api_key_file", &Judge::api_key_file, PathKind{}),
       key("allow_networks", &Judge::allow_networks, NetworksKind{}),
       key("timeout", &Judge::timeout, DurationKind{1s, 10min}),
       key("max_per_hour", &Judge::max_per_hour, IntKind{1, 1'000'000}),
       key("band", &Judge::band, BandKind{}),
       key("candidates", &Judge::candidates, IntKind{1, 5})}};
  return section;
}

bool belongs_to_url(std::string_view judge_key) {
  constexpr std::string_view kKeys[] = {"url", "model", "api_key_file", "allow_networks"};
  return std::find(std::begin(kKeys), std::end(kKeys), judge_key) != std::end(kKeys);
}

const SectionOf<Notify>& notify_section() {
  using enum FirstPoll;
  static const SectionOf<Notify> section = {
      "notify",
      &Settings::notify,
      {key("max_age", &Notify::max_age, DurationOrOffKind{1ms, std::chrono::days(36'500)}),
       key("first_poll", &Notify::first_poll,
           ChoiceKind<FirstPoll>{{{"notify", kNotify}, {"quiet", kQuiet}}, {"summary"}})}};
  return section;
}

const std::vector<KeyOf<Sink>>& common_sink_keys() {
  static const std::vector<KeyOf<Sink>> keys = {
      key("name", &Sink::name, TextKind{.needed = true, .blank_allowed = false}),
      key("type", &Sink::type, TextKind{.needed = true}),
      key("topics", &Sink::topics, StringsKind{}), key("types", &Sink::types, StringsKind{})};
  return keys;
}

std::vector<std::string> keys_needing_restart(const Settings& before, const Settings& after) {
  std::vector<std::string> changed;
  for_each_section([&](const auto& section) {
    for (const auto& key : section.keys) {
      if (!key.needs_restart) continue;
      if (key.same(before.*section.values, after.*section.values)) continue;
      changed.push_back(fmt::format("{}.{}", section.name, key.name));
    }
  });
  return changed;
}

}  // namespace newswatch::config
