#include "view/watch_status.h"

#include <algorithm>
#include <chrono>

#include "store/queries.h"

namespace newswatch::view {
namespace {

constexpr std::chrono::days kNearWindow{7};

void count_feeds(WatchStatus& status) {
  for (const engine::FeedRow& row : status.rows) {
    if (row.condition == engine::FeedCondition::kRemoved) continue;
    ++status.feeds;
    if (row.condition == engine::FeedCondition::kWell ||
        row.condition == engine::FeedCondition::kQuiet) {
      ++status.ok;
    }
    status.last_poll = std::max(status.last_poll, row.state.last_attempt);
    status.last_success = std::max(status.last_success, row.state.last_success);
  }
}

model::Result<void> count_messages(const store::Rows& rows, const config::Settings& settings,
                                   model::Time now, WatchStatus& status) {
  const auto sinks = engine::read_sink_rows(rows, settings, now);
  if (!sinks) return tl::unexpected(sinks.error());
  status.sinks = sinks->rows();
  for (const engine::SinkRow& sink : status.sinks) {
    status.outbox_waiting += sink.waiting;
    status.outbox_held += sink.held;
    status.outbox_dead += sink.given_up;
    if (!sink.type.empty()) status.outbox_overdue += sink.overdue;
  }
  return {};
}

model::Result<void> count_events(const store::Rows& rows, model::Time now, WatchStatus& status) {
  const auto walked = store::for_each_event_newest_first(rows, [&](const model::Event& event) {
    if (!event.merged_into.empty() || event.waiting) return true;
    if (!status.newest_event) {
      status.newest_event = event.first_seen;
      status.newest_title = event.title;
    }
    const bool today = event.first_seen >= std::chrono::floor<std::chrono::days>(now);
    if (today) ++status.events_today;
    return today;
  });
  if (!walked) return walked;
  const auto near = store::near_misses(rows, now - kNearWindow);
  if (!near) return tl::unexpected(near.error());
  status.near_misses = near->size();
  return {};
}

}  // namespace

model::Result<WatchStatus> watch_status(const store::Rows& rows, const config::Settings& settings,
                                        model::Time now) {
  const auto states = store::all_feeds(rows);
  if (!states) return tl::unexpected(states.error());
  const auto troubles = store::all_troubles(rows);
  if (!troubles) return tl::unexpected(troubles.error());
  WatchStatus status;
  status.rows = engine::feed_rows(settings, *states, now);
  count_feeds(status);
  if (auto done = count_messages(rows, settings, now, status); !done) {
    return tl::unexpected(done.error());
  }
  if (auto done = count_events(rows, now, status); !done) return tl::unexpected(done.error());
  status.reasons = engine::reasons(status.rows, status.sinks, *troubles, now);
  return status;
}

}  // namespace newswatch::view
