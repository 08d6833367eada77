// What `feeds check` says about a feed: offline from the config and the store, online from one
// answer. Pure; any thread.
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
  bool bad = false;  // the feed cannot be polled, or what it gives is no feed
  std::string text;
};

// How many requests an hour each host gets, by origin.
std::map<std::string, double> requests_per_hour(const config::Settings& settings);

// Empty: nothing is wrong or odd. `state` is the stored one, or a default one. `hosts` is from
// requests_per_hour().
std::vector<FeedNote> offline_notes(const config::Settings& settings,
                                    const config::FeedSettings& feed, const model::FeedState& state,
                                    const net::AddressGuard& guard,
                                    const std::map<std::string, double>& hosts);

struct OnlineCheck {
  int status = 0;  // 0: no answer
  int redirects = 0;
  std::string final_url;                          // after redirects; empty: the feed's url
  std::string moved_to;                           // target of a permanent redirect; empty: none
  std::string format;                             // "rss20", ...; empty: it is no feed
  std::size_t items = 0, dated = 0, with_id = 0;  // all, those with a date, those with an id
  std::optional<model::Time> newest;
  std::string asks;        // how seldom to poll: "max-age 10m, ttl 1h"; empty: nothing
  std::string validators;  // "etag, last-modified"; empty: none
  std::size_t warnings = 0;
  std::string problem;  // empty: none
};
OnlineCheck online_check(const config::FeedSettings& feed, const engine::PollResult& polled);

}  // namespace newswatch::cli
