// Which events list, tail and export show.
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

// The events that people are shown: not merged into another, not waiting for the judge, of the
// topic, and first seen in the window.
struct EventChoice {
  std::string topic;  // empty: any
  Window window;
  bool takes(const model::Event& event) const;
};

// kBadInput: --since or --until is no time.
model::Result<EventChoice> choose_events(const EventFilter& filter, model::Time now);

}  // namespace newswatch::cli
