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

// By read_judge.cpp: a judge without a url needs no key.
std::string checked_later(const std::filesystem::path&) { return {}; }

template <auto read>
std::string fault_of(const std::filesystem::path& file) {
  const auto secret = read(file);
  return secret ? std::string() : secret.error().context;
}

model::Result<std::string> url_in(const std::filesystem::path& file) { return read_url(file); }
model::Result<std::string> token_in(const std::filesystem::path& file) {
  return read_key(file, "token_file");
}
model::Result<std::string> auth_in(const std::filesystem::path& file) { return read_auth(file); }

// read_feeds.cpp looks whether it or url_file is given.
KeyOf<FeedSettings> url_key() {
  auto out = key("url", &FeedSettings::url, TextKind{.blank_allowed = false});
  out.toml = [toml = out.toml](const FeedSettings& feed) -> std::optional<std::string> {
    return feed.url_file.empty() ? toml(feed) : std::nullopt;
  };
  return out;
}

}  // namespace

const std::vector<KeyOf<Settings>>& top_keys() {
  static const std::vector<KeyOf<Settings>> keys = {
      key("feeds_files", &Settings::feeds_files, StringsKind{})};
  return keys;
}

const SectionOf<DaemonSettings>& daemon_section() {
  using enum OnReload;
  static const SectionOf<DaemonSettings> section = {
      "daemon",
      &Settings::daemon,
      {key("state_dir", &DaemonSettings::state_dir, PathKind{}, kNeedsRestart),
       key("log_level", &DaemonSettings::log_level,
           WordKind{{"trace", "debug", "info", "warning", "error"}}),
       key("log_format", &DaemonSettings::log_format, WordKind{{"auto", "text", "logfmt", "json"}}),
       key("control_group", &DaemonSettings::control_group, TextKind{}, kNeedsRestart)}};
  return section;
}

const SectionOf<FetchSettings>& fetch_section() {
  static const SectionOf<FetchSettings> section = {
      "fetch",
      &Settings::fetch,
      {key("interval", &FetchSettings::interval, kAnyInterval),
       key("min_interval", &FetchSettings::min_interval, kAnyInterval),
       key("max_interval", &FetchSettings::max_interval, kAnyInterval),
       key("timeout", &FetchSettings::timeout, DurationKind{1ms, 1h}),
       key("max_body", &FetchSettings::max_body, SizeKind{1u << 30}),
       key("transfers", &FetchSettings::transfers, IntKind{0, FetchSettings::kMostTransfers}),
       key("per_host", &FetchSettings::per_host, IntKind{1, 64}),
       key("host_gap", &FetchSettings::host_gap, DurationKind{0ms, 1h}),
       key("user_agent", &FetchSettings::user_agent, TextKind{}),
       key("ca_file", &FetchSettings::ca_file, CertificatesKind{}),
       key("proxy", &FetchSettings::proxy, ProxyKind{}),
       key("allow_networks", &FetchSettings::allow_networks, NetworksKind{}),
       key("move_after", &FetchSettings::move_after, DurationKind{0ms, std::chrono::days(365)})}};
  return section;
}

const std::vector<KeyOf<FeedSettings>>& feed_keys() {
  static const std::vector<KeyOf<FeedSettings>> keys = {
      key("name", &FeedSettings::name, TextKind{.needed = true, .blank_allowed = false}),
      key("outlet", &FeedSettings::outlet, TextKind{}),
      url_key(),
      key("url_file", &FeedSettings::url_file, SecretFileKind{fault_of<url_in>}),
      key("labels", &FeedSettings::labels, StringsKind{}),
      key("interval", &FeedSettings::interval, kAnyInterval),
      key("user_agent", &FeedSettings::user_agent, TextKind{}),
      key("proxy", &FeedSettings::proxy, ProxyKind{}),
      key("priority", &FeedSettings::priority, IntKind{-100, 100}),
      key("auth_file", &FeedSettings::auth_file, SecretFileKind{fault_of<auth_in>}),
      key("headers_file", &FeedSettings::headers_file, SecretFileKind{fault_of<read_headers>})};
  return keys;
}

const std::vector<KeyOf<TopicSettings>>& topic_keys() {
  static const std::vector<KeyOf<TopicSettings>> keys = {
      key("name", &TopicSettings::name, TextKind{.needed = true, .blank_allowed = false}),
      key("since", &TopicSettings::since, TimeKind{}),
      key("until", &TopicSettings::until, TimeKind{.is_end = true}),
      key("feeds", &TopicSettings::feeds, StringsKind{}),
      key("outlets", &TopicSettings::outlets, StringsKind{}),
      key("labels", &TopicSettings::labels, StringsKind{}),
      key("priority", &TopicSettings::priority, IntKind{1, 5})};
  return keys;
}

const SectionOf<EventSettings>& event_section() {
  static const SectionOf<EventSettings> section = {
      "event",
      &Settings::event,
      {key("window", &EventSettings::window, kAnyInterval),
       key("threshold", &EventSettings::threshold, NumberKind{0, 1}),
       key("cluster_threshold", &EventSettings::cluster_threshold, NumberKind{0, 1})}};
  return section;
}

const SectionOf<JudgeSettings>& judge_section() {
  static const SectionOf<JudgeSettings> section = {
      "judge",
      &Settings::judge,
      {key("url", &JudgeSettings::url, TextKind{}),
       key("command", &JudgeSettings::command, CommandKind{}),
       key("model", &JudgeSettings::model, TextKind{}),
       key("api_key_file", &JudgeSettings::api_key_file, SecretFileKind{checked_later}),
       key("allow_networks", &JudgeSettings::allow_networks, NetworksKind{}),
       key("timeout", &JudgeSettings::timeout, DurationKind{1s, 10min}),
       key("max_per_hour", &JudgeSettings::max_per_hour, IntKind{1, 1'000'000}),
       key("band", &JudgeSettings::band, BandKind{}),
       key("candidates", &JudgeSettings::candidates, IntKind{1, 5})}};
  return section;
}

bool belongs_to_url(std::string_view judge_key) {
  constexpr std::string_view kKeys[] = {"url", "model", "api_key_file", "allow_networks"};
  return std::find(std::begin(kKeys), std::end(kKeys), judge_key) != std::end(kKeys);
}

const SectionOf<NotifySettings>& notify_section() {
  using enum FirstPoll;
  static const SectionOf<NotifySettings> section = {
      "notify",
      &Settings::notify,
      {key("max_age", &NotifySettings::max_age, DurationOrOffKind{1ms, std::chrono::days(36'500)}),
       key("first_poll", &NotifySettings::first_poll,
           ChoiceKind<FirstPoll>{{{"summary", kSummary}, {"notify", kNotify}, {"quiet", kQuiet}},
                                 {}})}};
  return section;
}

const SectionOf<RetentionSettings>& retention_section() {
  constexpr DurationOrOffKind kKept{24h, std::chrono::days(36'500), "forever"};
  constexpr IntOrOffKind kMost{1'000, 1'000'000'000};
  static const SectionOf<RetentionSettings> section = {
      "retention",
      &Settings::retention,
      {key("stories", &RetentionSettings::stories, kKept),
       key("keys", &RetentionSettings::keys, kKept),
       key("events", &RetentionSettings::events, kKept),
       key("sent", &RetentionSettings::sent, kKept),
       key("max_stories", &RetentionSettings::max_stories, kMost),
       key("max_events", &RetentionSettings::max_events, kMost)}};
  return section;
}

const SectionOf<HeartbeatSettings>& heartbeat_section() {
  using enum HeartbeatSettings::Summary;
  static const SectionOf<HeartbeatSettings> section = {
      "heartbeat",
      &Settings::heartbeat,
      {key("url", &HeartbeatSettings::url, HttpUrlKind{}),
       key("url_file", &HeartbeatSettings::url_file, SecretFileKind{fault_of<url_in>}),
       key("every", &HeartbeatSettings::every, DurationKind{10s, std::chrono::days(7)}),
       key("allow_networks", &HeartbeatSettings::allow_networks, NetworksKind{}),
       key("summary", &HeartbeatSettings::summary,
           ChoiceKind<HeartbeatSettings::Summary>{
               {{"off", kOff}, {"daily", kDaily}, {"weekly", kWeekly}}, {}}),
       key("sinks", &HeartbeatSettings::sinks, StringsKind{})}};
  return section;
}

const SectionOf<WebSettings>& web_section() {
  constexpr auto kAtStart = OnReload::kNeedsRestart;
  static const SectionOf<WebSettings> section = {
      "web",
      &Settings::web,
      {key("listen", &WebSettings::listen, TextKind{}, kAtStart),
       key("token_file", &WebSettings::token_file, SecretFileKind{fault_of<token_in>}, kAtStart),
       key("hosts", &WebSettings::hosts, StringsKind{}, kAtStart)}};
  return section;
}

const std::vector<KeyOf<SinkSettings>>& common_sink_keys() {
  static const std::vector<KeyOf<SinkSettings>> keys = {
      key("name", &SinkSettings::name, TextKind{.needed = true, .blank_allowed = false}),
      key("type", &SinkSettings::type, TextKind{.needed = true}),
      key("topics", &SinkSettings::topics, StringsKind{}),
      key("types", &SinkSettings::types, StringsKind{}),
      key("min_outlets", &SinkSettings::min_outlets, IntKind{1, 1000}),
      key("min_origins", &SinkSettings::min_origins, IntKind{1, 1000}),
      key("wait", &SinkSettings::wait, DurationKind{0ms, 30min}),
      key("digest", &SinkSettings::digest, DigestKind{}),
      key("priority", &SinkSettings::priority, IntKind{1, 5})};
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
