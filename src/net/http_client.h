// HttpClient: requests to services, many at once, over one libcurl multi handle that the owner's
// poll(2) drives.
//
// For the judge and for sinks; feeds have a client of their own (fetch/curl_fetcher.h), which knows
// validators and follows redirects. Here a redirect is not followed: its target is in the answer,
// and another start() checks that address like any other. TLS is always verified. Each request has
// a connection of its own, so that no answer can be taken for that of another request, and libcurl
// never sends a request twice.
// No call blocks, not even on a name server. At most max_in_flight requests are on their way; the
// rest wait in order, while their time runs. The destructor gives up what has not ended. One
// thread.
#pragma once

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "net/curl_loop.h"
#include "net/curl_setup.h"
#include "net/http_message.h"
#include "net/lingering_lookups.h"

namespace newswatch::net {

class HttpTransfer;

class HttpClient {
 public:
  using Id = std::uint64_t;  // never 0, never the same again

  struct Options {
    ProxyEnvironment proxies;  // for requests whose proxy is "env"
    std::size_t max_in_flight = 64;
    std::size_t max_lookups = 64;  // of names, those that outlive their request included
  };
  struct Finished {
    Id id = 0;
    HttpOutcome outcome;
  };

  // The clock must outlive the client. kTransient: libcurl has no memory.
  static model::Result<std::unique_ptr<HttpClient>> open(Options options,
                                                         const model::Clock& clock);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Begins a request. What is wrong with it comes back by collect(), as any other outcome does.
  Id start(HttpRequest request);
  // Adds the descriptors to wait for, and shortens the time to wait where something is due earlier.
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // Moves on as far as it goes without blocking, and returns what ended, each request once.
  std::vector<Finished> collect();
  // Gives a request up, or all: no outcome comes of it. Whether the server took it is not known.
  void cancel(Id id);
  void cancel_all();

  // Requests that were started and have neither been collected nor cancelled.
  std::size_t pending() const { return waiting_.size() + active_.size() + ended_.size(); }

 private:
  using Owned = std::unique_ptr<HttpTransfer>;

  HttpClient(Options options, const model::Clock& clock);

  std::size_t lookups() const;
  void admit_waiting();
  void enter(Owned transfer);
  void leave(const HttpTransfer& transfer);
  void end_finished();
  void end_late();

  const Options options_;
  const model::Clock& clock_;
  CurlLoop loop_;
  std::vector<Owned> active_;  // in the loop
  std::deque<Owned> waiting_;  // for a turn
  std::vector<Finished> ended_;
  LingeringLookups lingering_;
  Id last_id_ = 0;
};

}  // namespace newswatch::net
