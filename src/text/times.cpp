#include "text/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "text/calendar.h"

namespace newswatch::text {
namespace {

using std::chrono::days;
using std::chrono::floor;

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<model::Duration> time;
};

Civil civil(model::Time time) {
  const auto midnight = floor<days>(time);
  return {std::chrono::year_month_day(midnight),
          std::chrono::hh_mm_ss<model::Duration>(time - midnight)};
}

// The number that is written in `count` digits at index `at`. -1: they are not all digits.
int number_at(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

// The seconds since midnight of "20:15:00" at index `at`; a leap second is allowed. -1: no time.
int clock_at(std::string_view text, std::size_t at) {
  const int h = number_at(text, at, 2), m = number_at(text, at + 3, 2),
            s = number_at(text, at + 6, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return -1;
  return text[at + 2] == ':' && text[at + 5] == ':' ? (h * 60 + m) * 60 + s : -1;
}

// The beginning of a day. nullopt: there is no such day (30 February, month 0, a negative number).
std::optional<model::Time> midnight(int year, int month, int day) {
  if (year < 0 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return model::Time(std::chrono::sys_days(date));
}

std::optional<model::Time> instant(std::optional<model::Time> midnight, int clock) {
  if (!midnight || clock < 0) return std::nullopt;
  return *midnight + std::chrono::seconds(clock);
}

// Reads the whole text as an offset: "+0530" where `colon` is 0, "+05:30" where it is 1.
std::optional<model::Duration> offset(std::string_view text, std::size_t colon) {
  const int h = number_at(text, 1, 2), m = number_at(text, 3 + colon, 2);
  if (text.size() != 5 + colon || (text[0] != '+' && text[0] != '-') || h < 0 || h > 23 || m < 0 ||
      m > 59 || (colon == 1 && text[3] != ':')) {
    return std::nullopt;
  }
  const model::Duration east = std::chrono::hours(h) + std::chrono::minutes(m);
  return text[0] == '-' ? -east : east;
}

// Removes a fraction of a second like ".25" from the front of `rest` and returns it; 0 where there
// is none. nullopt: a point without digits.
std::optional<model::Duration> take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return model::Duration(0);
  int ms = 0, scale = 100;
  std::size_t end = 1;
  for (; end < rest.size() && is_digit(rest[end]); ++end, scale /= 10) {
    ms += (rest[end] - '0') * scale;
  }
  rest.remove_prefix(end);
  return end > 1 ? std::optional(model::Duration(ms)) : std::nullopt;
}

std::optional<model::Time> parse_rfc850(std::string_view text) {
  // Sunday, 06-Nov-94 08:49:37 GMT
  //       0 2  5   9  12       20
  const std::size_t comma = std::min(text.find(','), text.size());
  if (!is_weekday(text.substr(0, comma))) return std::nullopt;
  text.remove_prefix(comma);
  const int clock = clock_at(text, 12);
  if (clock < 0 || text[1] != ' ' || text[4] != '-' || text[8] != '-' || text[11] != ' ' ||
      !equal_in_any_case(text.substr(20), " GMT")) {
    return std::nullopt;
  }
  const int year = number_at(text, 9, 2);
  if (year < 0) return std::nullopt;
  return instant(midnight(year + (year < 70 ? 2000 : 1900), month_number(text.substr(5, 3)),
                          number_at(text, 2, 2)),
                 clock);
}

std::optional<model::Time> parse_asctime(std::string_view text) {
  // Sun Nov  6 08:49:37 1994
  // 0   4   8  11       20
  const int clock = clock_at(text, 11);
  if (text.size() != 24 || clock < 0 || !is_weekday(text.substr(0, 3)) || text[3] != ' ' ||
      text[7] != ' ' || text[10] != ' ' || text[19] != ' ') {
    return std::nullopt;
  }
  const int day = text[8] == ' ' ? number_at(text, 9, 1) : number_at(text, 8, 2);
  return instant(midnight(number_at(text, 20, 4), month_number(text.substr(4, 3)), day), clock);
}

struct TimeUnit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array kUnits = {TimeUnit{"y", 31'536'000'000},
                               TimeUnit{"w", 604'800'000},
                               TimeUnit{"d", 86'400'000},
                               TimeUnit{"h", 3'600'000},
                               TimeUnit{"m", 60'000},
                               TimeUnit{"s", 1'000},
                               TimeUnit{"ms", 1}};
constexpr std::int64_t kLongest = 86'400'000LL * 36'525;  // 100 years

}  // namespace

std::string rfc3339(model::Time time) {
  const Civil at = civil(time);
  const int year = static_cast<int>(at.date.year());
  const auto milliseconds = static_cast<int>(at.time.subseconds().count());
  if (year < 0 || year > 9999) {
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year,
                       static_cast<unsigned>(at.date.month()), static_cast<unsigned>(at.date.day()),
                       at.time.hours().count(), at.time.minutes().count(),
                       at.time.seconds().count());
  }
  std::string out = "0000-00-00T00:00:00";
  const auto put = [&](std::size_t end, int number) {
    for (; number > 0; number /= 10) out[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, year);
  put(7, static_cast<int>(static_cast<unsigned>(at.date.month())));
  put(10, static_cast<int>(static_cast<unsigned>(at.date.day())));
  put(13, static_cast<int>(at.time.hours().count()));
  put(16, static_cast<int>(at.time.minutes().count()));
  put(19, static_cast<int>(at.time.seconds().count()));
  if (milliseconds != 0) {
    out += ".000";
    put(23, milliseconds);
  }
  return out += 'Z';
}

std::string day(model::Time time) { return rfc3339(floor<days>(time)).substr(0, 10); }

std::optional<model::Time> parse_rfc3339(std::string_view text) {
  // 2025-01-02T10:00:00.25+05:30
  // 0    5  8  11      19
  const auto date = midnight(number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2));
  if (!date || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() == 10) return date;
  const auto time = instant(date, clock_at(text, 11));
  if (!time || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  text.remove_prefix(19);
  const auto fraction = take_fraction(text);
  const auto zone = text == "Z" || text == "z" ? model::Duration(0) : offset(text, 1);
  if (!fraction || !zone) return std::nullopt;
  return *time + *fraction - *zone;
}

std::string clock_time(model::Time time, model::Time now) {
  const std::string full = rfc3339(time);
  const std::string hour = full.substr(11, 5) + " UTC";
  return day(time) == day(now) ? hour : full.substr(0, 10) + " " + hour;
}

std::optional<model::Time> parse_http_date(std::string_view text) {
  if (const auto time = parse_rfc5322(text)) return time;
  if (const auto time = parse_rfc850(text)) return time;
  return parse_asctime(text);
}

std::optional<model::Time> parse_rfc5322(std::string_view text) {
  // Thu, 02 Jan 2025 10:00:00 +0530
  // 0    5  8   12   17       26
  const std::size_t cut = text.size() > 6 && text[6] == ' ' ? 1 : 0;  // "Thu, 2 Jan" is shorter
  const int clock = clock_at(text, 17 - cut);
  if (clock < 0 || !is_weekday(text.substr(0, 3)) || text[3] != ',' || text[4] != ' ' ||
      text[7 - cut] != ' ' || text[11 - cut] != ' ' || text[16 - cut] != ' ') {
    return std::nullopt;
  }
  const auto time =
      instant(midnight(number_at(text, 12 - cut, 4), month_number(text.substr(8 - cut, 3)),
                       number_at(text, 5, 2 - cut)),
              clock);
  text.remove_prefix(25 - cut);
  if (!time || !text.starts_with(' ')) return std::nullopt;
  text.remove_prefix(1);
  for (const std::string_view zone : {"GMT", "UTC", "UT"}) {
    if (equal_in_any_case(text, zone)) return time;
  }
  const auto zone = offset(text, 0);
  if (!zone) return std::nullopt;
  return *time - *zone;
}

std::optional<model::Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::size_t letters = std::min(text.find_first_of("0123456789"), text.size());
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const TimeUnit& u) {
      return u.name == text.substr(0, letters);
    });
    if (unit == kUnits.end() || count > kLongest / unit->ms) return std::nullopt;
    total += count * unit->ms;
    if (total > kLongest) return std::nullopt;
    text.remove_prefix(letters);
  }
  return model::Duration(total);
}

std::string duration(model::Duration duration) {
  std::int64_t rest = duration.count();
  if (rest <= 0) return "0s";
  std::string out;
  for (const TimeUnit& unit : kUnits) {
    // 10d, not 1w3d; 400d, not 1y35d
    if ((unit.name == "w" || unit.name == "y") && rest % unit.ms != 0) continue;
    if (const std::int64_t count = rest / unit.ms; count > 0) {
      out += fmt::format("{}{}", count, unit.name);
      rest -= count * unit.ms;
    }
  }
  return out;
}

std::string roughly(model::Duration time) {
  using std::chrono::days;
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  if (time < minutes(1)) return duration(std::chrono::round<seconds>(time));
  return duration(time < days(2) ? model::Duration(std::chrono::round<minutes>(time))
                                 : model::Duration(std::chrono::round<hours>(time)));
}

std::string relative(model::Time time, model::Time now) {
  const bool ahead = time > now;
  const auto gap = ahead ? time - now : now - time;
  const auto in = [&](std::int64_t count, std::string_view unit) {
    return ahead ? fmt::format("in {} {}", count, unit) : fmt::format("{} {} ago", count, unit);
  };
  using std::chrono::duration_cast, std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  if (gap < seconds(5)) return "now";
  if (gap < minutes(1)) return in(duration_cast<seconds>(gap).count(), "s");
  if (gap < hours(1)) return in(duration_cast<minutes>(gap).count(), "min");
  if (gap < days(2)) return in(duration_cast<hours>(gap).count(), "h");
  if (gap < days(30)) return in(duration_cast<days>(gap).count(), "days");
  return day(time);
}

}  // namespace newswatch::text
