#include "text/time_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

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

// Exactly `digits` decimal digits at the front of rest, taken off it.
std::optional<int> take_number(std::string_view& rest, std::size_t digits) {
  if (rest.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
    value = value * 10 + (rest[i] - '0');
  }
  rest.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& rest, std::string_view any_of) {
  if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<model::Time> take_date(std::string_view& rest) {
  const auto y = take_number(rest, 4);
  if (!y || !take_char(rest, "-")) return std::nullopt;
  const auto m = take_number(rest, 2);
  if (!m || !take_char(rest, "-")) return std::nullopt;
  const auto d = take_number(rest, 2);
  if (!d) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*y),
                                         std::chrono::month(static_cast<unsigned>(*m)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return model::Time(std::chrono::sys_days(date));
}

std::optional<model::Duration> take_fraction(std::string_view& rest) {
  if (!take_char(rest, ".")) return model::Duration(0);
  int ms = 0, scale = 100, digits = 0;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    ms += (rest.front() - '0') * scale;
    scale /= 10;
    ++digits;
    rest.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  return model::Duration(ms);
}

std::optional<model::Duration> take_zone(std::string_view& rest) {
  if (take_char(rest, "Zz")) return model::Duration(0);
  if (rest.empty() || (rest.front() != '+' && rest.front() != '-')) return std::nullopt;
  const bool west = rest.front() == '-';
  rest.remove_prefix(1);
  const auto h = take_number(rest, 2);
  if (!h || !take_char(rest, ":")) return std::nullopt;
  const auto m = take_number(rest, 2);
  if (!m || *h > 23 || *m > 59) return std::nullopt;
  const model::Duration offset = std::chrono::hours(*h) + std::chrono::minutes(*m);
  return west ? -offset : offset;
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array kUnits = {Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                               Unit{"m", 60'000},      Unit{"s", 1'000},      Unit{"ms", 1}};
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
  auto time = take_date(text);
  if (!time) return std::nullopt;
  if (text.empty()) return time;
  if (!take_char(text, "Tt ")) return std::nullopt;
  const auto h = take_number(text, 2);
  if (!h || !take_char(text, ":")) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take_char(text, ":")) return std::nullopt;
  const auto s = take_number(text, 2);
  if (!s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return *time + std::chrono::hours(*h) + std::chrono::minutes(*m) + std::chrono::seconds(*s) +
         *fraction - *zone;
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
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) {
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
  for (const Unit& unit : kUnits) {
    if (unit.name == "w" && rest % unit.ms != 0) continue;  // 10d, not 1w3d
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
