// The types of sinks as the config sees them: the name of each type, and the keys that only it has.
// The table is made in notify/ (sinks.h), which config/ may not include, so the caller of
// load_settings() passes it in. Plain values; any thread.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "config/keys.h"
#include "config/settings.h"

namespace newswatch::config {

struct OptionKey : KeyOf<SinkOptions> {
  OptionValue default_value;
};

struct SinkKeys {
  std::string_view type;  // as the config writes it: "file"
  std::vector<OptionKey> keys;
  // A key whose value no two sinks of this type may share; empty: there is none.
  std::string_view exclusive_key = {};
  // What the other sink does already, when two share that value: "writes to this file".
  std::string_view exclusive_use = {};
};

using SinkTable = std::span<const SinkKeys>;

// nullptr: the table has no such type.
inline const SinkKeys* find_sink_type(SinkTable table, std::string_view type) {
  for (const SinkKeys& keys : table) {
    if (keys.type == type) return &keys;
  }
  return nullptr;
}

// Each key of a type with its default.
inline SinkOptions default_options(const SinkKeys& type) {
  SinkOptions options;
  for (const OptionKey& key : type.keys) options.emplace(key.name, key.default_value);
  return options;
}

// A key of a type of sink, of one of the kinds of config/key_kinds.h, file_kinds.h,
// network_kinds.h.
template <class Kind>
OptionKey option_key(std::string_view name, Kind kind, typename Kind::Value default_value = {}) {
  using Value = typename Kind::Value;
  OptionKey out{named_key<SinkOptions>(name, kind), std::move(default_value)};
  out.read = [=](TableReader& reader, SinkOptions& options) {
    kind.read(reader, name, std::get<Value>(options.find(name)->second));
  };
  out.toml = [=](const SinkOptions& options) {
    return kind.toml(std::get<Value>(options.find(name)->second));
  };
  out.same = [=](const SinkOptions& a, const SinkOptions& b) {
    return a.find(name)->second == b.find(name)->second;
  };
  return out;
}

}  // namespace newswatch::config
