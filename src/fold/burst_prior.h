// The burst prior: an event with many recent reports is more likely to get the next one. It has a
// file of its own so that it is easy to remove. Pure; any thread.
#pragma once

#include "fold/indexed_event.h"
#include "model/clock.h"

namespace newswatch::fold {

// The factor on the score of a story of this time: 1 + kBurst ln n, where n (1 to kBurstReports)
// counts the event's reports within kBurstTime of `time`. It grows as the prior of a Chinese
// restaurant process does, with the size of the table.
double burst_prior(const IndexedEvent& event, model::Time time);

}  // namespace newswatch::fold
