#include "cli/time_window.h"

#include <chrono>

#include "text/escape.h"
#include "text/times.h"

namespace newswatch::cli {
namespace {

struct Moment {
  model::Time time{};
  bool day = false;  // a whole day is meant, time is its midnight
};

model::Result<Moment> parse_moment(std::string_view text, model::Time now) {
  const model::Time midnight = std::chrono::floor<std::chrono::days>(now);
  if (text == "today") return Moment{midnight, true};
  if (text == "yesterday") return Moment{midnight - std::chrono::days(1), true};
  if (const auto ago = text::parse_duration(text)) return Moment{now - *ago, false};
  constexpr std::size_t kDateLength = 10;  // 2025-01-28
  if (const auto time = text::parse_rfc3339(text)) return Moment{*time, text.size() == kDateLength};
  return model::fail(
      model::ErrorKind::kBadInput,
      text::quoted(text) +
          " is not a time: write 2025-01-28, 2025-01-28T09:00:00Z, 7d, 12h, today or "
          "yesterday");
}

}  // namespace

model::Result<model::Time> parse_since(std::string_view text, model::Time now) {
  const auto moment = parse_moment(text, now);
  if (!moment) return tl::unexpected(moment.error());
  return moment->time;
}

model::Result<model::Time> parse_until(std::string_view text, model::Time now) {
  const auto moment = parse_moment(text, now);
  if (!moment) return tl::unexpected(moment.error());
  return moment->day ? moment->time + std::chrono::days(1) : moment->time;
}

model::Result<Window> parse_window(std::string_view since, std::string_view until,
                                   model::Time now) {
  Window window;
  if (!since.empty()) {
    const auto time = parse_since(since, now);
    if (!time) return model::fail("--since", time.error());
    window.since = *time;
  }
  if (!until.empty()) {
    const auto time = parse_until(until, now);
    if (!time) return model::fail("--until", time.error());
    window.until = *time;
  }
  return window;
}

}  // namespace newswatch::cli
