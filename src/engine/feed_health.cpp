#include "engine/feed_health.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "poll/mend_times.h"

namespace newswatch::engine {
namespace {

// Intervals of a second or less come late by the manners towards a host.
constexpr model::Duration kShortestLate = std::chrono::seconds(5);

FeedCondition condition_of(const model::FeedState& state, model::Time now) {
  if (state.paused) return FeedCondition::kPaused;
  if (state.gone) return FeedCondition::kGone;
  if (state.retry_after && *state.retry_after > now) return FeedCondition::kToldWait;
  if (state.failures > 0) return FeedCondition::kFailing;
  if (state.told_quiet) return FeedCondition::kQuiet;
  return state.last_attempt ? FeedCondition::kWell : FeedCondition::kNeverPolled;
}

}  // namespace

std::string_view name(FeedCondition condition) {
  switch (condition) {
    case FeedCondition::kWell:
      return "ok";
    case FeedCondition::kNeverPolled:
      return "never polled";
    case FeedCondition::kFailing:
      return "failing";
    case FeedCondition::kToldWait:
      return "told to wait";
    case FeedCondition::kQuiet:
      return "quiet";
    case FeedCondition::kGone:
      return "gone";
    case FeedCondition::kPaused:
      return "paused";
    case FeedCondition::kRemoved:
      return "removed";
  }
  return "";
}

std::vector<FeedRow> feed_rows(const config::Settings& settings,
                               std::span<const model::FeedState> states, model::Time now) {
  std::unordered_map<std::string_view, const model::FeedState*> by_url;
  for (const model::FeedState& state : states) by_url[state.url] = &state;
  std::vector<FeedRow> rows;
  rows.reserve(settings.feeds.size());
  for (const config::FeedSettings& feed : settings.feeds) {
    FeedRow row;
    row.name = feed.name;
    row.outlet = feed.outlet;
    row.interval = feed.interval.value_or(settings.fetch.interval);
    row.state.url = feed.url;
    if (const auto known = by_url.find(feed.url); known != by_url.end()) {
      row.state = *known->second;
      poll::mend_times(row.state, now);
      row.condition = condition_of(row.state, now);
      by_url.erase(known);
    }
    rows.push_back(std::move(row));
  }
  for (const model::FeedState& state : states) {
    if (by_url.contains(state.url)) {
      rows.push_back({state.name, "", FeedCondition::kRemoved, {}, state});
    }
  }
  return rows;
}

bool is_polled(FeedCondition condition) {
  return condition != FeedCondition::kGone && condition != FeedCondition::kPaused &&
         condition != FeedCondition::kRemoved;
}

bool is_late(const FeedRow& row, model::Time now) {
  switch (row.condition) {
    case FeedCondition::kGone:
    case FeedCondition::kPaused:
    case FeedCondition::kRemoved:
    case FeedCondition::kToldWait:
    case FeedCondition::kNeverPolled:
      return false;
    default:
      break;
  }
  const auto& last = row.state.last_success;
  if (!last) return row.state.failures > 0;
  const model::Duration interval = std::max(row.interval, row.state.next_poll - *last);
  // A failing feed's next poll is the backoff's, not the publisher's.
  const model::Duration longest = 3 * (row.state.failures > 0 ? row.interval : interval);
  return now - *last > std::max<model::Duration>(longest, kShortestLate);
}

}  // namespace newswatch::engine
