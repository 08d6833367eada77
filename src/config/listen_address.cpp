#include "config/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>

namespace newswatch::config {
namespace {

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::optional<ListenAddress> parse_tcp(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  ListenAddress out{.kind = ListenAddress::Kind::kTcp};
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.begin(), port.end(), out.port);
  if (error != std::errc() || end != port.end()) return std::nullopt;
  std::string host(text.substr(0, colon));
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed ? !is_ipv6(host) : host != "localhost" && !is_ipv4(host)) return std::nullopt;
  out.host = std::move(host);
  return out;
}

}  // namespace

bool ListenAddress::is_beyond_loopback() const {
  return kind == Kind::kTcp && host != "localhost" && host != "::1" && !host.starts_with("127.");
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text == "off") return ListenAddress{};
  if (text == "systemd") return ListenAddress{.kind = ListenAddress::Kind::kSystemd};
  if (!text.starts_with(kUnix)) return parse_tcp(text);
  ListenAddress out{.kind = ListenAddress::Kind::kUnix,
                    .path = std::string(text.substr(kUnix.size()))};
  constexpr std::size_t kLongest = 107;  // sockaddr_un, unix(7)
  if (!out.path.starts_with('/') || out.path.size() > kLongest) return std::nullopt;
  return out;
}

}  // namespace newswatch::config
