#include "cli/feed_health.h"

#include <algorithm>

namespace newswatch::cli {
namespace {

FeedCondition condition_of(const model::FeedState& state, model::Time now) {
  if (state.gone) return FeedCondition::kGone;
  if (state.retry_after && *state.retry_after > now) return FeedCondition::kToldWait;
  if (state.failures > 0) return FeedCondition::kFailing;
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
    case FeedCondition::kGone:
      return "gone";
    case FeedCondition::kRemoved:
      return "removed";
  }
  return "";
}

std::vector<FeedRow> feed_rows(const config::Settings& settings,
                               std::span<const model::FeedState> states, model::Time now) {
  std::vector<FeedRow> rows;
  for (const config::Feed& feed : settings.feeds) {
    FeedRow row;
    row.name = feed.name;
    row.outlet = feed.outlet;
    row.interval = feed.interval.value_or(settings.fetch.interval);
    row.state.url = feed.url;
    const auto known = std::find_if(states.begin(), states.end(),
                                    [&](const auto& state) { return state.url == feed.url; });
    if (known != states.end()) {
      row.state = *known;
      row.condition = condition_of(*known, now);
    }
    rows.push_back(std::move(row));
  }
  const std::size_t configured = rows.size();
  for (const model::FeedState& state : states) {
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(configured);
    if (std::none_of(rows.begin(), end,
                     [&](const auto& row) { return row.state.url == state.url; })) {
      rows.push_back({state.name, "", FeedCondition::kRemoved, {}, state});
    }
  }
  return rows;
}

bool is_late(const FeedRow& row, model::Time now) {
  const auto& last = row.state.last_success;
  if (!last) return true;
  const model::Duration interval = std::max(row.interval, row.state.next_poll - *last);
  // A failing feed's next poll is the backoff's, not the publisher's.
  return now - *last > 3 * (row.state.failures > 0 ? row.interval : interval);
}

bool is_healthy(std::span<const FeedRow> rows, model::Time now) {
  bool any = false;
  for (const FeedRow& row : rows) {
    if (row.condition == FeedCondition::kRemoved) continue;
    if (!is_late(row, now)) return true;
    any = true;
  }
  return !any;
}

}  // namespace newswatch::cli
