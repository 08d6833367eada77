// What a poll makes of a feed's state: status, validators, errors, and when to ask again.
// Pure; any thread. RFC 9110 (status codes, Retry-After), RFC 9111 (freshness).
#pragma once

#include "config/settings.h"
#include "daemon/messages.h"
#include "daemon/pipeline.h"
#include "model/feed.h"
#include "poll/next_poll.h"

namespace newswatch::daemon {

poll::Intervals intervals(const config::Settings& settings, const config::Feed& feed);

// `state` as it was before the poll; the new one is in Applied::feed.
Applied feed_outcome(model::FeedState state, const Polled& polled,
                     const poll::Intervals& intervals);

}  // namespace newswatch::daemon
