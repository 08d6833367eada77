// When each feed was watched, for `status --coverage`. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "engine/feed_health.h"
#include "model/clock.h"
#include "model/coverage.h"
#include "model/feed.h"

namespace newswatch::view {

using model::Coverage;
using model::Span;

// One for each feed of the config, in its order. The window of a feed begins at `since` or at its
// first answer, whichever is later. `gaps` are of all feeds, sorted by end.
std::vector<Coverage> coverage(std::span<const engine::FeedRow> rows,
                               std::span<const model::Gap> gaps, model::Time since,
                               model::Time now);

}  // namespace newswatch::view
