// Points and spans of time as text. Pure; any thread.
//
// The readers here are strict: they take what a standard allows and nothing else, for HTTP headers,
// stored records, the config and the command line. Dates in feeds go through parse/date.h, which
// tries these first. Sources: RFC 3339, RFC 5322, RFC 9110.
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

// RFC 9110 section 5.6.7: "Tue, 28 Jan 2025 20:15:00 GMT", to the second.
std::string http_date(model::Time time);

// The same and its two obsolete forms: "Tuesday, 28-Jan-25 20:15:00 GMT" and
// "Tue Jan 28 20:15:00 2025". nullopt: anything else. Here and in parse_rfc5322(), names may be in
// any case, and the weekday is not compared with the date.
std::optional<model::Time> parse_http_date(std::string_view text);

// RFC 5322 section 3.3 with weekday, four-digit year and seconds:
// "Tue, 28 Jan 2025 20:15:00 +0530". The zone may also be GMT, UTC or UT. nullopt: anything else.
std::optional<model::Time> parse_rfc5322(std::string_view text);

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
