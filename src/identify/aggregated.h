// Reads an item of an aggregator (`outlet = "*"`): which outlet it is from, and whether its summary
// is its own text. Pure; any thread.
#pragma once

#include "model/item.h"
#include "model/story.h"

namespace newswatch::identify {

// Sets story.outlet to the item's source, else to a trailing " - Outlet" of the title, else to the
// name of the feed. The trailing outlet is removed from the title. A summary that only lists
// headlines and their outlets (Google News) is the text of other stories and is removed. The caller
// has set feed, title and summary of the story.
void read_aggregated(const model::Item& item, model::Story& story);

}  // namespace newswatch::identify
