// Reads any date that feeds write, to the second.
//
// Known are RFC 822 and what publishers make of it, asctime, W3C-DTF and ISO 8601 (also without
// separators, by day of the year and by week), numbers with slashes or dots, names of months in
// several languages, names of zones in all their forms (date_zones.h), and Unix time. A date
// without a zone is in UTC, and so is one with a military letter (RFC 822 had their signs wrong).
// Behind an offset in digits nothing is a zone. nullopt: it is no date; the day does not exist (30
// February); it may be one of two days (04/05/2025); the year is missing or before 1000 (programs
// write 0001-01-01 for "none"); the offset is beyond 14 hours; nobody knows the zone. (A wrong time
// is worse than none.) Pure; any thread. Source: RFC 5322 section 3.3 and 4.3, W3C NOTE-datetime,
// ISO 8601.
#pragma once

#include <optional>
#include <string_view>

#include "model/clock.h"

namespace newswatch::parse {

std::optional<model::Time> parse_date(std::string_view text);

}  // namespace newswatch::parse
