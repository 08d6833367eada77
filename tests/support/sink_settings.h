// Sinks as the settings hold them, for tests that make settings without a config file.
#pragma once

#include <string>
#include <utility>

#include "notify/sinks.h"

namespace newswatch::test {

// A sink of this type with the defaults of the type's keys, but for `options`.
inline config::SinkSettings sink(const std::string& name, const std::string& type,
                                 config::SinkOptions options = {}) {
  options.merge(config::default_options(*config::find_sink_type(notify::sink_table(), type)));
  return {.name = name, .type = type, .options = std::move(options)};
}

}  // namespace newswatch::test
