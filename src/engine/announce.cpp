#include "engine/announce.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <set>
#include <string_view>

#include "engine/trouble_text.h"
#include "notify/policy.h"
#include "notify/sinks.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

using Touched = EventBatch::Touched;
using PendingMessage = EventBatch::PendingMessage;

// Postpones the row of a new event that is told with others.
void postpone(const StepContext& context, SinkHours& hours, model::OutboxRow& row) {
  const auto gather = [&](std::string_view type, model::Time due) {
    row.gather = type;
    row.not_before = std::max(row.not_before, due + GatheredMessages::kGrace);
  };
  const model::Event& event = row.notification.event;
  const bool missed = event.unwatched && !event.unwatched->rolled_over;
  if (missed && context.catch_up_until) return gather(notify::kCatchup, *context.catch_up_until);
  const auto sink =
      std::ranges::find(context.settings.sinks, row.sink, &config::SinkSettings::name);
  const int most = sink == context.settings.sinks.end() ? 0 : notify::max_per_hour(*sink);
  if (most == 0) return;
  if (const auto over = hours.count(row.sink, most, context.now)) gather(notify::kSummary, *over);
}

// Puts the rows of the notification into `to`, under the next numbers.
void add_rows(const StepContext& context, const model::Notification& notification,
              const std::vector<std::string>& told_before, model::Time not_before, store::Batch& to,
              SinkHours* hours = nullptr) {
  const std::uint64_t last = to.last_outbox_row != 0 ? to.last_outbox_row : context.last_outbox_row;
  for (model::OutboxRow& row : notify::make_rows(context.settings.sinks, notification, told_before,
                                                 last + 1, context.now, not_before)) {
    to.last_outbox_row = row.row;
    if (row.notification.type == notify::kEventNew && hours != nullptr) {
      postpone(context, *hours, row);
    }
    to.outbox.push_back(std::move(row));
  }
}

model::Result<model::Notification> message_about(const EventBatch& batch, const Touched& touched,
                                                 std::string_view type) {
  auto reports = first_reports(batch, touched, record::kShownReports);
  if (!reports) return tl::unexpected(reports.error());
  model::Notification message;
  message.type = type;
  message.id = touched.event.id + ":" + message.type;
  message.time = batch.context.now;
  message.event = touched.event;
  message.reports = std::move(*reports);
  const auto not_held =
      std::ranges::find_if(message.reports, [](const model::Report& one) { return !one.held; });
  // Of an event with more reports than are shown, all shown ones may be held.
  const model::Report& first = not_held != message.reports.end() ? *not_held
                               : touched.announceable.empty()    ? message.reports.front()
                                                                 : touched.announceable.front();
  message.title = first.title;
  message.link = first.link;
  return message;
}

AnnouncedEvent announced(const model::Event& event, const model::Report& report) {
  return {.event = brief(event),
          .report = report,
          .outlets = event.outlet_count(),
          .origins = event.origins.empty() ? event.outlet_count() : event.origin_count()};
}

model::Result<void> announce_event(EventBatch& batch, Touched& touched, store::Batch& to) {
  model::Event& event = touched.event;
  if (touched.counts_as_told) event.told_topics = event.topics;
  const bool is_news = event.told_topics.empty() || event.told_topics != event.topics;
  if (touched.announceable.empty() || !is_news) return {};
  const std::vector<std::string> told_before = event.told_topics;
  event.told_topics = event.topics;
  const auto message = message_about(batch, touched, notify::kEventNew);
  if (!message) return tl::unexpected(message.error());
  const model::Time now = batch.context.now;
  const model::Time not_before = event.waiting ? now + batch.context.settings.judge.timeout : now;
  const std::size_t before = to.outbox.size();
  add_rows(batch.context, *message, told_before, not_before, to, &batch.hours);
  // The log says at once of an event that waits for nobody, whichever sinks there are.
  if (event.waiting) return {};
  for (std::size_t i = before; i < to.outbox.size(); ++i) to.outbox[i].logged = true;
  if (!told_before.empty()) return {};  // another topic of it
  batch.changes.announced.push_back(announced(event, touched.announceable.front()));
  return {};
}

// Both events of a merge had been told: that they are one is news.
model::Result<void> announce_merge(const EventBatch& batch, const std::string& kept,
                                   const std::string& gone, store::Batch& to) {
  const Touched& touched = batch.events.at(living_id(batch, kept));
  auto message = message_about(batch, touched, notify::kEventMerged);
  if (!message) return tl::unexpected(message.error());
  message->id += ":" + gone;
  add_rows(batch.context, *message, {}, batch.context.now, to);
  return {};
}

model::Result<void> revise_pending(EventBatch& batch, store::Batch& to) {
  if (!batch.pending) return {};
  std::set<std::string> released;  // events that waited for the judge
  for (PendingMessage& message : *batch.pending) {
    if (message.dropped) {
      to.dropped_outbox.push_back(message.row.row);
      batch.changes.removed.push_back(message.row.row);
      continue;
    }
    if (!message.revised) continue;
    const Touched& about = batch.events.at(message.row.notification.event.id);
    auto fresh = message_about(batch, about, notify::kEventNew);
    if (!fresh) return tl::unexpected(fresh.error());
    message.row.notification = std::move(*fresh);
    if (message.released) {
      message.row.logged = true;
      if (released.insert(about.event.id).second) {
        const auto& first = message.row.notification.reports.front();
        batch.changes.announced.push_back(announced(about.event, first));
      }
    }
    // One that is told with others goes on waiting for them.
    if (!about.event.waiting && message.row.gather.empty()) {
      message.row.not_before = batch.context.now;
    }
    to.outbox.push_back(message.row);
    batch.changes.revised.push_back(std::move(message.row));
  }
  return {};
}

model::Result<std::vector<PendingMessage*>> pending_about(EventBatch& batch,
                                                          const std::string& event) {
  if (!batch.pending) {
    auto rows = store::all_outbox(batch.context.store);
    if (!rows) return tl::unexpected(rows.error());
    batch.pending.emplace();
    for (model::OutboxRow& row : *rows) {
      if (row.notification.type == notify::kEventNew) {
        batch.pending->push_back({std::move(row)});
      }
    }
  }
  std::vector<PendingMessage*> found;
  for (PendingMessage& message : *batch.pending) {
    if (!message.dropped && message.row.notification.event.id == event) found.push_back(&message);
  }
  return found;
}

model::SummaryItem summary_item(const model::Notification& message) {
  return {message.event.id, message.title, message.link, message.time, {}};
}

// One message of `type` in place of `count`. items: the newest first, of which the first 200 are
// listed.
model::OutboxRow summary_row(const StepContext& context, const std::string& sink,
                             std::string_view type, std::uint64_t row,
                             std::vector<model::SummaryItem> items, std::uint64_t count,
                             std::string title) {
  model::OutboxRow summary;
  summary.row = row;
  summary.sink = sink;
  summary.created = summary.not_before = context.now;
  model::Notification& message = summary.notification;
  message.items = std::move(items);
  message.items.resize(std::min<std::size_t>(message.items.size(), record::kShownReports));
  message.count = count;
  message.type = type;
  message.id = message.items.front().event + ":" + message.type + ":" + std::to_string(row);
  message.time = context.now;
  message.title = std::move(title);
  return summary;
}

std::string gathered_title(const std::vector<model::OutboxRow>& rows, std::string_view type,
                           model::Time now) {
  if (type != notify::kCatchup) {
    return fmt::format("{} more events since {}", rows.size(),
                       text::clock_time(rows.front().created, now));
  }
  model::Time from = now, to{};
  for (const model::OutboxRow& row : rows) {
    const auto& gap = row.notification.event.unwatched;
    if (!gap) continue;
    from = std::min(from, gap->from);
    to = std::max(to, gap->to);
  }
  return fmt::format("not watched from {} to {}: {} events", text::clock_time(from, now),
                     text::clock_time(to, from), rows.size());
}

}  // namespace

model::Result<void> announce(EventBatch& batch, store::Batch& to) {
  for (auto& [id, touched] : batch.events) {
    if (!touched.changed) continue;
    if (auto done = announce_event(batch, touched, to); !done) return done;
  }
  for (const auto& [kept, gone] : batch.both_told) {
    if (auto done = announce_merge(batch, kept, gone, to); !done) return done;
  }
  batch.changes.rows = to.outbox;
  return revise_pending(batch, to);
}

model::Result<void> redirect_messages(EventBatch& batch, const Touched& gone, const Touched& kept) {
  if (gone.opened || gone.event.told_topics.empty()) return {};
  auto messages = pending_about(batch, gone.event.id);
  if (!messages) return tl::unexpected(messages.error());
  std::vector<std::string> topics = kept.event.topics;
  add_all(topics, gone.event.topics);
  const auto& sinks = batch.context.settings.sinks;
  for (PendingMessage* message : *messages) {
    const auto sink = std::ranges::find(sinks, message->row.sink, &config::SinkSettings::name);
    const bool wanted = sink == sinks.end() ? kept.event.told_topics.empty()
                                            : notify::wants(*sink, notify::kEventNew, topics,
                                                            kept.event.told_topics);
    if (wanted) {
      message->row.notification.event.id = kept.event.id;
      message->revised = true;
    } else {
      message->dropped = true;
    }
  }
  return {};
}

void announce_trouble(const StepContext& context, const Troubles::Telling& telling,
                      const std::string& id, store::Batch& to, Changes& changes) {
  model::Notification message;
  message.type = std::string(model::name(telling.kind)) + (telling.recovered ? ".recovered" : "");
  message.id = id + ":" + message.type;
  message.time = context.now;
  message.title = title_of(telling, context.now);
  message.reason = reason_of(telling);
  message.since = telling.of.front().since;
  message.count = telling.of.size();
  ToldTrouble told{telling.kind, telling.recovered, message.title,
                   {},           message.reason,    telling.of.front().since};
  for (const model::Trouble& one : telling.of) {
    model::TroubleSubject subject{{}, {}, one.reason, one.since};
    (model::is_of_sink(one.kind) ? subject.sink : subject.feed) = one.name;
    if (!one.name.empty()) told.names.push_back(one.name);
    if (message.subjects.size() < record::kShownReports) {
      message.subjects.push_back(std::move(subject));
    }
  }
  const std::size_t before = to.outbox.size();
  add_rows(context, message, {}, context.now, to);
  for (std::size_t i = before; i < to.outbox.size(); ++i) {
    to.outbox[i].logged = true;
    changes.rows.push_back(to.outbox[i]);
  }
  changes.troubles.push_back(std::move(told));
}

void announce_first_document(const StepContext& context, const std::string& feed,
                             FirstDocument first, store::Batch& to, Changes& changes) {
  first.sort();
  std::uint64_t row = to.last_outbox_row != 0 ? to.last_outbox_row : context.last_outbox_row;
  for (const config::SinkSettings& sink : context.settings.sinks) {
    std::vector<model::SummaryItem> items;
    std::ranges::copy_if(first.items, std::back_inserter(items), [&](const auto& item) {
      return notify::wants(sink, notify::kEventNew, item.topics, {});
    });
    if (items.empty()) continue;
    const bool all = items.size() == first.items.size();
    const std::uint64_t count = all ? first.count : items.size();
    const std::string title =
        fmt::format("{} {} in the first document of {}: {}", count, count == 1 ? "event" : "events",
                    feed, items.front().title);
    changes.rows.push_back(
        summary_row(context, sink.name, notify::kSummary, ++row, std::move(items), count, title));
    to.outbox.push_back(changes.rows.back());
    to.last_outbox_row = row;
    to.sync = true;
  }
}

model::Result<Changes> gather(const StepContext& context, const GatheredMessages::Key& key,
                              store::Batch& to) {
  const auto& [sink, type] = key;
  Changes changes;
  std::vector<model::OutboxRow> rows;
  const auto walked = store::for_each_outbox(context.store, [&](const model::OutboxRow& row) {
    const bool is_one = row.sink == sink && row.gather == type && row.attempts == 0;
    // One that waits for the judge goes out by itself.
    if (is_one && !row.notification.event.waiting) rows.push_back(row);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (rows.empty()) return changes;
  to.sync = true;
  if (rows.size() == 1) {
    rows[0].gather.clear();
    rows[0].not_before = context.now;
    to.outbox = changes.revised = std::move(rows);
    return changes;
  }
  const std::string title = gathered_title(rows, type, context.now);
  std::vector<model::SummaryItem> items;
  for (const model::OutboxRow& row : rows | std::views::reverse) {
    items.push_back(summary_item(row.notification));
    changes.removed.push_back(row.row);
  }
  model::OutboxRow one = summary_row(context, sink, type, context.last_outbox_row + 1,
                                     std::move(items), rows.size(), title);
  to.dropped_outbox = changes.removed;
  to.last_outbox_row = one.row;
  to.outbox.push_back(one);
  changes.rows.push_back(std::move(one));
  return changes;
}

model::Result<Changes> sum_up(const StepContext& context, const std::string& sink,
                              store::Batch& to) {
  Changes changes;
  std::vector<model::SummaryItem> items;
  const auto walked = store::for_each_outbox(context.store, [&](const model::OutboxRow& row) {
    const bool not_due = row.attempts == 0 && row.not_before > context.now;
    if (row.sink != sink || row.notification.type != notify::kEventNew || not_due) {
      return true;
    }
    changes.removed.push_back(row.row);
    items.push_back(summary_item(row.notification));
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  const std::uint64_t count = items.size();
  if (count <= notify::kSummaryFrom) return Changes{};
  std::ranges::reverse(items);
  model::OutboxRow summary =
      summary_row(context, sink, notify::kSummary, context.last_outbox_row + 1, std::move(items),
                  count, std::to_string(count) + " events while this sink was away");
  to.sync = true;
  to.dropped_outbox = changes.removed;
  to.outbox.push_back(summary);
  to.last_outbox_row = summary.row;
  changes.rows.push_back(std::move(summary));
  return changes;
}

model::Result<void> release_messages(EventBatch& batch, const std::string& event) {
  auto messages = pending_about(batch, event);
  if (!messages) return tl::unexpected(messages.error());
  for (PendingMessage* message : *messages) message->revised = message->released = true;
  return {};
}

}  // namespace newswatch::engine
