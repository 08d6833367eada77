// The types of sinks as the config sees them: the name of each type, and the keys that only it has.
// The table is made in notify/ (sinks.h), which config/ may not include, so the caller of
// load_settings() passes it in. Plain values; any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/keys.h"
#include "config/settings.h"
#include "model/result.h"

namespace newswatch::config {

struct OptionKey : KeyOf<SinkOptions> {
  OptionValue default_value;
  // Of a key that names a file with a secret: reads and checks it. It goes into
  // SinkSettings::secrets.
  std::function<model::Result<std::string>(const std::filesystem::path&)> secret = {};
};

struct SinkKeys {
  std::string_view type;  // as the config writes it: "file"
  std::vector<OptionKey> keys;
  // Checks what concerns several keys. The types' keys were read; nullptr: there is nothing.
  void (*check)(TableReader& reader, const SinkSettings& sink) = nullptr;
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

// A key that names a file with a secret, or a systemd credential (SecretFileKind). `read` checks
// its content and returns the secret.
OptionKey secret_key(std::string_view name,
                     model::Result<std::string> (*read)(const std::filesystem::path& file,
                                                        std::string_view key));

// Helpers for SinkKeys::check. A value is given if it is neither empty nor an empty list.
bool is_given(const SinkSettings& sink, std::string_view key);
// One of the two keys must be given, and only one. False: a problem was noted.
bool check_one_of(TableReader& reader, const SinkSettings& sink, std::string_view one,
                  std::string_view other);
// Where `key` is given, `needed` must be. False: a problem was noted.
bool check_needs(TableReader& reader, const SinkSettings& sink, std::string_view key,
                 std::string_view needed);
// The addresses under `key` (a url, a list, or a file with one) must not be those that the sink's
// allow_networks leaves refused.
void check_addresses(TableReader& reader, const SinkSettings& sink, std::string_view key);

}  // namespace newswatch::config
