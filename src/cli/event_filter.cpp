#include "cli/event_filter.h"

#include <algorithm>

namespace newswatch::cli {

bool EventChoice::takes(const model::Event& event) const {
  return event.merged_into.empty() && (with_waiting || !event.waiting) &&
         window.holds(event.first_seen) &&
         (topic.empty() ||
          std::find(event.topics.begin(), event.topics.end(), topic) != event.topics.end());
}

model::Result<EventChoice> choose_events(const EventFilter& filter, model::Time now) {
  auto window = parse_window(filter.since, filter.until, now);
  if (!window) return tl::unexpected(window.error());
  return EventChoice{filter.topic, *window};
}

}  // namespace newswatch::cli
