// With an extra CA a memory file holds the system's bundle and the extra one. CURLOPT_CAINFO_BLOB
// would be shorter, but libcurl 7.88 caches a parsed bundle only when it came from CURLOPT_CAINFO.
#include "net/curl_setup.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "net/url.h"
#include "text/ascii.h"
#include "text/hash.h"

namespace newswatch::net {
namespace {

constexpr std::string_view kPemMark = "-----BEGIN CERTIFICATE-----";

// Reads through an ostream, which does not throw on a read error (a folder has one).
std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!bytes) return std::nullopt;
  return std::move(bytes).str();
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// no_proxy lists names, which stand for their subdomains too (a leading dot changes nothing),
// addresses as they are written, or *.
bool bypasses(std::string_view none, const std::string& host) {
  while (!none.empty()) {
    std::string entry = text::ascii_lower(text::take_piece(none, ", "));
    if (entry == "*") return true;
    if (entry.starts_with('.')) entry.erase(0, 1);
    if (entry.empty()) continue;
    if (host == entry || host.ends_with('.' + entry) || host == '[' + entry + ']') return true;
  }
  return false;
}

}  // namespace

model::Result<CaBundle> CaBundle::with(const std::filesystem::path& ca_file) {
  CaBundle bundle;
  if (ca_file.empty()) return bundle;
  const std::string doing = "read ca_file " + ca_file.string();
  const std::optional<std::string> extra = read_file(ca_file);
  if (!extra) {
    return model::fail(model::ErrorKind::kBadInput, doing + ": it can't be read, or is empty");
  }
  if (extra->find(kPemMark) == extra->npos) {
    return model::fail(model::ErrorKind::kBadInput,
                       doing + ": it holds no PEM certificate (" + std::string(kPemMark) + ")");
  }
  initialise_curl();
  const char* const system_path = curl_version_info(CURLVERSION_NOW)->cainfo;
  // A machine without a bundle trusts the extra CA alone.
  const std::string system = system_path ? read_file(system_path).value_or("") : "";
  bundle.memory_file_ = memfd_create("newswatch-ca", MFD_CLOEXEC);
  const std::string both = system + "\n" + *extra;
  if (bundle.memory_file_ < 0 || !write_all(bundle.memory_file_, both)) {
    return model::fail(model::ErrorKind::kTransient,
                       doing + ": " + std::generic_category().message(errno));
  }
  bundle.hash_ = text::hash64(both);
  bundle.path_ = "/proc/self/fd/" + std::to_string(bundle.memory_file_);
  return bundle;
}

CaBundle::CaBundle(CaBundle&& other) noexcept
    : path_(std::move(other.path_)),
      hash_(other.hash_),
      memory_file_(std::exchange(other.memory_file_, -1)) {}

CaBundle& CaBundle::operator=(CaBundle&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(hash_, other.hash_);
  std::swap(memory_file_, other.memory_file_);
  return *this;
}

CaBundle::~CaBundle() {
  if (memory_file_ >= 0) ::close(memory_file_);
}

ProxyEnvironment ProxyEnvironment::read(const std::function<const char*(const char*)>& variable) {
  const auto first_of = [&](const char* lower, const char* upper) -> std::string {
    if (const char* value = variable(lower); value && *value) return value;
    const char* value = upper ? variable(upper) : nullptr;
    return value ? value : "";
  };
  return {first_of("http_proxy", nullptr), first_of("https_proxy", "HTTPS_PROXY"),
          first_of("all_proxy", "ALL_PROXY"), first_of("no_proxy", "NO_PROXY")};
}

ProxyEnvironment ProxyEnvironment::of(const std::vector<std::string>& environment) {
  return read([&](std::string_view name) -> const char* {
    for (const std::string& entry : environment) {
      if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
        return entry.c_str() + name.size() + 1;
      }
    }
    return nullptr;
  });
}

std::string choose_proxy(std::string_view proxy, const ProxyEnvironment& environment,
                         std::string_view url) {
  if (proxy != "env") return std::string(proxy);
  const std::optional<Url> parsed = parse_url(url);
  if (!parsed || bypasses(environment.none, parsed->host)) return {};
  const std::string& own = parsed->scheme == "https" ? environment.https : environment.http;
  return own.empty() ? environment.all : own;
}

void initialise_curl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);  // when it fails, every handle fails later with a message
}

model::Result<void> set_up(CURL* handle, const CaBundle& trusted, Protocol protocol) {
  initialise_curl();
  CURLcode code = CURLE_OK;
  const auto set = [&](CURLoption option, auto value) {
    if (code == CURLE_OK) code = curl_easy_setopt(handle, option, value);
  };
  set(CURLOPT_PROTOCOLS_STR, protocol == Protocol::kHttp ? "http,https" : "smtp,smtps");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // an owner that follows checks each hop
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
  set(CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
  if (!trusted.path().empty()) {
    set(CURLOPT_CAINFO, trusted.path().c_str());
    set(CURLOPT_PROXY_CAINFO, trusted.path().c_str());
  }
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  // An empty proxy keeps libcurl from reading the environment. With an empty list every host is
  // asked through the proxy that the owner sets later.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (code != CURLE_OK) {
    return model::fail(model::ErrorKind::kBug,
                       std::string("set up libcurl: ") + curl_easy_strerror(code));
  }
  return {};
}

}  // namespace newswatch::net
