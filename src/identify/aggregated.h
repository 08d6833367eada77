// An aggregator's item (`outlet = "*"`): whose it is, and what of it is its own text. Pure; any
// thread.
#pragma once

#include "model/item.h"
#include "model/story.h"

namespace newswatch::identify {

// Sets the story's outlet: from the item's source, else from a trailing " - Outlet", which leaves
// the title either way; the feed's name when neither names one. A summary that only lists headlines
// with their outlets (Google News) is other stories' text and is dropped. story.feed, title and
// summary are set.
void read_aggregated(const model::Item& item, model::Story& story);

}  // namespace newswatch::identify
