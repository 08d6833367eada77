#include "net/http_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "text/ascii.h"

namespace newswatch::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr model::Duration kLongestWait = hours(24 * 365);

std::optional<int> month_number(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  for (int i = 0; i < 12; ++i) {
    if (text::equal_in_any_case(name, kMonths[static_cast<std::size_t>(i)])) return i + 1;
  }
  return std::nullopt;
}

// The fields of a date, split at spaces, dashes and commas. Their order tells which form it is.
std::array<std::string_view, 7> fields(std::string_view text) {
  std::array<std::string_view, 7> out;
  for (std::string_view& field : out) {
    const std::size_t begin = text.find_first_not_of(" ,-");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" ,-"), text.size());
    field = text.substr(0, end);
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

std::optional<long> delta_seconds(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<long>::max();
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<model::Time> http_date(std::string_view text) {
  const auto f = fields(text);
  // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
  const bool asctime = month_number(f[1]).has_value();
  const auto month = month_number(asctime ? f[1] : f[2]);
  const auto day = delta_seconds(asctime ? f[2] : f[1]);
  auto year = delta_seconds(asctime ? f[4] : f[3]);
  const std::string_view clock = asctime ? f[3] : f[4];
  if (!month || !day || !year || clock.size() != 8 || clock[2] != ':' || clock[5] != ':') {
    return std::nullopt;
  }
  const auto h = delta_seconds(clock.substr(0, 2)), m = delta_seconds(clock.substr(3, 2)),
             s = delta_seconds(clock.substr(6, 2));
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60 || *day > 31 || *year > 9999) {
    return std::nullopt;
  }
  if (*year < 100) *year += *year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return model::Time(std::chrono::sys_days(date)) + hours(*h) + std::chrono::minutes(*m) +
         seconds(*s);
}

std::optional<model::Time> retry_after(std::string_view header, model::Time now) {
  header = text::trimmed(header);
  std::optional<model::Time> until;
  if (const auto wait = delta_seconds(header)) {
    constexpr long kMost = std::chrono::duration_cast<seconds>(kLongestWait).count();
    until = now + seconds(std::min(*wait, kMost));
  } else {
    until = http_date(header);
  }
  if (!until) return std::nullopt;
  return std::clamp(*until, now, now + kLongestWait);
}

}  // namespace newswatch::net
