// JSON of feed states: the row that is stored under the feed's url, and the object that
// `newswatch feeds list --json` prints (newswatch(1) has its fields).
//
// Texts, times, reading and errors as in event_json.h. Validators are read back byte for byte, even
// when they are not UTF-8 (RFC 9110 section 5.5 allows that): each byte is written as the character
// of the same number. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/feed.h"
#include "model/result.h"

namespace newswatch::record {

std::string feed_state_json(const model::FeedState& state);
model::Result<model::FeedState> read_feed_state(std::string_view json);

// What `feeds list` says about a feed besides its state.
struct ListedFeed {
  std::string_view name, outlet;         // from the config
  std::string_view condition;            // "ok", "failing", ...
  std::optional<model::Time> next_poll;  // nullopt: none is planned
};

// A line of `feeds list --json`: of the state what people ask about, nothing that only newswatch
// compares.
std::string listed_feed_json(const ListedFeed& listed, const model::FeedState& state);

}  // namespace newswatch::record
