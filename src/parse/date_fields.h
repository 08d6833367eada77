// The numbers that a date consists of, and the time that they mean. Part of parse_date(); any
// thread.
#pragma once

#include <optional>

#include "model/clock.h"
#include "parse/date_zones.h"

namespace newswatch::parse {

// Programs write the year 0 or 1 for "no date". A year of RFC 3339 has four digits.
inline constexpr int kFirstDateYear = 1000, kLastDateYear = 9999;

// The day is given by month and day, by day_of_year if that is over 0, or by week and day (1 is
// Monday) if week is over 0.
struct DateFields {
  long year = -1, month = 0, day = 0, day_of_year = 0, week = 0;
  long hour = 0, minute = 0, second = 0;
  DateZone zone;  // UTC where the date names none
  bool has_zone = false;
  bool has_time = false;
  int half = 0;  // of the day, as half_of_day() gives it; hour already counts it
};

// nullopt: there is no such day or time, or its year is out of bounds, here or in UTC.
std::optional<model::Time> time_of(const DateFields& fields);

}  // namespace newswatch::parse
