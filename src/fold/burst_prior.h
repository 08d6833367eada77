// The burst prior: an event that many reports told of lately is the likelier one for the next
// report. It stands in a file of its own so that it can be taken out whole. Pure; any thread.
#pragma once

#include "fold/indexed_event.h"
#include "model/clock.h"

namespace newswatch::fold {

// The factor on the score of a story of this time: 1 + kBurst ln n, where n (1 to kBurstReports)
// counts the event's reports within kBurstTime of `time`. It grows as the prior of a Chinese
// restaurant process does, with the size of the table.
double burst_prior(const IndexedEvent& event, model::Time time);

}  // namespace newswatch::fold
