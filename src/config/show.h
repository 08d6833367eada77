// The effective settings as TOML, with every key: what `newswatch config show` prints. Loading it
// gives equal settings. A value that a feed takes from [fetch] is a comment there.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "config/settings.h"
#include "config/sink_keys.h"

namespace newswatch::config {

// sink_types: the table that the settings were loaded with.
std::string show(const Settings& settings, SinkTable sink_types);

// XXH3-64 of show(): equal exactly when the settings are, wherever they came from.
std::uint64_t hash(const Settings& settings, SinkTable sink_types);

}  // namespace newswatch::config
