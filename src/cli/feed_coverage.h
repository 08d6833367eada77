// The times in which each feed was watched, and the gaps between them. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "engine/feed_health.h"
#include "model/clock.h"
#include "model/coverage.h"
#include "model/feed.h"

namespace newswatch::cli {

using model::Coverage;
using model::Span;

// Of the feeds that the config has, in its order. `gaps` by their ends, of any feed;
// the window of each begins with `since`, or its first answer.
std::vector<Coverage> coverage(std::span<const engine::FeedRow> rows,
                               std::span<const model::Gap> gaps, model::Time since,
                               model::Time now);

}  // namespace newswatch::cli
