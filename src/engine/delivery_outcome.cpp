#include "engine/delivery_outcome.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/announce.h"
#include "notify/policy.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

// The message after a failed attempt: what the store says of it, which may be newer than what was
// sent, and how the attempt went. nullopt: it was dropped meanwhile, or is about another event now.
model::Result<std::optional<model::OutboxRow>> still_waits(const store::EventStore& store,
                                                           const model::OutboxRow& tried) {
  auto found = store::find_outbox_row(store, tried.row);
  if (!found) return found;
  std::optional<model::OutboxRow>& row = *found;
  if (!row || row->notification.event.id != tried.notification.event.id) return std::nullopt;
  row->not_before = tried.not_before;
  row->tried = tried.tried;
  row->first_attempt = tried.first_attempt;
  row->attempts = tried.attempts;
  row->last_error = tried.last_error;
  row->own_fault = tried.own_fault;
  row->dead = tried.dead;
  return found;
}

// A message went out by itself, because the judge's time was over: its event waits no longer. An
// answer that is still to come merges two events that were both told.
model::Result<void> stop_waiting(const store::EventStore& store, const OpenQuestions& questions,
                                 const model::OutboxRow& row, store::Batch& to) {
  const std::string& id = row.notification.event.id;
  if (!questions.contains(id)) return {};
  auto found = store::find_event(store, id);
  if (!found) return tl::unexpected(found.error());
  std::optional<model::Event>& event = *found;
  if (!event || !event->waiting) return {};
  event->waiting = false;
  to.events.push_back(std::move(*event));
  return {};
}

// Who was told of the event, or of the events that the message lists.
void note_sent(const model::OutboxRow& row, const std::string& reference, store::Batch& to) {
  const auto note = [&](const std::string& event) {
    if (event.empty()) return;
    to.sent.push_back({.row = row.row,
                       .event = event,
                       .sink = row.sink,
                       .type = row.notification.type,
                       .time = row.tried.value_or(row.created),
                       .attempts = row.attempts,
                       .reference = reference});
  };
  note(row.notification.event.id);
  for (const model::SummaryItem& item : row.notification.items) note(item.event);
}

// The stored message may have news by now that the delivered one had not.
model::Result<void> tell_missed(const StepContext& context, const notify::DeliveryOutcome& outcome,
                                store::Batch& to, Changes& changes) {
  const model::OutboxRow& row = outcome.attempt.row;
  if (row.notification.type != notify::kEventNew) return {};
  const auto found = store::find_outbox_row(context.store, row.row);
  if (!found) return tl::unexpected(found.error());
  const std::optional<model::OutboxRow>& stored = *found;
  const bool missed =
      stored && !stored->notification.news_type.empty() &&
      stored->notification.event.id == row.notification.event.id &&
      (outcome.attempt.missed_news || stored->notification.news != row.notification.news);
  if (!missed) return {};
  return announce_missed_news(context, *stored, outcome.result->reference, to, changes);
}

}  // namespace

model::Result<void> plan_outcomes(const StepContext& context,
                                  const std::vector<notify::DeliveryOutcome>& outcomes,
                                  store::Batch& to, Changes& changes) {
  const store::EventStore& store = context.store;
  to.sync = true;
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    const model::OutboxRow& row = outcome.attempt.row;
    if (outcome.attempt.fate == notify::Fate::kDropped) {
      to.dropped_outbox.push_back(row.row);
      continue;
    }
    if (outcome.attempt.fate == notify::Fate::kDelivered) {
      to.dropped_outbox.push_back(row.row);
      note_sent(row, outcome.result->reference, to);
      if (auto done = stop_waiting(store, context.questions, row, to); !done) return done;
      if (auto done = tell_missed(context, outcome, to, changes); !done) return done;
      continue;
    }
    auto waits = still_waits(store, row);
    if (!waits) return tl::unexpected(waits.error());
    if (*waits) to.outbox.push_back(std::move(**waits));
  }
  return {};
}

}  // namespace newswatch::engine
