// announce: who hears of what. The only maker of outbox rows and the only owner of their numbers,
// which ascend in the order of decision.
//
// An event is told once, when its first report that is not held joins: title and link of the
// message are that report's. A sink with topics hears of the event when it first carries one of
// them. Messages about an event that waits for the judge are stored at once, with the end of the
// judge's time as the earliest time to go out; a verdict revises them. When two events merge,
// messages that were not delivered yet follow the reports to sinks that have not heard of the event
// that lives on; the others are dropped.
// Errors are the store's. One thread.
#pragma once

#include "engine/event_batch.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::engine {

// Makes the messages of the step: after its last decision, before store_events().
model::Result<void> announce(EventBatch& batch, store::Batch& to);

// `gone` is about to be merged into `kept`: its undelivered messages are about `kept` from now on,
// or dropped where the sink has heard of `kept`. Both still carry their own topics.
model::Result<void> redirect_messages(EventBatch& batch, const EventBatch::Touched& gone,
                                      const EventBatch::Touched& kept);

// The event waits no longer: its undelivered messages may go out now.
model::Result<void> release_messages(EventBatch& batch, const std::string& event);

}  // namespace newswatch::engine
