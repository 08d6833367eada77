// Finds gaps in the watching of a feed. Items may have been missed between two answers if too much
// time is between them, or if no item of the earlier document is in the later one.
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

// The longest time between two answers for which the feed counts as watched: twice the interval, or
// twice the wait that its publisher asked for, whichever is longer.
model::Duration watched_for(const model::FeedState& state, model::Duration interval);

// The gap that an answer at `now` ends, if the last success is longer ago than watched_for().
// nullopt: there is no gap, or this is the first answer. `jumped`: by so much the clock was set
// forward since the last success, as far as is known. A gap that is not longer than the jump is one
// of the clock; so is the first answer after the clock was set back.
std::optional<model::Gap> unwatched(const model::FeedState& before, model::Time now,
                                    model::Duration interval, model::Duration jumped = {});

// The window of a document: its 40 newest items by story time, those of one time in their order.
// Each is a hash of eight hexadecimal digits. It is made of the title, because aggregators and some
// publishers change ids and links; for a short title, which may recur, the id or link is added.
std::string window_of(const model::FeedDocument& document);

// How many items of the window `after` are not in the window `before`.
std::size_t fresh_items(std::string_view before, std::string_view after);

// Whether the document has no item of the window before it, so that items in between may never have
// been seen. False if either has fewer than five items.
bool rolled_over(std::string_view window, const model::FeedDocument& document);

}  // namespace newswatch::poll
