// The set-up of every libcurl handle of newswatch: certificates, proxies, and options.
//
// One family of protocols only, TLS always verified, no signals, no proxy but the one that the
// owner sets, no waiting for a name server when a transfer ends early (QUICK_EXIT). The CA
// directory of Debian's libcurl is switched off: with it each TLS connection parses 140
// certificates (37 ms); without it a multi handle caches the bundle (1.4 ms). Any thread; a handle
// is used by one thread at a time.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace newswatch::net {

// The trusted certificates: the system's and, when a file is given, also that file's. Must outlive
// the handles that are set up with it. The file is read once; when it changes, make a new CaBundle.
class CaBundle {
 public:
  CaBundle() = default;  // the system's alone
  // kBadInput: the file can't be read or holds no PEM certificate. kTransient: no memory for both.
  static model::Result<CaBundle> with(const std::filesystem::path& ca_file);

  CaBundle(CaBundle&& other) noexcept;
  CaBundle& operator=(CaBundle&& other) noexcept;
  ~CaBundle();

  // For CURLOPT_CAINFO; empty: libcurl's own default.
  const std::string& path() const { return path_; }
  bool holds_the_same_as(const CaBundle& other) const { return hash_ == other.hash_; }

 private:
  std::string path_;
  std::uint64_t hash_ = 0;  // XXH3-64 of what the file holds; 0: there is none
  int memory_file_ = -1;
};

// The proxy variables of an environment, as curl reads them: http_proxy (lower case only:
// HTTP_PROXY is what a CGI request can set), https_proxy, all_proxy, no_proxy.
struct ProxyEnvironment {
  std::string http, https, all, none;

  static ProxyEnvironment read(const std::function<const char*(const char*)>& variable);
  // From NAME=value entries.
  static ProxyEnvironment of(const std::vector<std::string>& environment);
};

// The proxy for a URL; empty: connect directly. `proxy` is the setting: "", "env" or a proxy's URL.
std::string choose_proxy(std::string_view proxy, const ProxyEnvironment& environment,
                         std::string_view url);

// What a handle may speak, each with and without TLS.
enum class Protocol { kHttp, kSmtp };

// Sets a new handle up, and initialises libcurl on the first call.
// kBug: libcurl refuses an option.
model::Result<void> set_up(CURL* handle, const CaBundle& trusted, Protocol protocol);

// Makes libcurl ready for curl_multi_init(), once per process; set_up() calls it too.
void initialise_curl();

}  // namespace newswatch::net
