// When a feed is asked next. Pure arithmetic on its state, the publisher's wishes and the clock.
//
// The configured interval is lengthened, never shortened, by Cache-Control max-age or Expires, RSS
// ttl and skipHours/skipDays (RSS 2.0), each capped at max_interval; sy:updatePeriod is not obeyed
// (WordPress writes it into every feed, true or not). Retry-After is not capped by max_interval,
// but at two days (RFC 9110 10.2.3). Errors double the wait up to a day, with a jitter of 10 % that
// follows from the url, so that a run repeats. Any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "model/clock.h"
#include "model/feed.h"
#include "model/item.h"

namespace newswatch::poll {

struct Intervals {
  model::Duration interval{}, min_interval{}, max_interval{};
};

// What the response said, beside its body.
struct Headers {
  std::string_view cache_control, expires, date, retry_after;
};

// After a 200 or 304. `info` is that of the document; nullptr for a 304.
model::Time after_success(model::Time now, const Intervals& intervals, const Headers& headers,
                          const model::FeedInfo* info);

// After `failures` errors in a row (1: the first).
model::Time after_error(model::Time now, const Intervals& intervals, int failures,
                        std::string_view url);

// Feeds that were never polled start spread over min(interval, count / 20 s), 20 a second: the wait
// of the one at `place` of `count`.
model::Duration spread(std::size_t place, std::size_t count, model::Duration interval);

// When Retry-After lets the feed be asked again; nullopt: absent or unreadable.
std::optional<model::Time> retry_after(std::string_view header, model::Time now);

}  // namespace newswatch::poll
