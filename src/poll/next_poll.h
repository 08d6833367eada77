// Calculates when a feed is asked next. Pure; any thread.
//
// The wait is the configured interval. What is left of the answer's freshness (Cache-Control
// max-age or Expires, less its age: RFC 9111 section 4.2), the ttl, skipHours and skipDays of
// RSS 2.0 can lengthen it up to max_interval, never shorten it. sy:updatePeriod is ignored, because
// WordPress writes it into every feed. Retry-After may be longer than max_interval, up to two days
// (RFC 9110 section 10.2.3). Each error in a row doubles the wait, up to a day, or to an hour where
// no answer came: such an attempt is no burden to the publisher, and a network that was lost for a
// day would else be noticed to be back a day later. A jitter of 10 % is calculated from the url, so
// that a run can be repeated.
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

// The headers of a response that matter here; empty: not sent.
struct CacheHeaders {
  std::string_view cache_control, expires, date, retry_after, age;
};

// What counts of a document's own wishes.
model::PollWishes wishes_of(const model::FeedInfo& info);

// The next time after an answer of 200 or 304. The wishes are those of the last document.
model::Time after_success(model::Time now, const Intervals& intervals, const CacheHeaders& headers,
                          const model::PollWishes& wishes);

enum class Failed { kAnswered, kUnanswered };

// The next time after an error. `failures` counts the errors in a row, this one included.
model::Time after_error(model::Time now, const Intervals& intervals, int failures, Failed how,
                        std::string_view url);

// How long a feed waits before its first poll. The `count` feeds that were never polled are spread,
// 20 a second, over at most `interval`; `place` is the position of this one.
model::Duration spread(std::size_t place, std::size_t count, model::Duration interval);

// When Retry-After lets the feed be asked again; nullopt: absent or unreadable.
std::optional<model::Time> retry_after(std::string_view header, model::Time now);

}  // namespace newswatch::poll
