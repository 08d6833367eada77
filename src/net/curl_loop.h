// CurlLoop: a libcurl multi handle that its owner's poll(2) drives.
//
// Handles are added and removed by the owner, which must remove each before the handle is gone. No
// call blocks. One thread.
#pragma once

#include <curl/curl.h>
#include <poll.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "model/clock.h"

namespace newswatch::net {

class CurlLoop {
 public:
  struct Ended {
    CURL* handle = nullptr;
    CURLcode code = CURLE_OK;
  };

  // The clock must outlive the loop.
  explicit CurlLoop(const model::Clock& clock);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  explicit operator bool() const { return multi_ != nullptr; }  // false: libcurl has no memory
  // False: libcurl refuses the handle.
  bool add(CURL* handle) { return curl_multi_add_handle(multi_.get(), handle) == CURLM_OK; }
  void remove(CURL* handle) { curl_multi_remove_handle(multi_.get(), handle); }

  // Adds the descriptors to wait for, and shortens the time to wait where libcurl wants to be
  // called earlier.
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // Moves on as far as it goes without blocking. The handles that ended are not removed yet.
  std::vector<Ended> drive();

 private:
  struct MultiCloser {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* self) noexcept;

  const model::Clock& clock_;
  std::map<curl_socket_t, short> sockets_;  // and what libcurl waits for
  std::optional<model::Monotonic> timer_;   // when libcurl wants to be called without one
  std::unique_ptr<CURLM, MultiCloser> multi_;
};

}  // namespace newswatch::net
