// newswatch status: whether the watch is healthy; then the exit status is 0.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "engine/feed_health.h"
#include "record/json_io.h"
#include "store/queries.h"
#include "text/escape.h"

namespace newswatch::cli::command {
namespace {

constexpr auto kSinkAway = std::chrono::hours(1);

struct WatchStatus {
  std::vector<engine::FeedRow> rows;
  std::vector<std::string> reasons;  // why it is not healthy
  std::uint64_t near_misses = 0;     // of the last 7 days, as far as they are kept
  std::uint64_t feeds = 0, ok = 0, events_today = 0, outbox_waiting = 0, outbox_dead = 0;
  std::optional<model::Time> last_poll, last_success;
  std::string newest_title;
  std::optional<model::Time> newest_event;
};

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

model::Result<void> count_messages(const store::Rows& rows, model::Time now, WatchStatus& status) {
  std::map<std::string, model::Time> away;  // sinks, since when
  auto walked = store::for_each_outbox(rows, [&](const model::OutboxRow& row) {
    ++status.outbox_waiting;
    if (!row.first_attempt || now - *row.first_attempt < kSinkAway) return true;
    model::Time& since = away.try_emplace(row.sink, *row.first_attempt).first->second;
    since = std::min(since, *row.first_attempt);
    return true;
  });
  if (!walked) return walked;
  walked = store::for_each_dead(rows, [&](const model::OutboxRow&) {
    ++status.outbox_dead;
    return true;
  });
  if (!walked) return walked;
  for (const auto& [sink, since] : away) {
    status.reasons.push_back("sink " + sink + " has taken no message since " +
                             print::moment(since, now));
  }
  if (status.outbox_dead > 0) {
    status.reasons.push_back(print::counted(status.outbox_dead, "message") +
                             " given up: newswatch outbox list");
  }
  return {};
}

model::Result<WatchStatus> read_status(const OpenStore& opened, model::Time now) {
  const auto states = store::all_feeds(*opened.reader);
  if (!states) return tl::unexpected(states.error());
  WatchStatus status;
  status.rows = engine::feed_rows(opened.settings, *states, now);
  if (!engine::is_healthy(status.rows, now)) {
    status.reasons.emplace_back("no feed succeeded within three intervals");
  }
  count_feeds(status);
  const auto walked =
      store::for_each_event_newest_first(*opened.reader, [&](const model::Event& event) {
        if (!event.merged_into.empty() || event.waiting) return true;
        if (!status.newest_event) {
          status.newest_event = event.first_seen;
          status.newest_title = event.title;
        }
        const bool today = event.first_seen >= std::chrono::floor<std::chrono::days>(now);
        if (today) ++status.events_today;
        return today;
      });
  if (!walked) return tl::unexpected(walked.error());
  const auto near = store::near_misses(*opened.reader, now - std::chrono::days(7));
  if (!near) return tl::unexpected(near.error());
  status.near_misses = near->size();
  if (auto counted = count_messages(*opened.reader, now, status); !counted) {
    return tl::unexpected(counted.error());
  }
  return status;
}

std::string json_of(const WatchStatus& status, const std::string& folder) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("healthy", status.reasons.empty());
  io.field("feeds", status.feeds);
  io.field("feeds_ok", status.ok);
  io.field("last_poll", status.last_poll);
  io.field("last_success", status.last_success);
  io.field("events_today", status.events_today);
  io.field("newest_event", status.newest_event);
  io.field("near_misses", status.near_misses);
  io.field("outbox_waiting", status.outbox_waiting);
  io.field("outbox_dead", status.outbox_dead);
  io.field("store", folder);
  return io.text();
}

void print_status(const WatchStatus& status, const std::string& folder, model::Time now,
                  print::Output& out) {
  const print::Terminal& terminal = out.terminal();
  const auto line = [&](std::string_view name, const std::string& value) {
    out.line(fmt::format("{:<8}{}", name, text::printable(value)));
  };
  if (status.reasons.empty()) out.line(print::styled("healthy", print::Style::kGood, terminal));
  for (const std::string& reason : status.reasons) {
    out.line(
        print::styled(text::printable("not healthy: " + reason), print::Style::kBad, terminal));
  }
  line("feeds",
       fmt::format("{} of {} ok; last poll {}, last success {}", status.ok, status.feeds,
                   print::ago(status.last_poll, now), print::ago(status.last_success, now)));
  line("events", status.newest_event
                     ? fmt::format("{} today; newest {}: {}", status.events_today,
                                   print::ago(status.newest_event, now), status.newest_title)
                     : "none yet");
  if (status.near_misses > 0) {
    line("near",
         fmt::format("{} nearly matched in 7 days: newswatch held --near", status.near_misses));
  }
  line("outbox", fmt::format("{} waiting, {} dead", status.outbox_waiting, status.outbox_dead));
  line("store", folder);
  for (const engine::FeedRow& row : status.rows) {
    if (row.condition != engine::FeedCondition::kFailing &&
        row.condition != engine::FeedCondition::kGone)
      continue;
    out.line(print::styled(std::string(name(row.condition)), print::Style::kBad, terminal) + "  " +
             text::printable(
                 row.name + ": " +
                 (row.state.last_error.empty() ? "no longer polled (410)" : row.state.last_error)));
  }
}

}  // namespace

int status(const StatusArgs& args) {
  if (args.coverage || !args.since.empty()) return status_coverage(args);
  const auto opened = open_store(args.global);
  if (!opened) return opened.error();
  const model::Time now = model::SystemClock().now();
  const auto status = read_status(*opened, now);
  if (!status) return store_failed(status.error());
  print::Output out;
  if (args.global.json) {
    out.line(json_of(*status, opened->folder.string()));
  } else {
    print_status(*status, opened->folder.string(), now, out);
  }
  return out.finish(status->reasons.empty() ? kOk : kFailure);
}

}  // namespace newswatch::cli::command
