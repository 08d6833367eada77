// The messages of the fetch loop to the engine: the result of a poll, and of a search for a feed.
//
// Plain values that own their memory. Each has the time at which it happened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "config/settings.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/item.h"
#include "model/result.h"

namespace newswatch::engine {

using SettingsPtr = std::shared_ptr<const config::Settings>;

// A response as it was fetched. Its body is not parsed yet.
struct FetchedResponse {
  std::string url;  // the feed's, as in the config
  model::Time at{};
  model::Result<fetch::Response> response;
  std::uint64_t entry = 0;       // of the document log; 0: it did not come through one
  std::uint64_t known_body = 0;  // hash of the body that the feed's state is of; 0: none
  model::Monotonic mono{};       // at the same instant as `at`
  // How far our clock was ahead of the server's when the answer came (server_times.h).
  std::optional<model::Duration> ahead;
};

// The result of one poll of one feed.
struct PollResult {
  std::string url;  // the feed's, as in the config
  model::Time at{};
  model::Result<fetch::Response> response;  // its body is moved out once it is parsed
  // Of a 200 with a new body: what the parser made of it.
  std::optional<model::Result<model::FeedDocument>> document;
  bool same_body = false;       // a 200 with the body that is known: it was not parsed again
  std::uint64_t body_hash = 0;  // XXH3-64 of the decoded body: tells an unchanged one; 0: no 200
  std::uint64_t entry = 0;      // of the document log; 0: it did not come through one
  model::Monotonic mono{};      // as of FetchedResponse, both
  std::optional<model::Duration> ahead;
};

// A response that comes at `now`.
FetchedResponse fetched(std::string url, const model::Moment& now,
                        model::Result<fetch::Response> response);

// Parses a success (2xx) with a new body, and drops the body; any other response is passed on. But
// a success other than 200 has a document only if it is a whole feed. Pure; any thread.
PollResult parse_response(FetchedResponse fetched);

// The result of a search for another address of a feed that has died.
struct SearchResult {
  std::string url;  // the feed's
  model::Time at{};
  std::string found;  // the other address; empty: none
};

}  // namespace newswatch::engine
