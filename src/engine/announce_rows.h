// How the messages of announce.h become rows of the outbox. Internal to the announce files; nobody
// else makes rows.
//
// Errors are the store's. One thread.
#pragma once

#include <set>
#include <string>

#include "engine/event_batch.h"
#include "model/notification.h"
#include "model/result.h"
#include "notify/policy.h"
#include "store/event_store.h"

namespace newswatch::engine {

// Puts a row for each sink that wants the message into `to`, under the next numbers, but not for
// the sinks that `skip` names. hours: counts what is told within the hour, and postpones the row as
// its sink asks for; nullptr: it goes out at not_before.
model::Result<void> add_rows(const StepContext& context, const model::Notification& notification,
                             const notify::ToldState& before, model::Time not_before,
                             store::Batch& to, SinkHours* hours = nullptr,
                             const std::set<std::string>& skip = {});

// Fills in what the target called the first message that the row follows up. To be called for each
// row that is read from the store as well, for it is not stored with the row.
model::Result<void> find_reference(const store::Rows& store, model::OutboxRow& row);

}  // namespace newswatch::engine
