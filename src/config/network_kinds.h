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

// An http or https address without user and password, in its normal form. May be empty.
struct HttpUrlKind {
  using Value = std::string;
  bool needed = false;
  std::string example() const { return "\"https://HOST/...\""; }
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// Several of them.
struct HttpUrlsKind {
  using Value = std::vector<std::string>;
  bool needed = false;
  std::string example() const { return "[\"https://HOST:PORT\"]"; }
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// A list of networks in CIDR notation, "127.0.0.0/8" or "fd00::/8", or of single addresses.
struct NetworksKind {
  using Value = std::vector<std::string>;
  bool read(TableReader& reader, std::string_view key, Value& value) const;
  std::string toml(const Value& value) const;
};

// An address that the guard will refuse is a problem at `key` now, not at the first request. Of a
// name, only localhost is known. `allowed`: allow_networks of the same table.
void check_reach(TableReader& reader, std::string_view key, const std::string& url,
                 const std::vector<std::string>& allowed);

}  // namespace newswatch::config
