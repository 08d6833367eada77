// IPv4 addresses are kept in their IPv4-mapped form: one table and one comparison serve both
// families.
#include "net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace newswatch::net {
namespace {

using Address = AddressGuard::Address;

constexpr Address kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

struct SpecialRange {
  Address address{};
  int prefix = 0;
  std::string_view what;
};

constexpr SpecialRange ipv4_range(std::uint8_t a, std::uint8_t b, std::uint8_t c, int prefix,
                                  std::string_view what) {
  SpecialRange range{kMapped, kMappedBits + prefix, what};
  range.address[12] = a;
  range.address[13] = b;
  range.address[14] = c;
  return range;
}

// The first 64 bits suffice for all of them but ::1.
constexpr SpecialRange ipv6_range(std::uint64_t high, int prefix, std::string_view what) {
  SpecialRange range{{}, prefix, what};
  for (int i = 0; i < 8; ++i) {
    range.address[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
  }
  return range;
}

constexpr SpecialRange kIpv6Loopback{
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "a loopback"};

// IANA IPv4 and IPv6 special-purpose address registries. Of several that fit, the first gives the
// word.
constexpr std::array kSpecial{
    ipv4_range(0, 0, 0, 8, "an unspecified"),
    ipv4_range(10, 0, 0, 8, "a private"),
    ipv4_range(100, 64, 0, 10, "a carrier-grade NAT"),
    ipv4_range(127, 0, 0, 8, "a loopback"),
    ipv4_range(169, 254, 0, 16, "a link-local"),
    ipv4_range(172, 16, 0, 12, "a private"),
    ipv4_range(192, 0, 0, 24, "a reserved"),
    ipv4_range(192, 0, 2, 24, "a documentation"),
    ipv4_range(192, 88, 99, 24, "a reserved"),
    ipv4_range(192, 168, 0, 16, "a private"),
    ipv4_range(198, 18, 0, 15, "a benchmark"),
    ipv4_range(198, 51, 100, 24, "a documentation"),
    ipv4_range(203, 0, 113, 24, "a documentation"),
    ipv4_range(224, 0, 0, 4, "a multicast"),
    ipv4_range(240, 0, 0, 4, "a reserved"),
    kIpv6Loopback,
    SpecialRange{{}, 128, "an unspecified"},
    ipv6_range(0xfc00'0000'0000'0000, 7, "a private"),
    ipv6_range(0xfe80'0000'0000'0000, 10, "a link-local"),
    ipv6_range(0xfec0'0000'0000'0000, 10, "a private"),
    ipv6_range(0xff00'0000'0000'0000, 8, "a multicast"),
    ipv6_range(0x2001'0002'0000'0000, 48, "a benchmark"),
    ipv6_range(0x2001'0db8'0000'0000, 32, "a documentation"),
    ipv6_range(0x3fff'0000'0000'0000, 20, "a documentation"),
    ipv6_range(0x2001'0000'0000'0000, 23, "a reserved"),
};
constexpr SpecialRange kGlobalUnicast = ipv6_range(0x2000'0000'0000'0000, 3, "");
constexpr SpecialRange kNat64 = ipv6_range(0x0064'ff9b'0000'0000, 96, "");   // RFC 6052
constexpr SpecialRange k6To4 = ipv6_range(0x2002'0000'0000'0000, 16, "");    // RFC 3056
constexpr SpecialRange kTeredo = ipv6_range(0x2001'0000'0000'0000, 32, "");  // RFC 4380

bool within(const Address& address, const Address& network, int prefix) {
  const auto whole = static_cast<std::size_t>(prefix / 8);
  if (!std::equal(network.begin(), network.begin() + prefix / 8, address.begin())) return false;
  const int rest = prefix % 8;
  return rest == 0 || ((address[whole] ^ network[whole]) >> (8 - rest)) == 0;
}

bool within(const Address& address, const SpecialRange& range) {
  return within(address, range.address, range.prefix);
}

Address mapped(const void* four_bytes) {
  Address address = kMapped;
  std::memcpy(address.data() + 12, four_bytes, 4);
  return address;
}

// The IPv4 address that an IPv6 address leads to; nullopt: none.
std::optional<Address> embedded(const Address& address) {
  if (within(address, kNat64)) return mapped(address.data() + 12);
  if (within(address, k6To4)) return mapped(address.data() + 2);
  if (!within(address, kTeredo)) return std::nullopt;
  Address client = mapped(address.data() + 12);  // its bits are inverted, RFC 4380 section 4
  std::for_each(client.begin() + 12, client.end(), [](std::uint8_t& byte) { byte ^= 0xff; });
  return client;
}

// Most resolvers take the forms of inet_aton ("0x7f.1") for addresses, so they are addresses here.
std::optional<Address> read_address(std::string text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.size() > 1 && text.back() == '.') text.pop_back();
  Address address{};
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  in_addr four{};
  // inet_aton also takes "1.2.3.4 words".
  if (text.find_first_of(" \t\r\n") == text.npos && inet_aton(text.c_str(), &four) != 0) {
    return mapped(&four);
  }
  return std::nullopt;
}

std::string write_address(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (within(address, kMapped, kMappedBits)) {
    inet_ntop(AF_INET, address.data() + 12, text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  }
  return text.data();
}

// The kind of refused address; empty: an ordinary address.
std::string_view kind_of(const Address& address) {
  for (const SpecialRange& range : kSpecial) {
    if (within(address, range)) return range.what;
  }
  const bool ordinary = within(address, kMapped, kMappedBits) || within(address, kGlobalUnicast);
  return ordinary ? "" : "a reserved";
}

}  // namespace

model::Result<AddressGuard> AddressGuard::parse(std::span<const std::string> allowed) {
  AddressGuard guard;
  for (const std::string& text : allowed) {
    const std::size_t slash = text.find('/');
    const std::string host = text.substr(0, slash);
    const std::optional<Address> address = read_address(host);
    const int width = host.find(':') == host.npos ? 32 : 128;
    int bits = width;
    if (slash != text.npos) {
      const char* const end = text.data() + text.size();
      const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc{} || rest != end) bits = -1;
    }
    if (!address || bits < 0 || bits > width) {
      return model::fail(
          model::ErrorKind::kBadInput,
          "not a network: \"" + text + "\"; write an address and a prefix length, like 10.0.0.0/8");
    }
    guard.allowed_.push_back({*address, width == 32 ? kMappedBits + bits : bits});
  }
  return guard;
}

bool AddressGuard::exempt(const Address& address) const {
  return std::any_of(allowed_.begin(), allowed_.end(), [&](const Network& network) {
    return within(address, network.address, network.prefix);
  });
}

std::optional<std::string> AddressGuard::refusal(const Address& address) const {
  if (exempt(address)) return std::nullopt;
  if (const std::optional<Address> inner = embedded(address)) {
    const std::string_view kind = kind_of(*inner);
    if (kind.empty() || exempt(*inner)) return std::nullopt;
    return write_address(address) + " leads to " + write_address(*inner) + ", " +
           std::string(kind) + " address";
  }
  const std::string_view kind = kind_of(address);
  if (kind.empty()) return std::nullopt;
  return write_address(address) + " is " + std::string(kind) + " address";
}

std::optional<std::string> AddressGuard::refusal(const sockaddr* address) const {
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    return refusal(mapped(&four.sin_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, address, sizeof six);
    Address bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return refusal(bytes);
  }
  return "the address is neither IPv4 nor IPv6";
}

std::optional<std::string> AddressGuard::refusal(std::string_view host) const {
  const std::optional<Address> address = read_address(std::string(host));
  return address ? refusal(*address) : std::nullopt;
}

}  // namespace newswatch::net
