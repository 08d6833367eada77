// The address at which the page is served: `listen` of [web]. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace newswatch::config {

struct ListenAddress {
  enum class Kind { kOff, kTcp, kUnix, kSystemd };
  Kind kind = Kind::kOff;
  std::string host;  // of kTcp: an IP address, IPv6 without brackets; or "localhost"
  std::uint16_t port = 0;
  std::string path;  // of kUnix: absolute
  // Whether other machines could reach it. What systemd listens at is the operator's.
  bool is_beyond_loopback() const;
};

// "127.0.0.1:8787", "[::1]:8787", "localhost:8787", "unix:/run/newswatch/web", "systemd" (the
// sockets of newswatch.socket) or "off". nullopt: none of these.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace newswatch::config
