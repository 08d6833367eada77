// Local times of the world's zones, by the machine's own tables (/usr/share/zoneinfo), which the
// system keeps up to date. Any thread; the tables are read once.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "model/clock.h"

namespace newswatch::text {

// Whether there is a zone of that name: "Europe/Berlin", "UTC".
bool is_zone(const std::string& name);

// The first instant after `after` at which a clock on the wall there shows that time of day. A time
// that a day does not have (clocks go forward) comes with the end of the gap; of one that a day has
// twice, the first counts. nullopt: there is no such zone.
std::optional<model::Time> next_local(model::Time after, std::chrono::minutes time_of_day,
                                      const std::string& zone);

}  // namespace newswatch::text
