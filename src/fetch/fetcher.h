// Fetcher: the port to the network. Starts HTTP GETs and hands back what came.
//
// One thread (the fetch loop) owns a Fetcher and calls everything but wake(), which is safe from
// any thread. Errors are values in FetchResult: kTransient (time-out, refused, name not found,
// TLS), kPermanent (scheme or address not allowed, malformed url), kBadInput (body over the limit,
// bad encoding). Redirects 301/302/303/307/308 are followed, at most 5, each hop checked (RFC
// 9110 15.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/clock.h"
#include "model/result.h"

namespace newswatch::fetch {

struct Request {
  std::uint64_t id = 0;  // the caller's; unique among those in flight
  std::string url;
  std::string etag, last_modified;  // sent as If-None-Match / If-Modified-Since when not empty
  std::string user_agent;
  std::string proxy;                 // empty: none; "env": from the environment
  std::string credentials;           // user:password for Basic; never sent to another origin
  std::vector<std::string> headers;  // "Name: value"; never sent to another origin
  model::Duration timeout{};         // whole transfer, redirects included
  std::size_t max_body = 0;          // decoded bytes
};

struct Response {
  int status = 0;
  std::string body;          // decoded
  std::string content_type;  // the header, as it came
  std::string etag, last_modified, cache_control, expires, retry_after, date, content_location;
  std::string challenge;  // of a 403, 429 or 503: what page came with it, see challenge.h
  std::string final_url;  // after redirects
  // Target of the chain of permanent redirects (301, 308) from the first hop on; empty: none.
  std::string moved_to;
  int redirects = 0;
  model::Duration elapsed{}, connect{}, first_byte{};
};

struct FetchResult {
  std::uint64_t id = 0;
  model::Result<Response> response;
};

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // Begins a transfer. Never blocks; a request that can't be started comes back as an error.
  virtual void start(Request request) = 0;
  // Drives the transfers until one ends, wake() is called, or max has passed. Returns what ended.
  virtual std::vector<FetchResult> wait(model::Duration max) = 0;
  // Ends a wait() that is under way, or the next one. Any thread.
  virtual void wake() = 0;
  // Ids in flight that have not moved a byte for 2 s.
  virtual std::vector<std::uint64_t> stalled() const = 0;
  // Drops every transfer at once, without a result and without waiting for a name server.
  virtual void cancel_all() = 0;
};

}  // namespace newswatch::fetch
