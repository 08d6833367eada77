#include "cli/typed_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/print/local_time.h"
#include "text/ascii.h"
#include "text/calendar.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

using Typed = std::optional<TypedTime>;
using TimeWords = std::span<const std::string_view>;

Typed instant(model::Time time) { return TypedTime{time, time}; }

Typed whole_day(sys_days day) {
  return TypedTime{print::at_local(year_month_day(day)),
                   print::at_local(year_month_day(day + days(1)))};
}

// "2025-01-28", "2025-01-28 09:00", "2025-01-28T09:00:00": what RFC 3339 wants in addition is
// added.
Typed without_zone(std::string_view typed) {
  constexpr std::size_t kDate = 10, kMinutes = 16, kSeconds = 19;
  std::string whole(typed);
  if (whole.size() == kDate) whole += "T00:00";
  if (whole.size() == kMinutes) whole += ":00";
  if (whole.size() != kSeconds) return std::nullopt;
  const auto as_utc = text::parse_rfc3339(whole + "Z");
  if (!as_utc) return std::nullopt;
  const auto date = std::chrono::floor<days>(*as_utc);
  if (typed.size() == kDate) return whole_day(date);
  return instant(print::at_local(year_month_day(date),
                                 std::chrono::floor<std::chrono::seconds>(*as_utc - date)));
}

Typed named_day(TimeWords words, sys_days today) {
  const bool last = words.size() == 2 && words[0] == "last";
  if (words.size() != (last ? 2 : 1)) return std::nullopt;
  if (!last && words[0] == "today") return whole_day(today);
  if (!last && words[0] == "yesterday") return whole_day(today - days(1));
  const int number = text::index_of_name(text::kWeekdays, words.back());
  if (number < 0) return std::nullopt;
  const days since =
      std::chrono::weekday(today) - std::chrono::weekday(static_cast<unsigned>(number));
  return whole_day(today - (last && since == days(0) ? days(7) : since));
}

struct Amount {
  std::int64_t months = 0;
  model::Duration time{};
};

struct LongUnit {
  std::string_view name;  // without the s of several
  std::int64_t months;
  model::Duration time;
};
constexpr std::array kLongUnits = {LongUnit{"second", 0, std::chrono::seconds(1)},
                                   LongUnit{"sec", 0, std::chrono::seconds(1)},
                                   LongUnit{"minute", 0, std::chrono::minutes(1)},
                                   LongUnit{"min", 0, std::chrono::minutes(1)},
                                   LongUnit{"hour", 0, std::chrono::hours(1)},
                                   LongUnit{"hr", 0, std::chrono::hours(1)},
                                   LongUnit{"day", 0, days(1)},
                                   LongUnit{"week", 0, days(7)},
                                   LongUnit{"month", 1, {}},
                                   LongUnit{"year", 12, {}}};

bool add_unit(std::int64_t count, std::string_view unit, Amount& amount) {
  constexpr std::int64_t kMost = 100'000;  // of any unit
  if (unit.size() > 1 && unit.ends_with('s')) unit.remove_suffix(1);
  const auto* const found = std::ranges::find(kLongUnits, unit, &LongUnit::name);
  if (found == kLongUnits.end() || count > kMost) return false;
  amount.months += count * found->months;
  amount.time += count * found->time;
  return true;
}

std::optional<std::int64_t> count_of(std::string_view word) {
  if (word == "a" || word == "an" || word == "one") return 1;
  std::int64_t count = 0;
  const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  const bool whole = error == std::errc() && rest == word.data() + word.size() && count >= 0;
  return whole ? std::optional(count) : std::nullopt;
}

// "2 hours", "2h", "a day and 5 minutes"; "last week", "last 3 days".
std::optional<Amount> amount_of(TimeWords words) {
  Amount amount;
  if (!words.empty() && words.back() == "ago") words = words.first(words.size() - 1);
  if (words.size() >= 2 && (words[0] == "last" || words[0] == "past")) {
    words = words.subspan(1);
    if (words.size() == 1 && add_unit(1, words[0], amount)) return amount;
  }
  if (words.empty()) return std::nullopt;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "and" && i > 0 && i + 1 < words.size()) continue;
    if (const auto compact = text::parse_duration(words[i])) {
      amount.time += *compact;
      continue;
    }
    const auto count = count_of(words[i]);
    if (!count || i + 1 == words.size()) return std::nullopt;
    ++i;
    const auto compact = text::parse_duration(std::to_string(*count) + std::string(words[i]));
    if (compact) {
      amount.time += *compact;
    } else if (!add_unit(*count, words[i], amount)) {
      return std::nullopt;
    }
  }
  return amount;
}

// Months go by the local calendar; where the day is missing, its month's last day stands for it.
Typed before(model::Time now, const Amount& amount) {
  constexpr std::int64_t kMostMonths = 12 * 100;
  constexpr model::Duration kMostTime = days(36'525);
  if (amount.months > kMostMonths || amount.time > kMostTime) return std::nullopt;
  model::Time time = now;
  if (amount.months > 0) {
    const year_month_day today = print::local_date(now);
    const auto since_midnight = now - print::at_local(today);
    year_month_day then = today - std::chrono::months(amount.months);
    if (!then.ok()) then = then.year() / then.month() / std::chrono::last;
    time = print::at_local(then) + since_midnight;
  }
  return instant(time - amount.time);
}

}  // namespace

model::Result<TypedTime> read_typed_time(std::string_view typed, model::Time now) {
  const std::string_view bare = text::trimmed(typed);
  const std::string lower = text::ascii_lower(bare);
  const std::vector<std::string_view> words = text::split(lower, text::kWhiteSpace);
  Typed read = without_zone(bare);
  if (!read) read = named_day(words, sys_days(print::local_date(now)));
  if (!read && lower == "now") read = instant(now);
  if (!read) {
    if (const auto time = text::parse_rfc3339(bare)) read = instant(*time);
  }
  if (!read) {
    if (const auto amount = amount_of(words)) read = before(now, *amount);
  }
  if (read) return *read;
  constexpr std::size_t kShown = 80;  // bytes
  return model::fail(model::ErrorKind::kBadInput,
                     text::quoted(text::shortened(typed, kShown)) +
                         " is not a time: write 2025-01-28, \"2025-01-28 09:00\", 7d, \"2 hours "
                         "ago\", today, yesterday or \"last monday\"");
}

}  // namespace newswatch::cli
