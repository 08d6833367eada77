// Reads a TOML file (v1.0) into Settings. Every key, unit, range and relation is checked, and all
// problems of a file come back at once, in the order of its lines.
//
// A key that the file leaves out has the value of the built-in default (config/newswatch.toml). One
// [[topic]] in the file replaces the default's whole list of topics; the same holds for [[sink]].
// A file names its own feeds, in [[feed]] tables or in files of feeds (feeds_files), which are read
// with it: one without a feed, as an empty one, is a problem. Unknown keys and keys of later
// versions are problems: no key is ignored. Relative paths begin at the folder of the file that
// they stand in; the `path` of a file sink begins at the state folder. Never throws, whatever the
// bytes; files over 16 MiB are refused, lists in OPML over 64 MiB. Any thread. Reads PATH from the
// environment, and CREDENTIALS_DIRECTORY; without that, credentials are those of newswatch.service.
#pragma once

#include <filesystem>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "config/problem.h"
#include "config/settings.h"
#include "config/sink_keys.h"

namespace newswatch::config {

// Whether the files and programs that the config names must be there and be good. `run`, the reload
// and `config check` check them. Commands that only read the store leave them: their user may not
// be allowed to see these files.
enum class NamedFiles { kCheck, kLeave };

// Whether a file without a feed is a problem. What watches nothing (matching, folding, an
// import) does without: there are no feeds then, not even the built-in ones.
enum class Feeds { kNeeded, kOptional };

using LoadResult = tl::expected<Settings, std::vector<Problem>>;

// An empty path: the built-in default. sink_types: what there is for `type` of [[sink]].
LoadResult load_settings(const std::filesystem::path& file, SinkTable sink_types,
                         NamedFiles named_files = NamedFiles::kCheck, Feeds feeds = Feeds::kNeeded);

// The state_dir of a file that has problems elsewhere. Empty: it has none, or can't be read.
std::filesystem::path state_dir_of(const std::filesystem::path& file);

// The built-in default alone.
LoadResult load_builtin(SinkTable sink_types);

// source_name stands in problems and in Settings::source; folder is where relative paths begin.
LoadResult parse_settings(std::string_view toml, std::string_view source_name, SinkTable sink_types,
                          const std::filesystem::path& folder = {},
                          NamedFiles named_files = NamedFiles::kCheck,
                          Feeds feeds = Feeds::kNeeded);

// A file whose topics are to be tried: it needs no more than a [[topic]], but may be a whole
// config. feeds: what the scope of a topic may name, when the file has no feeds of its own.
LoadResult parse_topics(std::string_view toml, std::string_view source_name, SinkTable sink_types,
                        const std::filesystem::path& folder,
                        const std::vector<FeedSettings>& feeds);

}  // namespace newswatch::config
