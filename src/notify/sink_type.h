// What a type of sink is. Each file of a sink has a function that returns its SinkType; sinks.cpp
// lists them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "config/sink_keys.h"
#include "model/clock.h"
#include "net/curl_setup.h"
#include "notify/notifier.h"
#include "record/log_line.h"

namespace newswatch::notify {

using EmitLine = std::function<void(const record::LogLine&)>;

// What sinks use of the process that they are in.
struct SinkResources {
  std::filesystem::path state_dir;       // relative paths of sinks are inside it
  std::vector<std::string> environment;  // NAME=value, for programs
  EmitLine emit;                         // writes a line to the log
  // Certificates, proxy and name of this program, as for feeds; and the proxies of the environment.
  config::FetchSettings network = {};
  net::ProxyEnvironment proxies = {};
};

// A key of sinks that people read: messages about new events in an hour, 0 for "off".
inline constexpr std::string_view kMaxPerHour = "max_per_hour";
inline constexpr int kUsualPerHour = 60;

config::OptionKey max_per_hour_key();

// How a sink tells what is new of an event that it was told of. The best that the target can comes
// first, and is the default.
inline constexpr std::string_view kFollowUp = "follow_up";
config::OptionKey follow_up_key(std::vector<std::string_view> ways);

struct SinkType {
  config::SinkKeys keys;   // the type's name in the config, and the keys that it alone has
  bool for_people = true;  // who would rather read one summary than what waited for days
  // `sink` is of this type. `clock` must outlive what is made.
  std::unique_ptr<Notifier> (*make)(const config::SinkSettings& sink,
                                    const SinkResources& resources, const model::Clock& clock);
};

}  // namespace newswatch::notify
