// ChatTransfer: one question to a chat server, a POST over one libcurl easy handle.
//
// The connected address is checked, TLS verified, redirects are not followed (the key and the
// headlines go where the config says and nowhere else). The owner adds handle() to its multi handle
// and ends it at deadline(). One thread.
#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "judge/judge.h"
#include "net/address_guard.h"
#include "net/curl_setup.h"

namespace newswatch::judge {

// Where all transfers of a judge go; outlives them.
struct Endpoint {
  std::string url;  // http or https, no user in it
  std::string model;
  std::string key;  // empty: none
  std::string user_agent;
  net::AddressGuard guard;
  net::CaBundle trusted;
};

class ChatTransfer {
 public:
  ChatTransfer(const model::Question& question, const Endpoint& to, model::Duration time,
               model::Monotonic deadline);
  ChatTransfer(const ChatTransfer&) = delete;
  ChatTransfer& operator=(const ChatTransfer&) = delete;

  // kPermanent: the address is refused. kTransient, kBug: libcurl refuses.
  model::Result<void> begin();
  // libcurl has ended it. Errors as in judge.h.
  model::Result<Answer> ended(CURLcode code) const;
  // Its deadline came.
  model::Error late() const;

  // nullptr before begin().
  CURL* handle() const { return handle_.get(); }
  const std::string& event() const { return event_; }
  const std::string& candidate() const { return candidate_; }
  model::Monotonic deadline() const { return deadline_; }

 private:
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) noexcept;
  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept;

  bool set_options();
  bool set_headers();
  model::Result<Answer> answer() const;
  model::Error refusal_of(long status) const;
  model::Error failure(CURLcode code) const;
  model::Error error(model::ErrorKind kind, std::string_view what) const;

  struct Closer {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  const Endpoint& to_;
  const std::string event_, candidate_, request_;
  const model::Duration time_;  // from start to deadline
  const model::Monotonic deadline_;
  std::unique_ptr<curl_slist, Closer> headers_;  // before the handle: it points into them
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  std::unique_ptr<CURL, Closer> handle_;
  std::string body_;
  bool too_large_ = false;
  std::optional<std::string> refused_;  // an address that it wanted to connect to
};

}  // namespace newswatch::judge
