// read_document(): a document's items through identify, match and fold into one batch.
//
// Nothing is changed but the batch and what is reported: the caller commits, then applies the plan.
// Errors are the store's. The writer thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/event_plan.h"
#include "daemon/hourly_limit.h"
#include "daemon/pipeline.h"
#include "fold/fold.h"
#include "fold/index.h"
#include "identify/repeats.h"
#include "match/topic.h"
#include "model/item.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::daemon {

struct ReadContext {
  store::EventStore& store;
  const config::Settings& settings;
  const config::Feed& feed;
  const match::TopicSet& topics;
  const fold::Index& index;
  const OpenQuestions& questions;
  const HourlyLimit& limit;  // of questions
  model::Time now{};
  bool first = false;                   // the feed's very first document
  std::optional<model::Time> answered;  // when the feed last answered before this
  std::optional<model::Gap> gap;        // that this document ends
  const identify::Remembered& before;   // of the feed's last document
  std::string last_event_id;
  std::uint64_t last_outbox_row = 0;
};

// What the index takes once the batch is committed, in this order.
struct Folded {
  fold::Plan plan;
  std::vector<Rewoven> rewoven;
  identify::Remembered remembered;  // of this document
};

model::Result<Folded> read_document(const ReadContext& context, const model::FeedDocument& document,
                                    store::Batch& batch, Applied& applied);

}  // namespace newswatch::daemon
