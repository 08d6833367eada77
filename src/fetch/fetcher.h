// Fetcher: the port to HTTP. It starts GET requests and returns the answers.
//
// One thread (the fetch loop) owns a Fetcher and makes all calls but wake(), which any thread may
// make. Errors are values in FetchResult: kTransient (time-out, connection refused, name not found,
// TLS), kPermanent (scheme or address not allowed, malformed url), kBadInput (body over the limit,
// bad encoding). Redirects (301, 302, 303, 307, 308) are followed, at most 5, and each is checked
// (RFC 9110 section 15.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "net/address_guard.h"

namespace newswatch::fetch {

class SpooledBody;

struct Request {
  std::uint64_t id = 0;  // chosen by the caller; unique among the requests in flight
  std::string url;
  std::string etag, last_modified;  // sent as If-None-Match / If-Modified-Since when not empty
  std::string user_agent;
  std::string proxy;                 // empty: none; "env": from the environment
  std::string credentials;           // user:password for Basic; never sent to another origin
  std::vector<std::string> headers;  // "Name: value"; never sent to another origin
  // Errors then show of the addresses the origins alone, and the answer leaves out `moved_to`.
  bool secret_address = false;
  model::Duration timeout{};  // for the whole transfer, redirects included
  std::size_t max_body = 0;   // bytes after decoding
};

struct Response {
  int status = 0;
  std::string body;          // decoded; empty when it is spooled
  std::string content_type;  // the header as it came
  std::string etag, last_modified, cache_control, expires, retry_after, date, age;
  std::string content_location;
  std::string challenge;              // what page came instead of a feed (challenge.h)
  std::vector<std::string> warnings;  // about the body's coding (net/content_coding.h)
  std::string final_url;              // after redirects
  // Where the permanent redirects (301, 308) at the start of the chain led. Empty: there were none.
  std::string moved_to;
  std::vector<std::string> secrets;  // that were sent; to be masked where a page repeats them
  int redirects = 0;
  model::Duration elapsed{}, connect{}, first_byte{};
  // A long body, when the fetcher keeps those in a file (spool.h); else nullptr.
  std::shared_ptr<const SpooledBody> spooled;
};

// A status that says that the body is the document, or a part of it (RFC 9110 section 15.3).
constexpr bool is_success(int status) { return status >= 200 && status <= 299; }

// Takes the body out of the response, from wherever it is. kTransient: its file can't be read.
model::Result<std::string> take_body(Response& response);

struct FetchResult {
  std::uint64_t id = 0;
  model::Result<Response> response;
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Begins a transfer. Never blocks. If it cannot begin, wait() returns an error for it.
  virtual void start(Request request) = 0;
  // Runs the transfers until one ends, wake() is called, or `max` has passed. Returns those that
  // ended.
  virtual std::vector<FetchResult> wait(model::Duration max) = 0;
  // Ends the wait() that is running, else the next one. Any thread.
  virtual void wake() = 0;
  // The ids of transfers that have not moved a byte for 2 s.
  virtual std::vector<std::uint64_t> stalled() const = 0;
  // For the transfers that start from now on: which private addresses may be asked, and a PEM file
  // of certificates to trust beside the system's; empty: none. kBadInput, kTransient: the file
  // can't be used, and nothing has changed.
  virtual model::Result<void> trust(net::AddressGuard guard,
                                    const std::filesystem::path& ca_file) = 0;
  // Drops all transfers at once. They have no result, and no name server is waited for.
  virtual void cancel_all() = 0;
};

}  // namespace newswatch::fetch
