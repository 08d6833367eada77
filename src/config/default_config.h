// The built-in default config: exactly the bytes of config/newswatch.toml, embedded at build time.
#pragma once

#include <string_view>

namespace newswatch::config {

extern const std::string_view kDefaultToml;

}  // namespace newswatch::config
