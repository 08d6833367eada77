// AddressGuard: which addresses newswatch may connect to. Strangers choose a feed's URL, its
// redirects and its name server; none of them may lead newswatch into a private network.
//
// Refused: loopback, private, link-local, carrier-grade NAT, multicast, unspecified, reserved and
// documentation ranges (the IANA special-purpose registries, RFC 6890), and every IPv6 address
// outside global unicast. For IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo) the IPv4 address
// decides. Networks of the allow list are exempt. A value; pure; any thread.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace newswatch::net {

class AddressGuard {
 public:
  // IPv6, or IPv4 in its mapped form (RFC 4291 section 2.5.5.2).
  using Address = std::array<std::uint8_t, 16>;

  AddressGuard() = default;  // nothing is exempt

  // From CIDRs ("10.0.0.0/8", "fd00::/8"); an address without a prefix is that address alone.
  // kBadInput: names the first that is neither.
  static model::Result<AddressGuard> parse(std::span<const std::string> allowed);

  // Why it may not be connected to ("10.0.0.1 is a private address"); nullopt: it may.
  std::optional<std::string> refusal(const sockaddr* address) const;
  // The same for the host of a URL. A name is not refused: its addresses are checked when they are
  // known.
  std::optional<std::string> refusal(std::string_view host) const;

  bool allows(const sockaddr* address) const { return !refusal(address); }
  bool allows(std::string_view host) const { return !refusal(host); }

 private:
  struct Network {
    Address address{};
    int prefix = 0;  // bits of the 128
  };

  std::optional<std::string> refusal(const Address& address) const;
  bool exempt(const Address& address) const;

  std::vector<Network> allowed_;
};

}  // namespace newswatch::net
