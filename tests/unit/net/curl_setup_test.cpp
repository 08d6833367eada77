#include "net/curl_setup.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

namespace newswatch::net {
namespace {

ProxyEnvironment environment(const std::map<std::string, std::string>& variables) {
  return ProxyEnvironment::read([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

std::filesystem::path own_path(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / (name + '.' + std::to_string(::getpid()));
}

TEST(ChooseProxy, TakesTheEnvironmentOnlyWhenTold) {
  const auto set = environment({{"http_proxy", "http://p:1"}, {"HTTPS_PROXY", "http://s:2"}});
  EXPECT_EQ(choose_proxy("", set, "http://h.example/"), "");
  EXPECT_EQ(choose_proxy("http://own:3", set, "http://h.example/"), "http://own:3");
  EXPECT_EQ(choose_proxy("env", set, "http://h.example/"), "http://p:1");
  EXPECT_EQ(choose_proxy("env", set, "https://h.example/"), "http://s:2");
  EXPECT_EQ(
      choose_proxy("env", environment({{"all_proxy", "socks5h://a:4"}}), "https://h.example/"),
      "socks5h://a:4");
}

TEST(ChooseProxy, IgnoresUpperCaseHttpProxyAsCurlDoes) {
  EXPECT_EQ(choose_proxy("env", environment({{"HTTP_PROXY", "http://p:1"}}), "http://h/"), "");
}

TEST(ChooseProxy, LeavesOutWhatNoProxyLists) {
  const auto set = environment(
      {{"http_proxy", "http://p:1"}, {"no_proxy", "localhost, .corp.example,Bare.example,::1"}});
  for (const char* url : {"http://localhost:8080/", "http://a.corp.example/",
                          "http://corp.example/", "http://x.bare.example/", "http://[::1]/"}) {
    EXPECT_EQ(choose_proxy("env", set, url), "") << url;
  }
  for (const char* url : {"http://notcorp.example/", "http://corp.example.org/"}) {
    EXPECT_EQ(choose_proxy("env", set, url), "http://p:1") << url;
  }
  const auto none = environment({{"http_proxy", "http://p:1"}, {"NO_PROXY", "*"}});
  EXPECT_EQ(choose_proxy("env", none, "http://h.example/"), "");
}

TEST(CaBundle, NamesTheFileThatIsNoCertificate) {
  const auto missing = CaBundle::with("/nowhere/ca.pem");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, model::ErrorKind::kBadInput);
  EXPECT_NE(missing.error().context.find("/nowhere/ca.pem"), std::string::npos);
  const auto path = own_path("not-a-ca.pem");
  std::ofstream(path) << "hello";
  const auto wrong = CaBundle::with(path);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().context.find("no PEM certificate"), std::string::npos);
  EXPECT_FALSE(CaBundle::with(testing::TempDir()));
  std::filesystem::remove(path);
}

TEST(CaBundle, HoldsTheSystemsCertificatesAndTheExtraOne) {
  const auto path = own_path("extra-ca.pem");
  std::ofstream(path) << "-----BEGIN CERTIFICATE-----\nextra\n-----END CERTIFICATE-----\n";
  auto made = CaBundle::with(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(made);
  const CaBundle bundle = *std::move(made);  // the path survives a move
  std::ifstream file(bundle.path());
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_NE(bytes.find("\nextra\n"), std::string::npos);
  const char* const system = curl_version_info(CURLVERSION_NOW)->cainfo;
  if (system && std::filesystem::exists(system)) {
    EXPECT_GT(bytes.size(), std::filesystem::file_size(system));
  }
}

}  // namespace
}  // namespace newswatch::net
