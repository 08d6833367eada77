#include "parse/usual_date.h"

#include <chrono>

#include "text/calendar.h"

namespace newswatch::parse {
namespace {

// Two or four digits; negative: not digits.
int digits(const char* at, int count) {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (at[i] < '0' || at[i] > '9') return -1;
    number = number * 10 + (at[i] - '0');
  }
  return number;
}

struct Day {
  int year, month, day;
};

// "hh:mm:ss" and what it is on that day; `zone` in minutes.
std::optional<model::Time> instant(const Day& day, const char* clock, int zone) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::month, std::chrono::seconds,
      std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
  const int hour = digits(clock, 2), minute = digits(clock + 3, 2), second = digits(clock + 6, 2);
  if (clock[2] != ':' || clock[5] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59 || day.year <= 1000 || day.year >= 9999 || day.month < 1 ||
      day.day < 1) {
    return std::nullopt;
  }
  const year_month_day date{year{day.year}, month{static_cast<unsigned>(day.month)},
                            std::chrono::day{static_cast<unsigned>(day.day)}};
  if (!date.ok()) return std::nullopt;
  return model::Time{sys_days{date}} + hours{hour} + minutes{minute - zone} + seconds{second};
}

// "+hhmm", with `gap` signs between hours and minutes; nullopt: not that.
std::optional<int> offset(std::string_view text, std::size_t gap) {
  if (text.size() != 5 + gap || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  if (gap == 1 && text[3] != ':') return std::nullopt;
  const int hour = digits(text.data() + 1, 2), minute = digits(text.data() + 3 + gap, 2);
  if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 14 * 60) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
}

std::optional<model::Time> rfc5322(std::string_view text) {
  // Thu, 02 Jan 2025 10:00:00 +0530
  // 0    5  8   12   17       26
  if (!text::is_weekday(text.substr(0, 3)) || text[3] != ',' || text[4] != ' ' || text[7] != ' ' ||
      text[11] != ' ' || text[16] != ' ' || text[25] != ' ') {
    return std::nullopt;
  }
  const std::string_view zone = text.substr(26);
  const std::optional<int> minutes = zone == "GMT" ? 0 : offset(zone, 0);
  if (!minutes) return std::nullopt;
  const Day day{digits(text.data() + 12, 4), text::month_number(text.substr(8, 3)),
                digits(text.data() + 5, 2)};
  return instant(day, text.data() + 17, *minutes);
}

std::optional<model::Time> rfc3339(std::string_view text) {
  // 2025-01-02T10:00:00+05:30
  // 0    5  8  11      19
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T') return std::nullopt;
  std::string_view zone = text.substr(19);
  if (zone.starts_with('.')) {
    const std::size_t end = zone.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    zone.remove_prefix(end);
  }
  const std::optional<int> minutes = zone == "Z" ? 0 : offset(zone, 1);
  if (!minutes) return std::nullopt;
  const Day day{digits(text.data(), 4), digits(text.data() + 5, 2), digits(text.data() + 8, 2)};
  return instant(day, text.data() + 11, *minutes);
}

}  // namespace

std::optional<model::Time> usual_date(std::string_view text) {
  if (text.size() < 20 || text.size() > 40) return std::nullopt;
  return text.size() >= 29 && text[3] == ',' ? rfc5322(text) : rfc3339(text);
}

}  // namespace newswatch::parse
