// The effective settings as TOML, with every key: what `newswatch config show` prints. Loading it
// gives the same settings in one file. Comments say what a feed takes from [fetch], and in which
// file of feeds_files it stands. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "config/settings.h"
#include "config/sink_keys.h"

namespace newswatch::config {

// sink_types: the table that the settings were loaded with.
std::string show(const Settings& settings, SinkTable sink_types);

// XXH3-64 of show() without the names of files: equal exactly when the settings are, wherever they
// came from.
std::uint64_t hash(const Settings& settings, SinkTable sink_types);

}  // namespace newswatch::config
