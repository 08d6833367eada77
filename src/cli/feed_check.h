// What `feeds check` says about a feed: from the config and the store, or from one answer. Pure;
// any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "engine/poll_result.h"
#include "model/clock.h"
#include "model/feed.h"
#include "net/address_guard.h"

namespace newswatch::cli {

struct FeedNote {
  bool bad = false;  // the feed cannot be polled, or gives no feed
  std::string text;
};

// Requests an hour to each host, by its origin.
std::map<std::string, double> requests_per_hour(const config::Settings& settings);

// What is worth saying; empty: nothing is wrong. `state`: as stored; default when nothing is.
std::vector<FeedNote> offline_notes(const config::Settings& settings, const config::Feed& feed,
                                    const model::FeedState& state, const net::AddressGuard& guard,
                                    const std::map<std::string, double>& hosts);

struct OnlineCheck {
  int status = 0;  // 0: no answer
  int redirects = 0;
  std::string final_url;  // when it is not the feed's
  std::string moved_to;   // target of a permanent redirect; empty: none
  std::string format;     // "rss20"; empty: no feed
  std::size_t items = 0, dated = 0, with_id = 0;
  std::optional<model::Time> newest;
  std::string asks;        // what the publisher asks for: "max-age 10m, ttl 1h"; empty: nothing
  std::string validators;  // "etag, last-modified"; empty: none
  std::size_t warnings = 0;
  std::string problem;  // empty: none
};
OnlineCheck online_check(const config::Feed& feed, const engine::PollResult& polled);

}  // namespace newswatch::cli
