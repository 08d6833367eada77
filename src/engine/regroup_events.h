// Does with events what a person says (model/regrouping.h), whether they are open or not.
//
// Later merges obey it, and a replay obeys the facts that are stored. A split makes an event of its
// own, of which people are told as of any other unless it is `quiet`. A dismissed event stays and
// takes its later reports, and nobody hears of it any more. Errors: kBadInput, what the person
// named is not so; else the store's. One thread.
#pragma once

#include <string>
#include <vector>

#include "engine/event_batch.h"
#include "model/regrouping.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::engine {

struct Regrouped {
  std::string event;  // id of the event that has the reports now, or was dismissed
  std::vector<ReplacedEvent> replaced;  // to apply to the index after the commit
};

// Plans it into `to`, with messages and facts. new_id: of the event that a split makes.
model::Result<Regrouped> regroup(EventBatch& batch, const model::Regrouping& wanted,
                                 const std::string& new_id, store::Batch& to);

}  // namespace newswatch::engine
