// Intake: a poll's result on its way into the store, slice by slice, so that a document of many
// items does not hold up the documents of other feeds, and its step takes bounded memory.
//
// A plain value. The writer keeps it between two calls of Engine::ingest().
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "engine/poll_result.h"
#include "engine/step_result.h"
#include "model/clock_step.h"
#include "model/feed.h"
#include "model/item.h"

namespace newswatch::engine {

// Items that one step takes in. Not less than identify::kMostRemembered, so that a document that is
// remembered is never cut.
inline constexpr std::size_t kSliceItems = 250;

struct Intake {
  explicit Intake(PollResult result) : polled(std::move(result)) {}

  PollResult polled;  // its items are moved out as they are taken
  bool begun = false, done = false;
  model::FeedState before;                     // of the feed, when it began
  bool clock_in_doubt = false;                 // when it began
  model::Duration clock_behind{};              // likewise (clock_sense.h)
  std::optional<model::ClockStep> clock_step;  // that it showed
  Ingested so_far;                             // without changes
  std::size_t next_item = 0;
};

// The next items of the document, moved out of it.
model::FeedDocument next_slice(Intake& intake);

// Adds the changes of a later slice.
void append(Changes& to, Changes more);

}  // namespace newswatch::engine
