// JSON of feed states, stored under the feed's url and shown by `newswatch feeds list --json`.
//
// Rules of text, time, reading and errors as in event_json.h. Validators come back byte for byte,
// also those that are no UTF-8 (RFC 9110 section 5.5 allows them): each byte is written as the
// character of the same number. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/feed.h"
#include "model/result.h"

namespace newswatch::record {

std::string feed_state_json(const model::FeedState& state);
model::Result<model::FeedState> read_feed_state(std::string_view json);

}  // namespace newswatch::record
