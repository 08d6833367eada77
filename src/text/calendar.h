// The English names of months and weekdays. Pure; any thread.
#pragma once

#include <array>
#include <string_view>

#include "text/ascii.h"

namespace newswatch::text {

inline constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
// From 0, as std::chrono::weekday counts them.
inline constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

// The index of the first name that begins with `start`, in any case ("jan", "SEPT", "Monday").
// -1: there is none, or `start` is shorter than three letters.
template <std::size_t count>
int index_of_name(const std::array<std::string_view, count>& names, std::string_view start) {
  if (start.size() < 3) return -1;
  const char first = ascii_upper(start[0]);
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i][0] == first && starts_in_any_case(names[i], start)) return static_cast<int>(i);
  }
  return -1;
}

// 1 to 12; 0: not a month.
inline int month_number(std::string_view start) { return index_of_name(kMonths, start) + 1; }
inline bool is_weekday(std::string_view start) { return index_of_name(kWeekdays, start) >= 0; }

}  // namespace newswatch::text
