// The zones of dates: by abbreviation ("EST"), by name in words ("Eastern Daylight Time"), by place
// ("America/New_York"), and those that are one or the other by the day's rule ("ET"). Part of
// parse_date(); any thread. Source: RFC 5322 section 4.3, the IANA time zone database as ICU has
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::parse {

struct DateZone {
  long minutes = 0;   // east of UTC, where it is fixed
  std::string place;  // the IANA name of the zone whose rule decides; empty: it is fixed
};

// "est", "ist" (India), "et", "z". nullopt: not a zone.
std::optional<DateZone> zone_of_word(std::string_view lower);

// Words with one blank between them: "eastern daylight time", "central european time".
std::optional<DateZone> zone_of_words(std::string_view lower);

// Finds the name of a place's zone in a date, "Europe/Berlin" in any case, and puts blanks in its
// stead. nullopt: there is none.
std::optional<DateZone> take_zone_of_place(std::string& date);

// The offset in minutes east of UTC when clocks in the zone show `local`.
long zone_minutes_at(const DateZone& zone, model::Time local);

}  // namespace newswatch::parse
