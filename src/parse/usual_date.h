// The two spellings that nearly every feed uses, read without a copy; parse_date() (date.h) tries
// them first. Pure; any thread. Source: RFC 5322 section 3.3, RFC 3339.
#pragma once

#include <optional>
#include <string_view>

#include "model/clock.h"

namespace newswatch::parse {

// "Mon, 27 Jan 2025 10:00:00 GMT" (or +hhmm; any three letters are a weekday) and
// "2025-01-27T10:00:00.000Z" (or +hh:mm; fractions are dropped), exactly so. nullopt: any other
// spelling, or a value that does not exist: the general reader decides.
std::optional<model::Time> usual_date(std::string_view text);

}  // namespace newswatch::parse
