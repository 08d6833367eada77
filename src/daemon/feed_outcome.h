// What a poll makes of a feed's state: status, validators, errors, redirects, and when to ask
// again; and what of it is news of its own (failing, gone, moved, quiet), each told once.
//
// Pure; any thread. RFC 9110 (status codes, Retry-After), RFC 9111 (freshness).
#pragma once

#include "config/settings.h"
#include "daemon/messages.h"
#include "daemon/pipeline.h"
#include "model/feed.h"
#include "poll/next_poll.h"

namespace newswatch::daemon {

struct FeedRules {
  poll::Intervals intervals;
  model::Duration move_after{};
};

FeedRules rules(const config::Settings& settings, const config::Feed& feed);

// `state` as it was before the poll; the new one is in Applied::feed.
Applied feed_outcome(model::FeedState state, const Polled& polled, const FeedRules& rules);

// The origin that wants nothing more for now, whatever the feed (429 with Retry-After); empty:
// none.
std::string limited_host(const fetch::Response& response, model::Time now);

// When the site's page is asked for another address of a feed that has died; nullopt: never.
std::optional<model::Time> search_time(const model::FeedState& state);

}  // namespace newswatch::daemon
