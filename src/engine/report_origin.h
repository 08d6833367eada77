// report_origin: whose text a new report is: a wire's, another outlet's, or its own outlet's
// (identify/origin.h). Reports of one origin count as one source.
//
// Errors are the store's. One thread.
#pragma once

#include <optional>
#include <string>

#include "engine/event_batch.h"
#include "fold/fold.h"
#include "model/result.h"
#include "model/story.h"

namespace newswatch::engine {

// Sets the origin of the newest report of `touched`, which is that of `story`, and adds it to the
// event's origins. Compares the text with the newest reports of the event, and of the events that
// the judge is asked about. wire: the wire that the text names; nullopt: none.
model::Result<void> set_origin(EventBatch& batch, const model::Story& story,
                               const fold::Decision& decision,
                               const std::optional<std::string>& wire,
                               EventBatch::Touched& touched);

}  // namespace newswatch::engine
