// What a person does to messages by hand: `newswatch outbox retry` and `drop`.
//
// Both take at most kRowsAtOnce of the chosen rows, in one synced commit, so that neither a big
// choice nor a slow disk holds the caller up; `more` says that others are left. Without a daemon
// the command calls them on the store that it opens itself. Errors are the store's. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/step_result.h"
#include "model/control_request.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::engine {

inline constexpr std::size_t kRowsAtOnce = 1000;

struct RowsDone {
  std::vector<std::uint64_t> rows;       // that were changed, or had nothing to be changed
  std::vector<std::uint64_t> not_found;  // neither waiting nor given up
  bool more = false;
  Changes changes;  // `retried`, `revised`, `removed`
};

// A message that was given up waits again, and one that failed is due at once, both as if they were
// never tried. One that was not tried yet stays as it is: it may wait for the judge.
model::Result<RowsDone> retry_by_hand(store::EventStore& store, const model::RowChoice& choice,
                                      model::Time now);

// Messages that will never be told: those that are named by number, or with `all` every one of the
// sink, which must be named.
model::Result<RowsDone> drop_by_hand(store::EventStore& store, const model::RowChoice& choice);

// What a command asked for: kOutboxRetry, else kOutboxDrop.
model::Result<RowsDone> change_by_hand(store::EventStore& store,
                                       const model::ControlRequest& request, model::Time now);
// The answer to the command. The rows are moved out of `done`.
model::ControlReply take_reply(RowsDone& done);

}  // namespace newswatch::engine
