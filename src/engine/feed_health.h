// The condition of each feed. Pure; any thread.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::engine {

enum class FeedCondition {
  kWell,
  kNeverPolled,
  kFailing,   // its last poll failed
  kToldWait,  // the publisher asked for a pause (Retry-After)
  kQuiet,     // it answers, and had nothing new for unusually long (poll/habit.h)
  kGone,      // 410: polled no more
  kPaused,    // by a person
  kRemoved,   // in the store, but not in the config
};

inline constexpr std::array kFeedConditions = {FeedCondition::kWell,    FeedCondition::kNeverPolled,
                                               FeedCondition::kFailing, FeedCondition::kToldWait,
                                               FeedCondition::kQuiet,   FeedCondition::kGone,
                                               FeedCondition::kPaused,  FeedCondition::kRemoved};

std::string_view name(FeedCondition condition);

// Not of one that is gone, paused or removed: it is asked no more.
bool is_polled(FeedCondition condition);

struct FeedRow {
  std::string name, outlet;
  FeedCondition condition = FeedCondition::kNeverPolled;
  model::Duration interval{};  // 0 when removed
  model::FeedState state;      // only its url is set when never polled
};

// The feeds of the config in its order, then those that only the store knows.
std::vector<FeedRow> feed_rows(const config::Settings& settings,
                               std::span<const model::FeedState> states, model::Time now);

// Whether the feed should have succeeded by now: its last success is over three intervals old, with
// the wait that the publisher asks for in place of a shorter interval; or it was asked and never
// succeeded. Not of a feed that is gone, paused, removed, told to wait or was never asked.
bool is_late(const FeedRow& row, model::Time now);

}  // namespace newswatch::engine
