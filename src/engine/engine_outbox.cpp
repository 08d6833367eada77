// What the engine does about messages: what became of deliveries, what is told in one, what a
// person does to them.
#include <algorithm>

#include "engine/announce.h"
#include "engine/announce_rows.h"
#include "engine/delivery_outcome.h"
#include "engine/engine.h"
#include "engine/silencing.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

notify::Fate fate_of(const notify::DeliveryOutcome& outcome) { return outcome.attempt.fate; }

}  // namespace

model::Result<Changes> Engine::delivered(const std::vector<notify::DeliveryOutcome>& outcomes) {
  store::Batch batch;
  Changes changes;
  model::Time now{};
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    now = std::max(now, outcome.attempt.row.tried.value_or(now));
  }
  if (auto done = plan_outcomes(step_context(now), outcomes, batch, changes); !done) {
    return tl::unexpected(done.error());
  }
  sinks_.plan(outcomes, troubles_, batch);
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  sinks_.take(batch);
  troubles_.take(batch);
  take(batch, changes, {});
  const auto taken = std::ranges::find(outcomes, notify::Fate::kDelivered, fate_of);
  // A sink that had stopped takes messages again.
  if (taken == outcomes.end()) return changes;
  if (auto done = end_dead_sinks(now); !done) return tl::unexpected(done.error());
  return changes;
}

model::Result<Changes> Engine::sum_up(const std::string& sink, model::Time now) {
  store::Batch batch;
  auto changes = engine::sum_up(step_context(now), sink, batch);
  if (!changes || batch.outbox.empty()) return changes;
  if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  note_pending(batch);
  last_outbox_row_ = batch.last_outbox_row;
  return changes;
}

void Engine::note_pending(const store::Batch& batch) {
  for (const std::uint64_t row : batch.dropped_outbox) pending_.remove(row);
  for (const model::OutboxRow& row : batch.outbox) pending_.add(row);
}

model::Result<Changes> Engine::gather(model::Time now) {
  const auto due = gathered_.due(now);
  if (due.empty()) return Changes{};
  store::Batch batch;
  std::vector<model::OutboxRow> later;
  auto changes = engine::gather(step_context(now), due.front(), batch, later);
  if (!changes) return changes;
  if (!batch.outbox.empty()) {
    if (auto done = store_.commit(batch); !done) return tl::unexpected(done.error());
  }
  note_pending(batch);
  gathered_.erase(due.front());
  for (const model::OutboxRow& row : later) gathered_.add(row);
  if (batch.last_outbox_row != 0) last_outbox_row_ = batch.last_outbox_row;
  return changes;
}

model::Result<RowsDone> Engine::change_by_hand(const model::ControlRequest& request,
                                               model::Time now) {
  auto done = engine::change_by_hand(store_, request, now);
  if (!done) return done;
  for (model::OutboxRow& row : done->changes.retried) {
    pending_.add(row);
    if (auto known = find_reference(store_, row); !known) return tl::unexpected(known.error());
  }
  for (const std::uint64_t row : done->changes.removed) pending_.remove(row);
  if (auto ended = end_dead_sinks(now); !ended) return tl::unexpected(ended.error());
  return done;
}

model::Result<Changes> Engine::silence(const model::Silence& wanted, model::Time now) {
  auto done = engine::silence(store_, wanted, now);
  if (!done) return tl::unexpected(done.error());
  silences_ = std::move(done->silences);
  for (const model::OutboxRow& row : done->rows) gathered_.add(row);
  Changes changes;
  changes.revised = std::move(done->rows);
  return changes;
}

model::Result<std::vector<model::OutboxRow>> Engine::outbox() const {
  auto rows = store::all_outbox(store_);
  if (!rows) return rows;
  for (model::OutboxRow& row : *rows) {
    if (auto done = find_reference(store_, row); !done) return tl::unexpected(done.error());
  }
  return rows;
}

}  // namespace newswatch::engine
