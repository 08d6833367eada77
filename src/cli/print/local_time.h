// Times as the clocks of the person who types and reads show them: in the zone of $TZ, else of
// /etc/localtime. Any thread.
#pragma once

#include <chrono>
#include <string>

#include "model/clock.h"

namespace newswatch::cli::print {

// "2025-01-28 21:00:00 CET"
std::string local_time(model::Time time);

// The local day.
std::chrono::year_month_day local_date(model::Time time);

// When clocks show this time of the date. A time that is left out in spring is an hour later; of
// one that comes twice in autumn the C library chooses.
model::Time at_local(std::chrono::year_month_day date, std::chrono::seconds since_midnight = {});

}  // namespace newswatch::cli::print
