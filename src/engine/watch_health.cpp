#include "engine/watch_health.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "engine/sink_health.h"
#include "engine/trouble_text.h"
#include "notify/policy.h"
#include "store/queries.h"
#include "text/times.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kFeedsPerLateOne = 100;  // one late feed in so many is no reason
constexpr std::size_t kNamedFeeds = 5;
constexpr std::size_t kNamedInALine = 2;

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string_view verb(std::size_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

// Feeds and sinks are judged by how they are now.
bool is_reason(const model::Trouble& trouble) {
  return !trouble.over && !model::is_of_feed(trouble.kind) && !model::is_of_sink(trouble.kind);
}

void add_late_feeds(std::span<const FeedRow> feeds, model::Time now,
                    std::vector<model::WatchReason>& to) {
  std::size_t watched = 0, late = 0;
  model::WatchReason reason{"feeds.late", std::nullopt, ""};
  for (const FeedRow& row : feeds) {
    if (row.condition == FeedCondition::kRemoved || row.condition == FeedCondition::kGone ||
        row.condition == FeedCondition::kPaused) {
      continue;
    }
    ++watched;
    if (!is_late(row, now)) continue;
    ++late;
    const auto since = row.state.failing_since ? row.state.failing_since : row.state.last_success;
    if (since && (!reason.since || *since < *reason.since)) reason.since = since;
    if (late > kNamedFeeds) continue;
    reason.detail += (late == 1 ? ": " : "; ") + row.name;
    if (!row.state.last_error.empty()) reason.detail += " (" + row.state.last_error + ")";
  }
  if (late == 0 || late * kFeedsPerLateOne < watched) return;
  if (late > kNamedFeeds) reason.detail += "; ...";
  reason.detail = fmt::format("{} of {} {} not answered within three intervals{}", late,
                              counted(watched, "feed"), verb(late, "has", "have"), reason.detail);
  to.push_back(std::move(reason));
}

void add_sinks(std::span<const SinkRow> sinks, std::vector<model::WatchReason>& to) {
  for (const SinkRow& sink : sinks) {
    if (sink.type.empty()) continue;  // nobody is to be told
    const std::string error =
        sink.state.last_error.empty() ? std::string() : ": " + sink.state.last_error;
    if (sink.overdue > 0) {
      to.push_back({"sink.overdue",
                    sink.state.failing_since ? sink.state.failing_since : sink.oldest,
                    fmt::format("sink {}: {} overdue{}", sink.name,
                                counted(sink.overdue, "message"), error)});
    }
    if (sink.overdue == 0 && sink.state.failures >= SinkHealth::kManyFailures) {
      to.push_back({"sink.failing", sink.state.failing_since,
                    fmt::format("sink {} takes no messages{}", sink.name, error)});
    }
    if (sink.given_up > 0) {
      to.push_back({"sink.dead", sink.state.last_failure,
                    fmt::format("sink {}: {} given up; newswatch outbox list, then retry or drop",
                                sink.name, counted(sink.given_up, "message"))});
    }
  }
}

}  // namespace

std::string_view state_of(const SinkRow& row, bool config_read) {
  if (row.type.empty() && config_read) return "removed";
  if (row.state.stopped) return "stopped";
  if (row.state.failures > 0) return "failing";
  if (row.overdue > 0) return "overdue";
  return row.state.last_success ? "ok" : "unused";
}

SinkRows::SinkRows(const config::Settings& settings, std::span<const model::SinkState> states) {
  for (const config::SinkSettings& sink : settings.sinks) {
    SinkRow& row = rows_.emplace_back();
    row.name = row.state.name = sink.name;
    row.type = sink.type;
  }
  for (const model::SinkState& state : states) row_of(state.name).state = state;
}

SinkRow& SinkRows::row_of(const std::string& sink) {
  const auto known = std::ranges::find(rows_, sink, &SinkRow::name);
  if (known != rows_.end()) return *known;
  SinkRow& row = rows_.emplace_back();
  row.name = row.state.name = sink;
  return row;
}

void SinkRows::add_waiting(const model::OutboxRow& row, model::Time now) {
  SinkRow& sink = row_of(row.sink);
  ++sink.waiting;
  if (notify::is_overdue(row, now)) ++sink.overdue;
  if (!row.waits_for.empty() && row.attempts == 0 && row.not_before > now) ++sink.held;
  if (!sink.oldest || row.created < *sink.oldest) sink.oldest = row.created;
}

void SinkRows::add_given_up(const model::OutboxRow& row) { ++row_of(row.sink).given_up; }

model::Result<SinkRows> read_sink_rows(const store::Rows& rows, const config::Settings& settings,
                                       model::Time now) {
  const auto states = store::all_sinks(rows);
  if (!states) return tl::unexpected(states.error());
  SinkRows sinks(settings, *states);
  auto walked = store::for_each_outbox(rows, [&](const model::OutboxRow& row) {
    sinks.add_waiting(row, now);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  walked = store::for_each_dead(rows, [&](const model::OutboxRow& row) {
    sinks.add_given_up(row);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  return sinks;
}

std::vector<model::WatchReason> reasons(std::span<const FeedRow> feeds,
                                        std::span<const SinkRow> sinks,
                                        std::span<const model::Trouble> troubles, model::Time now) {
  std::vector<model::WatchReason> all;
  add_late_feeds(feeds, now, all);
  add_sinks(sinks, all);
  for (const model::Trouble& trouble : troubles) {
    if (!is_reason(trouble)) continue;
    all.push_back({std::string(model::name(trouble.kind)), trouble.since,
                   short_text(trouble) + ": " + trouble.reason});
  }
  return all;
}

std::string text_of(const WatchLine& line, model::Time now) {
  std::string text =
      line.feeds == 0 ? std::string("no feeds")
      : line.failing == 0
          ? (line.feeds == 1 ? "the feed answers" : fmt::format("all {} feeds answer", line.feeds))
          : fmt::format("{} of {} feeds answer", line.feeds - line.failing, line.feeds);
  if (!line.named_failing.empty() && line.failing <= kNamedInALine) {
    for (const auto& [name, since] : line.named_failing) {
      text += fmt::format("; {} fails since {}", name, text::clock_time(since, now));
    }
  }
  if (line.overdue > 0) text += "; " + counted(line.overdue, "message") + " overdue";
  for (const std::string& one : line.more) text += "; " + one;
  return text;
}

}  // namespace newswatch::engine
