#include "notify/sinks.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "config/key_kinds.h"
#include "notify/alertmanager_sink.h"
#include "notify/apprise_sink.h"
#include "notify/command_sink.h"
#include "notify/discord_sink.h"
#include "notify/file_sink.h"
#include "notify/journal_sink.h"
#include "notify/log_sink.h"
#include "notify/matrix_sink.h"
#include "notify/ntfy_sink.h"
#include "notify/slack_sink.h"
#include "notify/smtp_sink.h"
#include "notify/telegram_sink.h"
#include "notify/webhook_sink.h"

namespace newswatch::notify {

config::OptionKey max_per_hour_key() {
  return config::option_key(kMaxPerHour, config::IntOrOffKind{1, 100'000}, kUsualPerHour);
}

config::OptionKey follow_up_key(std::vector<std::string_view> ways) {
  const std::string best(ways.front());
  return config::option_key(kFollowUp, config::WordKind{std::move(ways)}, best);
}

std::span<const SinkType> sink_types() {
  static const std::vector<SinkType> types = {
      log_sink_type(),     file_sink_type(),     command_sink_type(), journal_sink_type(),
      webhook_sink_type(), smtp_sink_type(),     ntfy_sink_type(),    slack_sink_type(),
      discord_sink_type(), telegram_sink_type(), matrix_sink_type(),  alertmanager_sink_type(),
      apprise_sink_type(),
  };
  return types;
}

config::SinkTable sink_table() {
  static const std::vector<config::SinkKeys> table = [] {
    std::vector<config::SinkKeys> keys;
    for (const SinkType& type : sink_types()) keys.push_back(type.keys);
    return keys;
  }();
  return table;
}

bool is_for_people(const config::SinkSettings& sink) {
  const auto types = sink_types();
  return std::ranges::any_of(types, [&](const SinkType& candidate) {
    return candidate.keys.type == sink.type && candidate.for_people;
  });
}

bool keeps_record(const config::SinkSettings& sink) {
  const auto types = sink_types();
  return std::ranges::any_of(types, [&](const SinkType& candidate) {
    return candidate.keys.type == sink.type && !candidate.for_people;
  });
}

int max_per_hour(const config::SinkSettings& sink) {
  const auto limit = sink.options.find(kMaxPerHour);
  return limit == sink.options.end() ? 0 : std::get<int>(limit->second);
}

std::unique_ptr<Notifier> make_sink(const config::SinkSettings& sink,
                                    const SinkResources& resources, const model::Clock& clock) {
  const auto types = sink_types();
  const auto type = std::find_if(types.begin(), types.end(), [&](const SinkType& candidate) {
    return candidate.keys.type == sink.type;
  });
  if (type == types.end()) std::abort();
  return type->make(sink, resources, clock);
}

}  // namespace newswatch::notify
