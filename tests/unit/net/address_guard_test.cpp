#include "net/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace newswatch::net {
namespace {

AddressGuard guard(std::vector<std::string> allowed = {}) {
  const auto made = AddressGuard::parse(allowed);
  EXPECT_TRUE(made) << made.error().context;
  return made.value_or(AddressGuard{});
}

struct Case {
  const char* host;
  const char* word;  // of the refusal; empty: allowed
};

class Guarded : public testing::TestWithParam<Case> {};

TEST_P(Guarded, IsJudgedByItsRange) {
  const auto refusal = guard().refusal(std::string_view(GetParam().host));
  if (*GetParam().word) {
    ASSERT_TRUE(refusal) << GetParam().host;
    EXPECT_NE(refusal->find(GetParam().word), std::string::npos) << *refusal;
  } else {
    EXPECT_FALSE(refusal) << *refusal;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ipv4, Guarded,
    testing::Values(
        Case{"0.0.0.0", "unspecified"}, Case{"0.1.2.3", "unspecified"}, Case{"9.255.255.255", ""},
        Case{"10.0.0.0", "private"}, Case{"10.255.255.255", "private"}, Case{"11.0.0.0", ""},
        Case{"100.63.255.255", ""}, Case{"100.64.0.1", "carrier-grade NAT"},
        Case{"100.127.255.255", "carrier-grade NAT"}, Case{"100.128.0.0", ""},
        Case{"127.0.0.1", "loopback"}, Case{"127.255.255.254", "loopback"}, Case{"128.0.0.1", ""},
        Case{"169.254.169.254", "link-local"}, Case{"172.15.255.255", ""},
        Case{"172.16.0.1", "private"}, Case{"172.31.255.255", "private"}, Case{"172.32.0.0", ""},
        Case{"192.0.0.1", "reserved"}, Case{"192.0.2.1", "documentation"},
        Case{"192.168.1.1", "private"}, Case{"192.169.0.0", ""}, Case{"198.18.0.1", "benchmark"},
        Case{"198.19.255.255", "benchmark"}, Case{"198.20.0.0", ""}, Case{"224.0.0.1", "multicast"},
        Case{"240.0.0.1", "reserved"}, Case{"255.255.255.255", "reserved"},
        Case{"93.184.215.14", ""}, Case{"127.0.0.1.", "loopback"}));

INSTANTIATE_TEST_SUITE_P(OddForms, Guarded,
                         testing::Values(Case{"0x7f.1", "loopback"}, Case{"2130706433", "loopback"},
                                         Case{"0177.0.0.1", "loopback"}, Case{"10.1", "private"},
                                         Case{"[::ffff:127.0.0.1]", "loopback"},
                                         Case{"::ffff:7f00:1", "loopback"}));

INSTANTIATE_TEST_SUITE_P(
    Ipv6, Guarded,
    testing::Values(Case{"[::]", "unspecified"}, Case{"::1", "loopback"}, Case{"::2", "reserved"},
                    Case{"::127.0.0.1", "reserved"}, Case{"fc00::1", "private"},
                    Case{"fdff::1", "private"}, Case{"fe80::1", "link-local"},
                    Case{"fec0::1", "private"}, Case{"ff02::1", "multicast"},
                    Case{"100::1", "reserved"}, Case{"64:ff9b:1::1", "reserved"},
                    Case{"2001:db8::1", "documentation"}, Case{"2001:2::1", "benchmark"},
                    Case{"2001:10::1", "reserved"}, Case{"2606:2800:21f::1", ""},
                    Case{"2001:4860:4860::8888", ""}, Case{"::ffff:93.184.215.14", ""}));

INSTANTIATE_TEST_SUITE_P(Ipv4InsideIpv6, Guarded,
                         testing::Values(Case{"64:ff9b::10.0.0.1", "leads to 10.0.0.1, a private"},
                                         Case{"64:ff9b::93.184.215.14", ""},
                                         Case{"2002:7f00:0001::1", "leads to 127.0.0.1"},
                                         Case{"2002:5db8:d70e::1", ""},
                                         // the client's bits are inverted: ~10.0.0.1
                                         Case{"2001:0:5db8:d70e::f5ff:fffe", "leads to 10.0.0.1"},
                                         Case{"2001:0:5db8:d70e::a247:28f1", ""}));

TEST(AddressGuard, LetsNamesPassBecauseTheirAddressesAreLookedAt) {
  EXPECT_TRUE(guard().allows("example.com"));
  EXPECT_TRUE(guard().allows("localhost"));
}

TEST(AddressGuard, ExemptsExactlyTheListedNetworks) {
  const AddressGuard some =
      guard({"10.1.0.0/16", "127.0.0.1", "fd00::/8", "::1", "192.168.7.0/25"});
  for (const char* host : {"10.1.255.255", "127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.1.2.3",
                           "fd12::1", "[::1]", "192.168.7.127"}) {
    EXPECT_TRUE(some.allows(host)) << host;
  }
  for (const char* host : {"10.2.0.0", "127.0.0.2", "fc00::1", "::", "192.168.7.128"}) {
    EXPECT_FALSE(some.allows(host)) << host;
  }
  EXPECT_TRUE(guard({"0.0.0.0/0"}).allows("10.0.0.1"));
  EXPECT_FALSE(guard({"0.0.0.0/0"}).allows("::1"));
}

TEST(AddressGuard, JudgesConnectedAddresses) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  inet_pton(AF_INET, "127.0.0.1", &four.sin_addr);
  EXPECT_FALSE(guard().allows(reinterpret_cast<const sockaddr*>(&four)));
  EXPECT_TRUE(guard({"127.0.0.0/8"}).allows(reinterpret_cast<const sockaddr*>(&four)));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:10.0.0.1", &six.sin6_addr);
  EXPECT_FALSE(guard().allows(reinterpret_cast<const sockaddr*>(&six)));
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_FALSE(guard({"0.0.0.0/0", "::/0"}).allows(&local));
}

TEST(AddressGuard, NamesTheNetworkThatIsNotOne) {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "host/8",
                           "::1/129", "/8", "10.0.0.1 x"}) {
    const auto made = AddressGuard::parse(std::vector<std::string>{text});
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().kind, model::ErrorKind::kBadInput);
    EXPECT_NE(made.error().context.find('"' + std::string(text) + '"'), std::string::npos);
  }
}

}  // namespace
}  // namespace newswatch::net
