// joining: puts the stories of one step into their events, and makes the messages.
//
// A story with a decision opens or joins the event; an edit of a known report changes its event.
// Errors are the store's. One thread.
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

// A story of a document that is new or may have changed. One for each story, even if several items
// are the same story.
struct StoryUpdate {
  model::Story story;
  bool is_new = false, changed = false;
  bool met_more = false;            // it met a topic now that it did not meet before
  bool store = false;               // it differs from what is stored
  bool fold = false;                // it met a topic and has no event yet
  std::vector<std::string> words;   // that made it match, as match/topic.h gives them
  std::size_t item = 0;             // index of the item in the document
  std::string link;                 // of a new story: in its canonical form
  std::optional<std::string> wire;  // the wire that its text names (identify/origin.h)
};

struct StoryUpdates {
  std::vector<StoryUpdate> all;
  std::vector<std::size_t> of_incoming;  // for each story given to fold(): its index in `all`
  // Under first_poll = "summary" or "quiet" the stories of a first document count as told. Under
  // "summary" the feed's url; else empty.
  bool count_as_told = false;
  std::string first_document;
};

// Applies the edits and the decisions of `plan` to the events, makes the messages, and puts all of
// it into `to`. Returns what to apply to the index after the commit. Moves the stories out of
// `updates`.
model::Result<std::vector<ReplacedEvent>> place_stories(EventBatch& batch, StoryUpdates& updates,
                                                        const fold::Plan& plan, store::Batch& to);

}  // namespace newswatch::engine
