#include "text/zones.h"

#include <date/tz.h>

#include <stdexcept>

namespace newswatch::text {
namespace {

// nullptr: there is none. The library throws when the tables are missing as well.
const date::time_zone* find(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

bool is_zone(const std::string& name) { return find(name) != nullptr; }

std::optional<model::Time> next_local(model::Time after, std::chrono::minutes time_of_day,
                                      const std::string& zone_name) {
  const date::time_zone* const zone = find(zone_name);
  if (zone == nullptr) return std::nullopt;
  date::local_days day = date::floor<date::days>(zone->to_local(after)) - date::days(1);
  for (int i = 0; i < 4; ++i, day += date::days(1)) {
    const auto at =
        zone->to_sys(date::local_time<model::Duration>(day + time_of_day), date::choose::earliest);
    if (at > after) return at;
  }
  return std::nullopt;
}

}  // namespace newswatch::text
