// Which events list, tail and export show.
#pragma once

#include <string>

#include "cli/commands.h"
#include "cli/when.h"
#include "model/event.h"
#include "model/result.h"

namespace newswatch::cli {

// An event as people are shown it: not merged into another, not waiting for the judge, of the
// topic, and first seen in the window.
struct EventChoice {
  std::string topic;  // empty: any
  Window window;
  bool takes(const model::Event& event) const;
};

// kBadInput: --since or --until is no time.
model::Result<EventChoice> choose_events(const EventFilter& filter, model::Time now);

// The time of creation in an event id (a ULID, https://github.com/ulid/spec); nullopt: not one.
std::optional<model::Time> created(std::string_view event_id);

// "TIME, The Hill"
std::string joined(const std::vector<std::string>& texts);

}  // namespace newswatch::cli
