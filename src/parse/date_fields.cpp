#include "parse/date_fields.h"

#include <chrono>

namespace newswatch::parse {
namespace {

// nullopt: there is no such day.
std::optional<std::chrono::sys_days> day_of(const DateFields& fields) {
  using std::chrono::January, std::chrono::Monday, std::chrono::day, std::chrono::days,
      std::chrono::month, std::chrono::sys_days, std::chrono::weekday, std::chrono::year,
      std::chrono::year_month_day;
  const year y{static_cast<int>(fields.year)};
  if (fields.week > 0) {
    const sys_days fourth{y / January / 4};  // always in week 1
    if (fields.week > 53 || fields.day < 1 || fields.day > 7) return std::nullopt;
    const sys_days monday = fourth - (weekday{fourth} - Monday) + days{7 * (fields.week - 1)};
    // A week belongs to the year of its Thursday. So not all years have a week 53.
    if (year_month_day{monday + days{3}}.year() != y) return std::nullopt;
    return monday + days{fields.day - 1};
  }
  if (fields.day_of_year > 0) {
    if (fields.day_of_year > (y.is_leap() ? 366 : 365)) return std::nullopt;
    return sys_days{y / January / 1} + days{fields.day_of_year - 1};
  }
  if (fields.month > 12 || fields.day > 31) return std::nullopt;
  const year_month_day date{y, month{static_cast<unsigned>(fields.month)},
                            day{static_cast<unsigned>(fields.day)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

}  // namespace

std::optional<model::Time> time_of(const DateFields& fields) {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  if (fields.year < kFirstDateYear || fields.year > kLastDateYear) return std::nullopt;
  const auto day = day_of(fields);
  const bool midnight = fields.hour == 24 && fields.minute == 0 && fields.second == 0;
  if (!day || (fields.hour > 23 && !midnight) || fields.minute > 59 || fields.second > 60) {
    return std::nullopt;
  }
  const model::Time local =
      model::Time{*day} + hours{fields.hour} + minutes{fields.minute} + seconds{fields.second};
  const model::Time time = local - minutes{zone_minutes_at(fields.zone, local)};
  // In UTC it may be another year.
  const int year{std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)}.year()};
  return year < kFirstDateYear || year > kLastDateYear ? std::nullopt : std::optional(time);
}

}  // namespace newswatch::parse
