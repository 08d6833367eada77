// What a person does not want to hear for a time: `newswatch events silence`.
//
// A silence ends by itself. What it held back is told in one summary then; ended by hand, at once.
// Without a daemon the command calls this on the store that it opens itself. Errors are the
// store's. One thread.
#pragma once

#include <vector>

#include "engine/step_result.h"
#include "model/control_request.h"
#include "model/result.h"
#include "model/silence.h"
#include "store/event_store.h"

namespace newswatch::engine {

inline constexpr std::size_t kMostSilences = 1000;

struct Silencing {
  std::vector<model::Silence> silences;  // in force from now on
  std::vector<model::OutboxRow> rows;    // that wait for another time now
};

// Adds `wanted`, or changes how long it holds; one whose `until` is not after `now` ends. What is
// held back waits for the last silence that holds it back. Commits.
// kBadInput: there are kMostSilences already.
model::Result<Silencing> silence(store::EventStore& store, const model::Silence& wanted,
                                 model::Time now);

}  // namespace newswatch::engine
