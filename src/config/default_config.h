// Config files of this repository, whose bytes are embedded at build time: config/newswatch.toml,
// which is the built-in default, and config/starter.toml, a short one to begin with that loads to
// the same settings.
#pragma once

#include <string_view>

namespace newswatch::config {

extern const std::string_view kDefaultToml, kStarterToml;

}  // namespace newswatch::config
