// The words in dates: months, zones, halves of the day. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

namespace newswatch::parse {

// 1..12 for a lower-case month name or a prefix of three letters or more, in English and some
// other languages; 0: not a month. Non-ASCII letters are lower case already.
int month_number(std::string_view lower);

// Minutes east of UTC of a lower-case zone name ("est", "ist" = India, "mez").
std::optional<int> zone_minutes(std::string_view lower);

// 1: before noon, 2: after noon, 0: neither.
int half_of_day(std::string_view lower);

}  // namespace newswatch::parse
