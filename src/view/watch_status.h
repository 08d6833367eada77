// WatchStatus: how the watch as a whole is, as the store and the settings tell: what
// `newswatch status`, the page's first line and /healthz say. What only the process knows comes
// from it (model::ControlReply) and is added by the caller.
//
// Errors are the store's. Any thread, one at a time for the Rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "engine/feed_health.h"
#include "engine/watch_health.h"
#include "model/clock.h"
#include "model/result.h"
#include "model/watch_reason.h"
#include "store/rows.h"

namespace newswatch::view {

struct WatchStatus {
  std::vector<engine::FeedRow> rows;
  std::vector<engine::SinkRow> sinks;
  std::vector<model::WatchReason> reasons;            // why it is not well; none: it is
  std::uint64_t near_misses = 0;                      // of the last 7 days, as far as they are kept
  std::uint64_t feeds = 0, ok = 0, events_today = 0;  // feeds: of the config
  std::uint64_t outbox_held = 0, outbox_waiting = 0, outbox_overdue = 0, outbox_dead = 0;
  std::optional<model::Time> last_poll, last_success;
  std::string newest_title;  // of the newest event
  std::optional<model::Time> newest_event;
};

model::Result<WatchStatus> watch_status(const store::Rows& rows, const config::Settings& settings,
                                        model::Time now);

}  // namespace newswatch::view
