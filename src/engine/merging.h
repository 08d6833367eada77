// merging: two open events turn out to be one.
//
// The event that was told lives on; of two that were told, or two that were not, the one with the
// smaller id. Reports, index rows and stories of the other move to it, and so do its messages
// (announce.h). Errors are the store's. One thread.
#pragma once

#include <string>

#include "engine/event_batch.h"
#include "model/result.h"

namespace newswatch::engine {

// Merges the two, wherever their reports are now. Nothing happens when one of them is closed, when
// they are one event already, or when the judge told them apart. why: for people.
model::Result<void> merge_events(EventBatch& batch, const std::string& one,
                                 const std::string& other, const std::string& why);

// Merges two open events, and returns the id of the one that lives on. Does not ask whether the
// judge told them apart, and leaves no trace in the log.
model::Result<std::string> merge_into(EventBatch& batch, const std::string& one,
                                      const std::string& other);

}  // namespace newswatch::engine
