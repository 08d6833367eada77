#include "engine/announce_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "engine/announce.h"
#include "notify/sinks.h"
#include "store/queries.h"

namespace newswatch::engine {
namespace {

const std::vector<model::Silence>& silences_for(const StepContext& context,
                                                const config::SinkSettings& sink) {
  static const std::vector<model::Silence> kNone;
  return context.silences == nullptr || notify::keeps_record(sink) ? kNone : *context.silences;
}

// Postpones the row as its sink asks for, and of a new event what would be too much at once.
void postpone(const StepContext& context, SinkHours& hours, model::OutboxRow& row) {
  const auto sink =
      std::ranges::find(context.settings.sinks, row.sink, &config::SinkSettings::name);
  if (sink == context.settings.sinks.end()) return;
  notify::postpone(*sink, silences_for(context, *sink), row, context.now);
  if (!row.gather.empty() || row.notification.type != notify::kEventNew) return;
  const auto gather = [&](std::string_view type, model::Time due, std::string_view why) {
    row.gather = type;
    row.waits_for = why;
    row.not_before = std::max(row.not_before, due + notify::kGatherGrace);
  };
  const model::Event& event = row.notification.event;
  const bool missed = event.unwatched && !event.unwatched->rolled_over;
  if (missed && context.catch_up_until) {
    return gather(notify::kCatchup, *context.catch_up_until, notify::kWaitsForMissed);
  }
  const int most = notify::max_per_hour(*sink);
  if (most == 0) return;
  if (const auto over = hours.count(row.sink, most, context.now)) {
    gather(notify::kSummary, *over, notify::kWaitsForHour);
  }
}

}  // namespace

model::Result<void> add_rows(const StepContext& context, const model::Notification& notification,
                             const notify::ToldState& before, model::Time not_before,
                             store::Batch& to, SinkHours* hours,
                             const std::set<std::string>& skip) {
  std::uint64_t last = to.last_outbox_row != 0 ? to.last_outbox_row : context.last_outbox_row;
  for (model::OutboxRow& row : notify::make_rows(context.settings.sinks, notification, before,
                                                 last + 1, context.now, not_before)) {
    if (skip.contains(row.sink)) continue;
    row.row = to.last_outbox_row = ++last;
    if (auto done = find_reference(context.store, row); !done) return done;
    if (hours != nullptr) postpone(context, *hours, row);
    to.outbox.push_back(std::move(row));
  }
  return {};
}

model::Result<void> find_reference(const store::Rows& store, model::OutboxRow& row) {
  if (row.follow == model::FollowUp::kOwn || !row.reference.empty()) return {};
  const auto sent = store::sent_messages(store, row.notification.event.id);
  if (!sent) return tl::unexpected(sent.error());
  for (const model::SentMessage& one : *sent) {
    const bool is_first = one.sink == row.sink && one.type == notify::kEventNew;
    if (is_first && !one.reference.empty()) row.reference = one.reference;
  }
  return {};
}

model::Result<void> announce_missed_news(const StepContext& context, const model::OutboxRow& stored,
                                         const std::string& reference, store::Batch& to,
                                         Changes& changes) {
  const auto sink =
      std::ranges::find(context.settings.sinks, stored.sink, &config::SinkSettings::name);
  if (sink == context.settings.sinks.end()) return {};
  auto found = store::find_event(context.store, stored.notification.event.id);
  if (!found) return tl::unexpected(found.error());
  std::optional<model::Event>& event = *found;
  if (!event) return {};
  model::Notification message = stored.notification;
  message.type = message.news_type;
  message.event.follow_ups = ++event->follow_ups;
  message.id = fmt::format("{}:{}:{}", event->id, message.type, event->follow_ups);
  message.time = context.now;
  const std::uint64_t last = std::max(to.last_outbox_row, context.last_outbox_row);
  const notify::ToldState told{message.event.topics, notify::reach_of(message.event)};
  for (model::OutboxRow& row :
       notify::make_rows({*sink}, message, told, last + 1, context.now, context.now)) {
    row.reference = reference;
    notify::postpone(*sink, silences_for(context, *sink), row, context.now);
    to.last_outbox_row = row.row;
    to.outbox.push_back(row);
    changes.rows.push_back(std::move(row));
  }
  if (to.last_outbox_row > last) to.events.push_back(std::move(*event));
  return {};
}

}  // namespace newswatch::engine
