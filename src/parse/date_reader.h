// Finds the numbers and the zone of a date in its tokens. Part of parse_date(); any thread.
#pragma once

#include <optional>

#include "parse/date_fields.h"
#include "parse/date_tokens.h"

namespace newswatch::parse {

// nullopt: it is no date, or has a zone that nobody knows.
std::optional<DateFields> read_date(const DateTokens& tokens);

// The zone of a comment, "(EDT)" or "(GMT+2)". UTC where several words name none. nullopt: one word
// that is no zone.
std::optional<DateZone> read_zone(const DateTokens& tokens);

}  // namespace newswatch::parse
