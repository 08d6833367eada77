// plan_document(): takes the items of a document through identify, match and fold into one batch.
//
// It changes only `to` and `ingested`. The caller commits the batch and then applies the returned
// plan to the index. Errors are the store's. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "engine/doubts.h"
#include "engine/event_batch.h"
#include "engine/joining.h"
#include "engine/step_result.h"
#include "fold/fold.h"
#include "identify/repeats.h"
#include "match/topic.h"
#include "model/item.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::engine {

// What folding needs to know beside the index.
struct FoldContext {
  StepContext step;
  const QuestionBudget& budget;
  std::string last_event_id;  // empty: none yet
  std::uint64_t next_counts_change = 1;
};

struct DocumentContext {
  FoldContext fold;
  const config::FeedSettings& feed;
  const match::TopicSet& topics;
  bool first = false;                       // the feed's very first document
  std::optional<model::Time> last_success;  // of the feed, before this answer
  const identify::Remembered& before;       // what is remembered of the feed's last document
  bool clock_in_doubt = false;              // then no story is held
};

// What the engine applies after the commit.
struct PlannedDocument {
  fold::Plan plan;
  std::vector<ReplacedEvent> replaced;  // to be applied after `plan`
  identify::Remembered remembered;      // of this document
  std::optional<SinkHours> hours;       // nullopt: as before
};

model::Result<PlannedDocument> plan_document(const DocumentContext& context,
                                             const model::FeedDocument& document, store::Batch& to,
                                             Ingested& ingested);

// The second half of it: folds these stories, puts them into their events and makes the messages,
// all of it into `to` and `changes`. `remembered` is left empty. Moves the stories out of
// `updates`.
model::Result<PlannedDocument> fold_stories(const FoldContext& context,
                                            const std::vector<fold::IncomingStory>& incoming,
                                            StoryUpdates& updates, store::Batch& to,
                                            Changes& changes);

// The age gate: a story older than max_age is held, if its feed had answered after it, so that it
// should have been seen then. This is the first half.
bool is_too_old(const model::Story& story, const config::NotifySettings& settings, model::Time now);

// The story as folding reads it: without what its feed puts around every text. is_new, fold and
// what comes from the document are for the caller. link: its canonical link; empty where its feed
// is an aggregator, whose links lead to itself.
fold::IncomingStory incoming_story(const model::Story& story, const model::TitleParts& title_parts,
                                   std::string link, model::Time now);

}  // namespace newswatch::engine
