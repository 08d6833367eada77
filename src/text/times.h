// Reads and writes dates, times and durations. Pure; any thread.
//
// The readers are strict: they accept what a standard allows and nothing else. HTTP headers, stored
// records, the config and the command line are read by them. parse/date.h reads dates in feeds; it
// tries these readers first. Sources: RFC 3339, RFC 5322, RFC 9110.
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

// For people who read it at `now`: "09:10 UTC", of another day "2025-01-28 09:10 UTC".
std::string clock_time(model::Time time, model::Time now);

// Reads a time of RFC 3339 section 5.6, or a date alone as its midnight in UTC. nullopt: neither.
std::optional<model::Time> parse_rfc3339(std::string_view text);

// Reads the date of HTTP headers (RFC 9110 section 5.6.7), "Tue, 28 Jan 2025 20:15:00 GMT", and its
// two obsolete forms, "Tuesday, 28-Jan-25 20:15:00 GMT" and "Tue Jan 28 20:15:00 2025". Names may
// be in any case; the weekday need not be right. nullopt: anything else.
std::optional<model::Time> parse_http_date(std::string_view text);

// Reads a date of RFC 5322 section 3.3 that has a weekday, a four-digit year and seconds:
// "Tue, 28 Jan 2025 20:15:00 +0530". The zone may also be GMT, UTC or UT. Names may be in any case;
// the weekday need not be right. nullopt: anything else.
std::optional<model::Time> parse_rfc5322(std::string_view text);

// Reads "10m", "20s", "2d", "12h", "250ms", "2w", "1y" (365 days) and sums of them ("1h30m").
// nullopt: anything else, or more than 100 years.
std::optional<model::Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration() reads: "10m", "1h30m", "0s".
std::string duration(model::Duration duration);

// Roughly how long, for people: in seconds below a minute, in minutes below two days, else in
// hours.
std::string roughly(model::Duration time);

// How long ago or ahead, for people: "now", "5 min ago", "in 7 min", "3 days ago". From 30 days on
// it is the date.
std::string relative(model::Time time, model::Time now);

}  // namespace newswatch::text
