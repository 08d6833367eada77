// Watch: was a feed seen without a hole? Between two answers something may have been missed when
// they lie too far apart, or when the later document has no item of the earlier.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/clock.h"
#include "model/feed.h"
#include "model/item.h"

namespace newswatch::poll {

// The longest time between two answers in which a feed counts as watched: two intervals, or two
// of the waits that its publisher asked for.
model::Duration watched_for(const model::FeedState& state, model::Duration interval);

// The hole that ends with an answer at `now`: it came after more than watched_for() since the last
// success. nullopt: none, or the first answer.
std::optional<model::Gap> unwatched(const model::FeedState& before, model::Time now,
                                    model::Duration interval);

// The newest items of a document, by story time and else by their order, at most 40: eight hex
// digits each. By titles, as some publishers and every aggregator make ids and links anew.
std::string window_of(const model::FeedDocument& document);

// How many items of the one window the other does not have.
std::size_t fresh_items(std::string_view before, std::string_view after);

// A document of five items or more after one of five or more (by its window), without a common
// item: what lay between has rolled out of the window unseen.
bool rolled_over(std::string_view window, const model::FeedDocument& document);

}  // namespace newswatch::poll
