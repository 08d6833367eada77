// The effective settings as TOML, nothing left out: what `newswatch config show` prints. It loads
// again to equal settings. A setting that a feed takes from [fetch] stands there as a comment.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "config/settings.h"

namespace newswatch::config {

std::string show(const Settings& settings);

// XXH3-64 of show(): equal exactly when the settings are, wherever they came from.
std::uint64_t hash(const Settings& settings);

}  // namespace newswatch::config
