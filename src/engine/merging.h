// merging: makes one event of two open ones.
//
// The event that was told is kept; if both or none were, the one that does not wait for the judge;
// else the one with the smaller id. The reports, index rows and stories of the other move to it,
// and so do its undelivered messages (announce.h). Errors are the store's. One thread.
#pragma once

#include <string>

#include "engine/event_batch.h"
#include "model/result.h"

namespace newswatch::engine {

// Merges the events that have the reports of these two today. Does nothing when one of them is no
// longer open, when they are one event already, or when the judge called them different happenings.
// why: for people.
model::Result<void> merge_events(EventBatch& batch, const std::string& one,
                                 const std::string& other, const std::string& why);

// Merges two open events whatever the judge said of them, without a log line. Returns the id of the
// one that is kept.
model::Result<std::string> merge_into(EventBatch& batch, const std::string& one,
                                      const std::string& other);

}  // namespace newswatch::engine
