// What a poll makes of a feed's state: status, validators, errors, redirects, and when to ask
// again; and which trouble begins or ends with it (failing, gone, moved, quiet), each told once.
//
// Pure; any thread. RFC 9110 (status codes, Retry-After), RFC 9111 (freshness).
#pragma once

#include "config/settings.h"
#include "engine/poll_result.h"
#include "engine/step_result.h"
#include "model/feed.h"
#include "poll/next_poll.h"

namespace newswatch::engine {

struct FeedRules {
  poll::Intervals intervals;
  model::Duration move_after{};
};

FeedRules rules(const config::Settings& settings, const config::Feed& feed);

// `state` as it was before the poll; the new one is in Ingested::feed.
Ingested feed_outcome(model::FeedState state, const PollResult& polled, const FeedRules& rules);

// A document of the feed ended the process `times` times while it was worked on: its state as after
// an error. nullopt: it was backed off for that already, and has not been asked since.
std::optional<model::FeedState> back_off_suspect(model::FeedState state, int times,
                                                 const FeedRules& rules, model::Time now);

// The origin that asked for a pause for all its feeds (429 with Retry-After); empty: none did.
std::string limited_host(const fetch::Response& response, model::Time now);

// When the site's page is asked for another address of a feed that has died; nullopt: never.
std::optional<model::Time> search_time(const model::FeedState& state);

}  // namespace newswatch::engine
