// Learns how often a feed brings something new, from the times of its items and of its documents.
//
// Pure; any thread.
#pragma once

#include <optional>

#include "model/clock.h"
#include "model/feed.h"
#include "model/item.h"

namespace newswatch::poll {

// Learns from a document that came at `now` with `fresh` items that the feed did not have before.
void learn(model::Habit& habit, const model::FeedDocument& document, std::size_t fresh,
           model::Time now);

// How long the feed may be without a new item before that is unusual: three times its longest
// recent silence, ten times its usual one, and three days at least. nullopt: its habit is not known
// yet.
std::optional<model::Duration> quiet_after(const model::Habit& habit);

// The poll interval that fits the feed: half of the usual time between two items, rounded down to
// one of several values from five minutes to a day. nullopt: its habit is not known yet.
std::optional<model::Duration> deserved_interval(const model::Habit& habit);

}  // namespace newswatch::poll
