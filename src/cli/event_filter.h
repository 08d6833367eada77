// Which events `events list`, `tail` and `export` show.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/time_window.h"
#include "model/clock.h"
#include "model/event.h"
#include "model/result.h"

namespace newswatch::cli {

// As typed: --topic, --since, --until. Empty: not given.
struct EventFilter {
  std::string topic, since, until;
};

// An event is shown if it was not merged into another, does not wait for the judge, has the topic,
// and was first seen in the window.
struct EventChoice {
  std::string topic;  // empty: any
  Window window;
  bool with_waiting = false;  // also events that wait for the judge
  bool takes(const model::Event& event) const;
};

// kBadInput: --since or --until is not a time.
model::Result<EventChoice> choose_events(const EventFilter& filter, model::Time now);

}  // namespace newswatch::cli
