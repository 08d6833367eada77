#include "net/curl_handle.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <system_error>
#include <utility>

namespace newswatch::net {
namespace {

bool is_literal(const std::string& host) {
  in_addr ipv4{};
  return host.starts_with('[') || inet_pton(AF_INET, host.c_str(), &ipv4) == 1;
}

}  // namespace

CurlHandle::CurlHandle(Easy reused) : easy_(reused ? std::move(reused) : Easy(curl_easy_init())) {}

model::Result<void> CurlHandle::set_up(const CaBundle& trusted, Protocol protocol) {
  if (!easy_) return model::fail(model::ErrorKind::kTransient, "libcurl has no memory");
  return net::set_up(easy_.get(), trusted, protocol);
}

bool CurlHandle::aim(const Url& url, const std::string& proxy, const AddressGuard& guard) {
  guard_ = &guard;
  proxied_ = !proxy.empty();
  needs_lookup_ = proxied_ || !is_literal(url.host);
  looking_up_ = false;
  error_text_[0] = '\0';
  // A literal address is checked before anything is sent: a proxy would connect to it for us.
  refusal_ = guard.refusal(url.host);
  if (refusal_) return false;
  return set(CURLOPT_URL, to_string(url).c_str()) && set(CURLOPT_PROXY, proxy.c_str()) &&
         set(CURLOPT_ERRORBUFFER, error_text_.data()) &&
         set(CURLOPT_OPENSOCKETFUNCTION, &CurlHandle::on_socket) &&
         set(CURLOPT_OPENSOCKETDATA, this) &&
         set(CURLOPT_PREREQFUNCTION, &CurlHandle::on_connected) && set(CURLOPT_PREREQDATA, this);
}

bool CurlHandle::set_headers(const std::vector<std::string>& lines) {
  std::unique_ptr<curl_slist, Closer> list;
  for (const std::string& line : lines) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) return false;
    static_cast<void>(list.release());
    list.reset(longer);
  }
  if (!set(CURLOPT_HTTPHEADER, list.get())) return false;
  headers_ = std::move(list);
  return true;
}

CurlHandle::Easy CurlHandle::give_back() {
  curl_easy_reset(easy_.get());
  return std::move(easy_);
}

curl_socket_t CurlHandle::on_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto* const handle = static_cast<CurlHandle*>(self);
  handle->looking_up_ = false;
  if (!handle->proxied_) {
    if (auto why = handle->guard_->refusal(&address->addr)) {
      handle->refusal_ = std::move(why);
      return CURL_SOCKET_BAD;
    }
  }
  // No child process may inherit it.
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Also called for a connection that was open already, which needs no socket and no look-up, and
// which an earlier guard may have allowed.
int CurlHandle::on_connected(void* self, char* address, char*, int, int) noexcept {
  auto* const handle = static_cast<CurlHandle*>(self);
  handle->looking_up_ = false;
  if (handle->proxied_) return CURL_PREREQFUNC_OK;
  std::string host = address;
  if (host.find(':') != host.npos) host = "[" + host + "]";
  handle->refusal_ = handle->guard_->refusal(host);
  return handle->refusal_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::string CurlHandle::detail(CURLcode code) const {
  return error_text_[0] ? error_text_.data() : curl_easy_strerror(code);
}

std::string CurlHandle::failure_text(CURLcode code) const {
  long os_error = 0;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "name not found: " + detail(code);
    case CURLE_COULDNT_CONNECT:
      curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
      if (os_error == 0) break;
      return "connect: " + std::generic_category().message(static_cast<int>(os_error));
    case CURLE_GOT_NOTHING:
      return "the server closed the connection unanswered";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
      return "TLS: " + detail(code);
    default:
      break;
  }
  return detail(code);
}

std::chrono::microseconds CurlHandle::time(CURLINFO what) const {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_.get(), what, &microseconds);
  return std::chrono::microseconds(microseconds);
}

bool breaks_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

}  // namespace newswatch::net
