// Habit: how often a feed brings something new, by the times of its items and of their coming.
//
// Pure; any thread.
#pragma once

#include <optional>

#include "model/clock.h"
#include "model/feed.h"
#include "model/item.h"

namespace newswatch::poll {

// A document at `now` that brought `fresh` items which the feed did not have before.
void learn(model::Habit& habit, const model::FeedDocument& document, std::size_t fresh,
           model::Time now);

// So long without a new item is not like this feed: three times its longest silence of late, ten
// times the usual one, three days at least. nullopt: its habit is not known.
std::optional<model::Duration> quiet_after(const model::Habit& habit);

// The interval that the feed's rate deserves: half of the time between two items, a round figure
// from five minutes to a day. nullopt: its habit is not known.
std::optional<model::Duration> deserved_interval(const model::Habit& habit);

}  // namespace newswatch::poll
