// delivery_outcome: what the outcomes of deliveries change in the store.
//
// A delivered message leaves the outbox, and its event no longer waits for the judge. One that
// failed is stored with its next attempt, or among those that were given up, unless it was dropped
// or redirected meanwhile. Errors are the store's. One thread.
#pragma once

#include <vector>

#include "engine/event_batch.h"
#include "model/result.h"
#include "notify/deliverer.h"
#include "store/event_store.h"

namespace newswatch::engine {

// What was told of an event without the news that came meanwhile gets a follow-up, in `changes`
// too.
model::Result<void> plan_outcomes(const StepContext& context,
                                  const std::vector<notify::DeliveryOutcome>& outcomes,
                                  store::Batch& to, Changes& changes);

}  // namespace newswatch::engine
