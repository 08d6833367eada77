#include "cli/event_filter.h"

#include <algorithm>
#include <cstdint>

namespace newswatch::cli {

bool EventChoice::takes(const model::Event& event) const {
  return event.merged_into.empty() && !event.waiting && window.holds(event.first_seen) &&
         (topic.empty() ||
          std::find(event.topics.begin(), event.topics.end(), topic) != event.topics.end());
}

model::Result<EventChoice> choose_events(const EventFilter& filter, model::Time now) {
  auto window = parse_window(filter.since, filter.until, now);
  if (!window) return tl::unexpected(window.error());
  return EventChoice{filter.topic, *window};
}

std::optional<model::Time> created(std::string_view event_id) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford base 32
  constexpr std::size_t kLength = 26;
  constexpr std::size_t kTimeDigits = 10;
  if (event_id.size() != kLength) return std::nullopt;
  std::int64_t ms = 0;
  for (const char c : event_id.substr(0, kTimeDigits)) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    ms = ms * 32 + static_cast<std::int64_t>(digit);
  }
  return model::Time(model::Duration(ms));
}

}  // namespace newswatch::cli
