// What the engine says of the watch itself when all is well, or is not.
#include "engine/announce_rows.h"
#include "engine/engine.h"
#include "engine/event_id.h"
#include "engine/feed_health.h"
#include "engine/sign_of_life.h"
#include "notify/sinks.h"
#include "store/queries.h"

namespace newswatch::engine {

model::Result<std::vector<model::WatchReason>> Engine::unwell(model::Time now) const {
  const auto sinks = read_sink_rows(store_, *settings_, now);
  if (!sinks) return tl::unexpected(sinks.error());
  const auto states = feeds();
  return reasons(feed_rows(*settings_, states, now), sinks->rows(), troubles_.all(), now);
}

bool Engine::sign_of_life_due(model::Time now) const {
  if (tally_.since == model::Time{}) return false;
  const auto due = next_sign(settings_->heartbeat, tally_.since);
  return due && *due <= now;
}

model::Result<Changes> Engine::tell_sign_of_life(model::Time now) {
  model::Notification message;
  const std::string id = next_event_id(last_event_id_, now, notify::kSummary);
  message.type = notify::kSummary;
  message.id = id + ":" + message.type;
  message.time = now;
  message.title = sign_text(settings_->feeds.size(), tally_);
  message.since = tally_.since;
  store::Batch batch;
  batch.sync = true;
  batch.last_event_id = id;
  batch.tally = model::Tally{.since = now};
  Changes changes;
  const auto& wanted = settings_->heartbeat.sinks;
  for (const config::SinkSettings& sink : settings_->sinks) {
    const bool gets_it = wanted.empty() ? notify::is_for_people(sink)
                                        : std::ranges::find(wanted, sink.name) != wanted.end();
    if (!gets_it) continue;
    model::OutboxRow row;
    row.row = batch.last_outbox_row = last_outbox_row_ + 1 + changes.rows.size();
    row.sink = sink.name;
    row.notification = message;
    row.created = row.not_before = now;
    changes.rows.push_back(row);
    batch.outbox.push_back(std::move(row));
  }
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  tally_ = *batch.tally;
  take(batch, changes, {});
  return changes;
}

}  // namespace newswatch::engine
