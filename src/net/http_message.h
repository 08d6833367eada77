// A request to a service that the user chose (the judge's server), and its answer. Plain values;
// any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/failure_cause.h"
#include "model/result.h"
#include "net/address_guard.h"

namespace newswatch::net {

class CaBundle;  // net/curl_setup.h

enum class HttpMethod { kPost, kGet, kPut, kPatch, kDelete };

inline constexpr std::array<const char*, 5> kHttpMethodNames = {"POST", "GET", "PUT", "PATCH",
                                                                "DELETE"};
constexpr const char* name(HttpMethod method) {
  return kHttpMethodNames[static_cast<std::size_t>(method)];
}

struct HttpHeader {
  std::string name, value;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::kPost;
  std::string url;                  // http or https
  std::vector<HttpHeader> headers;  // a name is a token, a value has no line break and is not blank
  std::string body;                 // not sent with GET
  std::string credentials;          // user:password for Basic; empty: those of the url, or none
  std::string user_agent;
  // From start() to the last byte of the answer; waiting for a turn counts.
  model::Duration timeout = std::chrono::seconds(20);
  std::size_t max_body = 1u << 20;          // of the answer, decoded
  AddressGuard guard;                       // what may be connected to
  std::shared_ptr<const CaBundle> trusted;  // nullptr: the system's certificates
  // Empty: none; "env": what the environment says. A host on this machine (localhost, 127.0.0.1,
  // ::1) is never asked through a proxy, for the proxy has another localhost.
  std::string proxy;
};

struct HttpFailure {
  model::FailureCause cause = model::FailureCause::kNetwork;
  // kTransient: the same request may work later. kPermanent: it will not. kBadInput: an answer came
  // and can't be used. The text holds neither path nor query of the url, which may be secret.
  model::Error error;
};

// An answer whose head came whole, whatever its status.
struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;  // 64 KiB at most
  std::string body;                 // decoded
  std::optional<HttpFailure> cut;   // the body is not whole, and why
  std::string redirect;  // where a redirect leads, absolute; it is not followed. Empty: none
  // How long the server wants to be left alone (Retry-After), from when the answer came.
  std::optional<model::Duration> retry_after;
  model::Duration elapsed{}, connect{}, first_byte{};

  // The first header of that name, in any case; empty: none.
  std::string_view header(std::string_view name) const;
};

using HttpOutcome = tl::expected<HttpResponse, HttpFailure>;

// What a status says; nullopt: 2xx, it was taken.
std::optional<model::FailureCause> failure_cause(int status);

// Whether to try again: kTransient or kPermanent.
model::ErrorKind error_kind(model::FailureCause cause);

}  // namespace newswatch::net
