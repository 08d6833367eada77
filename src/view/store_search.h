// The search for words through the titles and summaries of all stories and events of the store. For
// stories that are no longer kept, the titles of the reports of events stand in.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "match/word_search.h"
#include "model/event.h"
#include "model/result.h"
#include "model/story.h"
#include "store/rows.h"
#include "view/window.h"

namespace newswatch::view {

struct SearchQuery {
  match::WordSearch words;
  Window window;      // in which a story or report was first seen
  std::string topic;  // empty: any
  std::size_t limit;  // of hits
};

// An event of which stories hold the words, or which does itself; else a story without an event.
struct SearchHit {
  model::Time time{};  // when the newest of those stories was first seen
  std::optional<model::Event> event;
  std::size_t stories = 0;  // of the event, that hold the words
  model::Story story;       // when there is no event
};

using HitVisit = std::function<bool(const SearchHit&)>;  // false: ends the search

// Calls `visit` for each hit, newest first; hits are read one by one. Returns whether there are
// more than the limit. Reads with several threads, visits in the caller's. Errors: those of Rows.
model::Result<bool> search_store(const store::Rows& rows, const SearchQuery& query,
                                 const HitVisit& visit);

}  // namespace newswatch::view
