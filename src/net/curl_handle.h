// CurlHandle: one libcurl easy handle that connects to no address which an AddressGuard refuses.
//
// What feed transfers and requests to services share: set-up, the check of the address, header
// lines, and words for what went wrong. Order of calls: set_up() once; for each hop aim(), set()
// and set_headers(), then starts() when the handle goes into a multi handle. libcurl gets pointers
// into the object, so it stays where it was made. One thread.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/result.h"
#include "net/address_guard.h"
#include "net/curl_setup.h"
#include "net/url.h"

namespace newswatch::net {

class CurlHandle {
 public:
  struct Closer {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using Easy = std::unique_ptr<CURL, Closer>;

  // reused: a handle that another CurlHandle gave back, or nullptr for a new one.
  explicit CurlHandle(Easy reused = nullptr);
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  // As curl_setup.h says. kTransient: no memory. kBug: libcurl refuses an option.
  model::Result<void> set_up(const CaBundle& trusted, Protocol protocol = Protocol::kHttp);

  // Sets the URL of the next hop and its proxy (empty: none). `guard` must outlive the hop; it
  // checks a literal address now and every other address before it is connected to. With a proxy
  // the proxy's own address is exempt, and the names are the proxy's to resolve. False: refusal()
  // says why the address is refused, or libcurl refuses an option.
  bool aim(const Url& url, const std::string& proxy, const AddressGuard& guard);
  template <class Value>
  bool set(CURLoption option, Value value) {
    return curl_easy_setopt(easy_.get(), option, value) == CURLE_OK;
  }
  // Lines as CURLOPT_HTTPHEADER takes them; they replace those of an earlier hop.
  bool set_headers(const std::vector<std::string>& lines);
  // The handle goes into a multi handle.
  void starts() { looking_up_ = needs_lookup_; }

  CURL* get() const { return easy_.get(); }
  // The handle as new, for another CurlHandle. Only when it is in no multi handle.
  Easy give_back();

  bool needs_lookup() const { return needs_lookup_; }  // the host of the hop is a name
  bool looking_up() const { return looking_up_; }      // and its address is not known yet
  // Why the guard refused an address of this hop; nullopt: it did not.
  const std::optional<std::string>& refusal() const { return refusal_; }
  // What went wrong, for people: "connect: Connection refused", "name not found: ...".
  std::string failure_text(CURLcode code) const;
  // libcurl's own words for it.
  std::string detail(CURLcode code) const;
  // CURLINFO_CONNECT_TIME_T and its like; 0: the hop never came so far.
  std::chrono::microseconds time(CURLINFO what) const;

 private:
  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept;
  static int on_connected(void* self, char*, char*, int, int) noexcept;

  std::unique_ptr<curl_slist, Closer> headers_;  // before the handle: it points into them
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  Easy easy_;
  const AddressGuard* guard_ = nullptr;  // of the hop
  bool proxied_ = false, needs_lookup_ = false, looking_up_ = false;
  std::optional<std::string> refusal_;
};

// The text holds a byte that would end a header line early: it must not be sent in one.
bool breaks_line(std::string_view text);

}  // namespace newswatch::net
