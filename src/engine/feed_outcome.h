// How the answer of a poll changes the feed's state (status, validators, errors, redirects, next
// poll), and which trouble begins or ends with it (model/trouble.h).
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

FeedRules rules(const config::Settings& settings, const config::FeedSettings& feed);

// What is known of the clock at a poll (clock_sense.h).
struct ClockView {
  bool in_doubt = false;     // then no habit is learned, and nothing follows from old times
  model::Duration jumped{};  // forward, since the feed's last success
};

// `state` is that before the poll; the new one is in Ingested::feed.
Ingested feed_outcome(model::FeedState state, const PollResult& polled, const FeedRules& rules,
                      const ClockView& clock = {});

// Of a poll whose result could not be committed.
struct UnstoredOutcome {
  model::FeedState feed;  // as stored, validators and all, but for the times of the next request
  // Of a new document: from when on it may be asked for again, once there is room.
  std::optional<model::Time> with_room;
};
// `failures`: errors of the feed in a row that could not be stored; the caller keeps it.
UnstoredOutcome unstored_outcome(model::FeedState state, const PollResult& polled,
                                 const FeedRules& rules, int& failures);

// The state of a feed whose documents ended the process `times` times: as after an error. nullopt:
// it was backed off for that already and has not been asked since.
std::optional<model::FeedState> back_off_suspect(model::FeedState state, int times,
                                                 const FeedRules& rules, model::Time now);

// The origin that asked for a pause for all its feeds (429 with Retry-After); empty: none did.
std::string limited_host(const fetch::Response& response, model::Time now);

// When the site's page is searched for another address of the feed. nullopt: never, as the feed is
// not dead, or that was done, or the site is not known.
std::optional<model::Time> search_time(const model::FeedState& state);

}  // namespace newswatch::engine
