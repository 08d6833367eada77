// From TOML (v1.0) to Settings: every key, unit, range and relation is checked, and all problems of
// a file come back at once, in the order of its lines.
//
// What a file leaves out has the value of the built-in default (config/newswatch.toml); [[feed]],
// [[topic]] and [[sink]] each replace the default's list whole when one is given. Unknown keys, and
// keys of later versions, are problems: nothing is accepted and ignored.
// Relative paths are taken from the config file's folder, but for a file sink's `path`, which is
// relative to the state folder. Never throws, whatever the bytes; files over 16 MiB are refused.
// Any thread; reads PATH of the environment where a command is checked, and CREDENTIALS_DIRECTORY
// for the judge's key.
#pragma once

#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/problem.h"
#include "config/settings.h"
#include "config/sink_keys.h"

namespace newswatch::config {

// Whether the files and programs that the config names are looked at as well. Who runs the feeds
// (`run`, reload, `config check`) wants it; who only reads the store may not be allowed to see
// them.
enum class NamedFiles { kCheck, kLeave };

using LoadResult = tl::expected<Settings, std::vector<Problem>>;

// An empty path: the built-in default. sink_types: what there is for `type` of [[sink]].
LoadResult load_settings(const std::filesystem::path& file, SinkTable sink_types,
                         NamedFiles named_files = NamedFiles::kCheck);

// The built-in default alone.
LoadResult load_builtin(SinkTable sink_types);

// source_name stands in problems and in Settings::source; folder is where relative paths begin.
LoadResult parse_settings(std::string_view toml, std::string_view source_name, SinkTable sink_types,
                          const std::filesystem::path& folder = {},
                          NamedFiles named_files = NamedFiles::kCheck);

}  // namespace newswatch::config
