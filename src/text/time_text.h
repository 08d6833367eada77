// Times as text: RFC 3339 in UTC. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::text {

// "2025-01-28T20:15:00Z"; milliseconds only when there are any.
std::string rfc3339(model::Time time);

// "2025-01-28", the UTC day.
std::string day(model::Time time);

// RFC 3339 section 5.6, or a date alone (midnight UTC). nullopt: anything else.
std::optional<model::Time> parse_rfc3339(std::string_view text);

// "10m", "20s", "2d", "12h", "250ms", "2w", and sums of them ("1h30m"). nullopt: anything else, or
// a sum over 100 years.
std::optional<model::Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration() reads: "10m", "1h30m", "0s".
std::string duration(model::Duration duration);

// About how long, for people: whole seconds below a minute, minutes below two days, then hours.
std::string roughly(model::Duration time);

// For people: "now", "5 min ago", "3 h ago", "in 7 min", "2 days ago"; older than 30 days: the
// date.
std::string relative(model::Time time, model::Time now);

}  // namespace newswatch::text
