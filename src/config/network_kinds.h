// Kinds of keys (key_kinds.h) whose value is about the network. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::config {

class TableReader;

// "http://HOST:PORT", "socks5h://HOST:PORT", ...; "env": from the environment; empty: none.
struct ProxyKind {
  using Value = std::string;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A list of networks in CIDR notation, "127.0.0.0/8" or "fd00::/8", or of single addresses.
struct NetworksKind {
  using Value = std::vector<std::string>;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

}  // namespace newswatch::config
