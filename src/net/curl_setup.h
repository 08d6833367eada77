// What every libcurl handle of newswatch has in common, whoever owns it.
//
// http and https only, TLS always verified, no signals, no proxy but the one that is given, no
// waiting for a name server at the end (QUICK_EXIT). The CA directory of Debian's libcurl is
// switched off: with it each TLS connection parses 140 certificates (37 ms), without it a multi
// handle caches the bundle (1.4 ms). Any thread; a handle stays its owner's.
#pragma once

#include <curl/curl.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace newswatch::net {

// The certificates that are trusted: the system's and, when a file is given, also that file's. Must
// outlive the handles that were set up with it. Read once; a changed file needs a new CaBundle.
class CaBundle {
 public:
  CaBundle() = default;  // the system's alone
  // kBadInput: the file can't be read or holds no PEM certificate. kTransient: no memory for both.
  static model::Result<CaBundle> with(const std::filesystem::path& ca_file);

  CaBundle(CaBundle&& other) noexcept;
  CaBundle& operator=(CaBundle&& other) noexcept;
  ~CaBundle();

  // What CURLOPT_CAINFO is set to; empty: libcurl's own default.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int memory_file_ = -1;
};

// The proxy variables of an environment, as curl reads them: http_proxy (lower case only:
// HTTP_PROXY is what a CGI request can set), https_proxy, all_proxy, no_proxy.
struct ProxyEnvironment {
  std::string http, https, all, none;

  static ProxyEnvironment read(const std::function<const char*(const char*)>& variable);
};

// The proxy for a URL; empty: connect directly. `proxy` is the setting: "" or "env" or a proxy.
std::string choose_proxy(std::string_view proxy, const ProxyEnvironment& environment,
                         std::string_view url);

// Sets a fresh handle up. The first call also initialises libcurl, once per process.
// kBug: libcurl refuses an option.
model::Result<void> set_up(CURL* handle, const CaBundle& trusted);

// libcurl ready for curl_multi_init(); set_up() calls it too.
void initialise_curl();

}  // namespace newswatch::net
