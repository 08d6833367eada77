// Any date that feeds write -> an instant, to the second.
//
// RFC 822 and its abuses, asctime, W3C-DTF and ISO 8601 (also without separators, day of year,
// week), numbers with slashes or dots, month names of several languages, zone names, Unix time. No
// zone, an unknown one and the military letters, of which RFC 822 had the signs wrong, mean UTC.
// nullopt: not a date, a date that does not exist (30 February), one that may be two (04/05/2025),
// no year or one before 1000 (0001-01-01 is a program's "none"), an offset beyond 14 hours.
// Pure; any thread. Source: RFC 5322 section 3.3 and 4.3, W3C NOTE-datetime, ISO 8601.
#pragma once

#include <optional>
#include <string_view>

#include "model/clock.h"

namespace newswatch::parse {

std::optional<model::Time> parse_date(std::string_view text);

}  // namespace newswatch::parse
