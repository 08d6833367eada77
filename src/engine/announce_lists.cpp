// The messages of announce.h that list several events.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <string_view>

#include "engine/announce.h"
#include "notify/policy.h"
#include "record/event_json.h"
#include "store/queries.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

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
  if (type == notify::kDigest) {
    return fmt::format("{} events since {}", rows.size(),
                       text::clock_time(rows.front().created, now));
  }
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

// When the next digest of the sink is due; nullopt: it has none.
std::optional<model::Time> digest_of(const StepContext& context, const std::string& name) {
  const auto& sinks = context.settings.sinks;
  const auto sink = std::ranges::find(sinks, name, &config::SinkSettings::name);
  return sink == sinks.end() ? std::nullopt : notify::next_digest(sink->digest, context.now);
}

}  // namespace

void announce_first_document(const StepContext& context, const std::string& feed,
                             FirstDocument first, store::Batch& to, Changes& changes) {
  first.sort();
  std::uint64_t row = to.last_outbox_row != 0 ? to.last_outbox_row : context.last_outbox_row;
  for (const config::SinkSettings& sink : context.settings.sinks) {
    std::vector<model::SummaryItem> items;
    std::ranges::copy_if(first.items, std::back_inserter(items),
                         [&](const auto& item) { return notify::wants_listed(sink, item.topics); });
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
                              store::Batch& to, std::vector<model::OutboxRow>& later) {
  const auto& [sink, type] = key;
  Changes changes;
  std::vector<model::OutboxRow> rows;
  const auto walked = store::for_each_outbox(context.store, [&](const model::OutboxRow& row) {
    const bool is_one = row.sink == sink && row.gather == type && row.attempts == 0;
    if (!is_one) return true;
    // What waits for longer stays; one that waits for the judge goes out by itself.
    // One that was decided later than now: the clock was set back since.
    const bool is_due =
        row.not_before - notify::kGatherGrace <= context.now || row.created > context.now;
    if (is_due && !row.notification.event.waiting) {
      rows.push_back(row);
    } else if (!is_due) {
      later.push_back(row);
    }
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  if (rows.empty()) return changes;
  to.sync = true;
  if (const auto digest = digest_of(context, sink); digest && type == notify::kSummary) {
    // What a silence held back goes into the next digest.
    for (model::OutboxRow& row : rows) {
      row.gather = notify::kDigest;
      row.waits_for = notify::kWaitsForDigest;
      row.not_before = *digest + notify::kGatherGrace;
      later.push_back(row);
    }
    to.outbox = changes.revised = std::move(rows);
    return changes;
  }
  if (rows.size() == 1) {
    rows[0].gather.clear();
    rows[0].waits_for.clear();
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

}  // namespace newswatch::engine
