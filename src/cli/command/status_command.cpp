// newswatch status: whether the watch is well; then the exit status is 0.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/print/output.h"
#include "cli/print/phrases.h"
#include "cli/running.h"
#include "cli/store_growth.h"
#include "record/json_io.h"
#include "record/reason_fields.h"
#include "text/escape.h"
#include "view/watch_status.h"

namespace newswatch::cli::command {
namespace {

constexpr int kCritical = 2, kUnknown = 3;  // of monitoring plugins

struct ShownStatus : view::WatchStatus {
  bool config_read = false;
  Running running;
  StoreGrowth growth;
};

bool is_running(const ShownStatus& status) { return status.running.state == Running::State::kRuns; }

// What the process says of itself, or that there is none.
void add_process(const OpenStore& opened, ShownStatus& status) {
  const auto first = [&](std::string what, std::string detail) {
    status.reasons.insert(status.reasons.begin(),
                          {std::move(what), std::nullopt, std::move(detail)});
  };
  switch (status.running.state) {
    case Running::State::kStopped:
      return first("daemon.stopped", "the daemon does not run");
    case Running::State::kSilent:
      return first("daemon.silent", status.running.why);
    case Running::State::kBusy:
      return first(
          "daemon.silent",
          "the store is in use, but no daemon answers: it is starting, or can't listen, or "
          "this is `run --once`");
    case Running::State::kRuns:
      break;
  }
  if (!status.running.reply) return;
  const model::ControlReply& reply = *status.running.reply;
  status.reasons.insert(status.reasons.end(), reply.reasons.begin(), reply.reasons.end());
  const bool refused = std::ranges::any_of(status.reasons, [](const model::WatchReason& one) {
    return one.what == model::name(model::TroubleKind::kConfigRejected);
  });
  if (refused) return;
  if (!opened.config_read) {
    status.reasons.push_back(
        {std::string(model::name(model::TroubleKind::kConfigRejected)), std::nullopt,
         "the config on disk has a fault, an older one is in force: " + opened.config_fault});
  } else if (reply.config == opened.settings.source &&
             reply.config_hash != fmt::format("{:016x}", opened.settings.hash)) {
    status.reasons.push_back({"config.changed", std::nullopt,
                              "the config on disk is not the one in force: reload the daemon"});
  }
}

model::Result<ShownStatus> read_status(const OpenStore& opened, model::Time now) {
  auto watch = view::watch_status(*opened.reader, opened.settings, now);
  if (!watch) return tl::unexpected(watch.error());
  ShownStatus status{std::move(*watch)};
  status.config_read = opened.config_read;
  status.running = find_running(opened.folder.parent_path(), opened.folder);
  auto growth = store_growth(*opened.reader, opened.settings, opened.folder, now);
  if (!growth) return tl::unexpected(growth.error());
  status.growth = std::move(*growth);
  add_process(opened, status);
  return status;
}

// Feeds and sinks that are not as they should be, whether they are a reason or not.
void print_faults(const ShownStatus& status, model::Time now, print::Output& out) {
  for (const engine::FeedRow& row : status.rows) {
    if (row.condition != engine::FeedCondition::kFailing &&
        row.condition != engine::FeedCondition::kGone)
      continue;
    std::string text = row.name + ": ";
    if (row.state.failing_since)
      text += "since " + print::moment(*row.state.failing_since, now, out.terminal()) + ": ";
    text += row.state.last_error.empty() ? "no longer polled (410)" : row.state.last_error;
    out.line(print::styled(std::string(name(row.condition)), print::Style::kBad, out.terminal()) +
             "  " + text::printable(text));
  }
  for (const engine::SinkRow& sink : status.sinks) {
    if (status.config_read && sink.type.empty() && sink.waiting + sink.given_up > 0) {
      out.line(text::printable(
          fmt::format("sink {0} is not in the config: {1} kept; newswatch outbox drop --sink {0}",
                      sink.name, print::counted(sink.waiting + sink.given_up, "message"))));
    }
  }
}

void print_status(const ShownStatus& status, const OpenStore& opened, model::Time now,
                  print::Output& out) {
  const print::Terminal& terminal = out.terminal();
  const auto line = [&](std::string_view name, const std::string& value) {
    out.line(fmt::format("{:<8}{}", name, text::printable(value)));
  };
  if (status.reasons.empty()) out.line(print::styled("healthy", print::Style::kGood, terminal));
  for (const model::WatchReason& reason : status.reasons) {
    std::string text = "not healthy: " + reason.detail;
    if (reason.since) text += ", since " + print::moment(*reason.since, now, terminal);
    out.line(print::styled(text::printable(text), print::Style::kBad, terminal));
  }
  if (status.running.reply) {
    line("daemon", fmt::format("runs since {}, pid {}",
                               print::moment(now - status.running.reply->uptime, now, terminal),
                               status.running.reply->pid));
  }
  line("feeds", fmt::format("{} of {} ok; last poll {}, last success {}", status.ok, status.feeds,
                            print::ago(status.last_poll, now, terminal),
                            print::ago(status.last_success, now, terminal)));
  line("events", status.newest_event ? fmt::format("{} today; newest {}: {}", status.events_today,
                                                   print::ago(status.newest_event, now, terminal),
                                                   status.newest_title)
                                     : "none yet");
  if (status.near_misses > 0) {
    line("near",
         fmt::format("{} nearly matched in 7 days: newswatch held --near", status.near_misses));
  }
  line("outbox", fmt::format("{} waiting, {} overdue, {} given up", status.outbox_waiting,
                             status.outbox_overdue, status.outbox_dead));
  if (status.outbox_held > 0) {
    line("held", fmt::format("{} of those waiting are held back: newswatch held --messages",
                             status.outbox_held));
  }
  line("store", fmt::format("{}, {}", opened.folder.string(), growth_line(status.growth, now)));
  print_faults(status, now, out);
}

std::string json_of(const ShownStatus& status, const std::string& folder) {
  record::JsonWriter io;
  io.field("schema", 1);
  io.field("healthy", status.reasons.empty());
  io.list("reasons", status.reasons,
          record::reason_fields<record::JsonWriter, const model::WatchReason>);
  io.field("running", is_running(status));
  io.field("feeds", status.feeds);
  io.field("feeds_ok", status.ok);
  std::vector<engine::FeedRow> failing;
  std::ranges::copy_if(status.rows, std::back_inserter(failing), [](const engine::FeedRow& row) {
    return row.condition == engine::FeedCondition::kFailing;
  });
  io.list("failing", failing, [](record::JsonWriter& inner, const engine::FeedRow& row) {
    inner.field("feed", row.name);
    inner.field("since", row.state.failing_since);
    inner.field("error", row.state.last_error);
  });
  io.field("last_poll", status.last_poll);
  io.field("last_success", status.last_success);
  io.field("events_today", status.events_today);
  io.field("newest_event", status.newest_event);
  io.field("near_misses", status.near_misses);
  io.field("outbox_waiting", status.outbox_waiting);
  io.field("outbox_held", status.outbox_held);
  io.field("outbox_overdue", status.outbox_overdue);
  io.field("outbox_dead", status.outbox_dead);
  io.field("store", folder);
  io.field("store_bytes", status.growth.bytes);
  io.field("store_bytes_a_day", status.growth.a_day);
  io.field("store_full_at", status.growth.full_at);
  return io.text();
}

// One line in the form of the monitoring plugins: state, text, numbers behind a bar.
// Source: Monitoring Plugins Development Guidelines.
std::string check_line(const ShownStatus& status, model::Time now) {
  std::string text;
  for (const model::WatchReason& reason : status.reasons) {
    text += (text.empty() ? "" : "; ") + reason.detail;
  }
  if (text.empty()) {
    const auto failing = std::ranges::count(status.rows, engine::FeedCondition::kFailing,
                                            &engine::FeedRow::condition);
    text =
        engine::text_of({.feeds = status.feeds, .failing = static_cast<std::size_t>(failing)}, now);
  }
  std::ranges::replace(text, '|', '/');
  return fmt::format("NEWSWATCH {} - {} | feeds={} feeds_ok={} outbox={} overdue={} given_up={}",
                     status.reasons.empty() ? "OK"
                     : is_running(status)   ? "WARNING"
                                            : "CRITICAL",
                     text::printable(text), status.feeds, status.ok, status.outbox_waiting,
                     status.outbox_overdue, status.outbox_dead);
}

}  // namespace

int status(const StatusArgs& args) {
  if (args.coverage) return status_coverage(args);
  if (!args.since.empty()) {
    print::complain("--since needs --coverage: the start of what was watched");
    return kUsage;
  }
  print::Output out;
  const auto unknown = [&](int otherwise) {
    if (!args.check) return otherwise;
    out.line("NEWSWATCH UNKNOWN - the event database can't be read: newswatch status says why");
    return out.finish(kUnknown);
  };
  const auto opened = open_store(args.global);
  if (!opened) return unknown(opened.error());
  const model::Time now = model::SystemClock().now();
  const auto status = read_status(*opened, now);
  if (!status) return unknown(store_failed(status.error()));
  if (args.check) {
    out.line(check_line(*status, now));
    return out.finish(status->reasons.empty() ? kOk : is_running(*status) ? kFailure : kCritical);
  }
  if (args.global.json) {
    out.line(json_of(*status, opened->folder.string()));
  } else {
    print_status(*status, *opened, now, out);
  }
  const bool stopped = status->running.state == Running::State::kStopped;
  return out.finish(status->reasons.empty() ? kOk : stopped ? kNoStore : kFailure);
}

}  // namespace newswatch::cli::command
