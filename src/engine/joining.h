// joining: stories of one step into events, and from there into messages.
//
// A story that met a topic opens the event of its decision or joins it; a known report that was
// edited changes its event. Errors are the store's. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/event_batch.h"
#include "fold/fold.h"
#include "model/result.h"
#include "model/story.h"
#include "store/event_store.h"

namespace newswatch::engine {

// A story that a document brought or changed; one for each story, however often the document has
// it.
struct StoryUpdate {
  model::Story story;
  bool is_new = false, changed = false;
  bool store = false;               // it differs from what is stored
  bool fold = false;                // it met a topic and has no event yet
  std::size_t item = 0;             // the document's item that says what is new
  std::optional<std::string> wire;  // whose text it is by its own marks, see identify/origin.h
};

struct StoryUpdates {
  std::vector<StoryUpdate> all;
  std::vector<std::size_t> of_incoming;  // for each story that was folded, which of `all`
  // Under first_poll = "quiet" the stories of a first document count as told.
  bool count_as_told = false;
};

// Takes the edits and the decisions of `plan` into the events, makes the messages, and puts all of
// it into `to`. Returns what the index must take once the batch is committed. The stories are moved
// out of `updates`.
model::Result<std::vector<ReplacedEvent>> place_stories(EventBatch& batch, StoryUpdates& updates,
                                                        const fold::Plan& plan, store::Batch& to);

}  // namespace newswatch::engine
