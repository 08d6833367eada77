// HttpTransfer: one request of an HttpClient, over one libcurl handle.
//
// begin() once; when it is its turn starts(), and into the multi handle; then ended() or late(),
// once. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "net/curl_handle.h"
#include "net/http_client.h"
#include "net/http_message.h"

namespace newswatch::net {

class HttpTransfer {
 public:
  HttpTransfer(HttpClient::Id id, HttpRequest request, const model::Clock& clock);

  // Sets the handle up; what is wrong with the request, nullopt when nothing is.
  std::optional<HttpFailure> begin(const ProxyEnvironment& proxies);
  void starts();
  // libcurl has ended it.
  HttpOutcome ended(CURLcode code);
  // Its deadline came.
  HttpOutcome late();

  HttpClient::Id id() const { return id_; }
  CURL* handle() const { return curl_.get(); }
  model::Monotonic deadline() const { return begun_ + request_.timeout; }
  bool needs_lookup() const { return curl_.needs_lookup(); }
  bool looking_up() const { return curl_.looking_up(); }

 private:
  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) noexcept;
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) noexcept;

  bool header_line(std::string_view line);
  bool body_part(std::string_view bytes);
  bool set_options();
  bool set_method();
  bool set_headers();
  HttpOutcome outcome(std::optional<HttpFailure> failure);
  HttpResponse response();
  int status() const;  // of the last head, interim ones included
  HttpFailure failure(CURLcode code) const;

  const HttpClient::Id id_;
  const HttpRequest request_;
  const model::Clock& clock_;
  const model::Monotonic begun_;
  CurlHandle curl_;
  bool started_ = false;
  std::size_t head_bytes_ = 0;
  bool head_done_ = false, head_too_large_ = false, body_too_large_ = false;
  std::vector<HttpHeader> headers_;
  std::string body_;
};

}  // namespace newswatch::net
