// Reads the figures of a report from the store, row by row: the events are walked over twice, and
// the reports of one event are in memory at a time. One thread.
#pragma once

#include "cli/event_filter.h"
#include "cli/open.h"
#include "cli/report/report_figures.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::cli::report {

// Of the events that are chosen. The timeline begins at the choice's `since`, or when the watch
// began if that is later. Errors are the store's.
model::Result<Figures> read_figures(const OpenStore& store, const EventChoice& choice,
                                    model::Time now);

}  // namespace newswatch::cli::report
