#include "daemon/log_lines.h"

#include <fmt/format.h>

#include "config/secrets.h"
#include "daemon/log.h"
#include "net/masked_url.h"
#include "record/log_line.h"
#include "text/times.h"
#include "version.h"

namespace newswatch::daemon::log_lines {
namespace {

using record::LogLine;

std::string config_hash(const config::Settings& settings) {
  return fmt::format("{:016x}", settings.hash);
}

void polled(const engine::Ingested& ingested) {
  const model::FeedState& feed = ingested.feed;
  LogLine line{"feed.poll", {}};
  line.field("feed", feed.name).field("status", feed.status);
  if (ingested.outcome == engine::Ingested::Outcome::kUnchanged) {
    line.field("unchanged", true);
  } else {
    line.field("items", ingested.items).field("new", ingested.new_stories);
    line.field("changed", ingested.changed).field("matched", ingested.matched);
    if (!ingested.warnings.empty()) line.field("warnings", ingested.warnings.size());
  }
  line.field("next", text::rfc3339(feed.next_poll));
  const bool news = ingested.new_stories > 0 || ingested.changed > 0 || !ingested.warnings.empty();
  log(news ? Level::kInfo : Level::kDebug, line);
  for (const std::string& warning : ingested.warnings) {
    log(Level::kDebug, LogLine{"feed.warning", {}}.field("feed", feed.name).field("what", warning));
  }
}

// "-5h30m" when the time was set back, or our clock is behind.
std::string signed_text(model::Duration by) {
  return by < model::Duration(0) ? "-" + text::roughly(-by) : text::roughly(by);
}

void gap_found(const model::Gap& gap, const model::FeedState& feed) {
  LogLine line{gap.rolled_over ? "feed.rolled_over" : "feed.unwatched", {}};
  line.field("feed", feed.name);
  line.field("from", text::rfc3339(gap.from)).field("to", text::rfc3339(gap.to));
  if (gap.rolled_over) {
    line.field("next", "items may have passed unseen: a shorter interval helps");
  } else {
    line.field("why", gap.why);
  }
  // The step itself is logged once, not once a feed.
  log(gap.clock ? Level::kDebug : Level::kWarning, line);
}

void open_secrets(const config::Settings& settings) {
  for (const std::filesystem::path& file : config::secret_files(settings)) {
    if (!config::others_can_read(file)) continue;
    log(Level::kWarning, LogLine{"config.open_secret", {}}
                             .field("file", file.string())
                             .field("next", "every user of this machine may read it: chmod o= it"));
  }
}

}  // namespace

void started(const config::Settings& settings, const std::string& state_folder) {
  log(Level::kInfo, LogLine{"daemon.start", {}}
                        .field("version", NEWSWATCH_VERSION)
                        .field("config", settings.source)
                        .field("config_hash", config_hash(settings))
                        .field("feeds", settings.feeds.size())
                        .field("topics", settings.topics.size())
                        .field("sinks", settings.sinks.size())
                        .field("state_dir", state_folder));
  open_secrets(settings);
}

void ready(std::size_t feeds, std::size_t events, std::size_t outbox) {
  log(Level::kInfo, LogLine{"daemon.ready", {}}
                        .field("feeds", feeds)
                        .field("open_events", events)
                        .field("outbox", outbox));
}

void reloaded(const config::Settings& settings) {
  log(Level::kInfo, LogLine{"daemon.reload", {}}
                        .field("config", settings.source)
                        .field("config_hash", config_hash(settings))
                        .field("feeds", settings.feeds.size())
                        .field("topics", settings.topics.size())
                        .field("sinks", settings.sinks.size()));
  open_secrets(settings);
}

void reload_refused(const std::string& why) {
  log(Level::kError,
      LogLine{"config.error", {}}.field("error", why).field("next", "the running config stays"));
}

void restart_needed(const std::vector<std::string>& keys) {
  log(Level::kWarning, LogLine{"config.restart_needed", {}}
                           .field("keys", fmt::format("{}", fmt::join(keys, ", ")))
                           .field("next", "the old values stay until a restart"));
}

void stopping(std::string_view why) {
  log(Level::kInfo, LogLine{"daemon.stopping", {}}.field("why", why));
}

void stopped() { log(Level::kInfo, LogLine{"daemon.stop", {}}); }

void clock_stepped(const model::ClockStep& step) {
  log(Level::kWarning, LogLine{"clock.stepped", {}}
                           .field("from", text::rfc3339(step.from))
                           .field("to", text::rfc3339(step.to))
                           .field("by", signed_text(step.by()))
                           .field("next", "polls go on as they were spaced"));
}

void stop_cut_short() {
  log(Level::kWarning,
      LogLine{"daemon.stop", {}}
          .field("why", "a thread was still at work")
          .field("next", "what it had in hand was not stored and is asked for again"));
}

void ingested(const engine::Ingested& ingested) {
  const model::FeedState& feed = ingested.feed;
  if (ingested.outcome == engine::Ingested::Outcome::kGone) return;
  if (ingested.outcome == engine::Ingested::Outcome::kFailed) return;  // feed_error()
  if (ingested.recovered) log(Level::kInfo, LogLine{"feed.recovered", {}}.field("feed", feed.name));
  if (ingested.redirected) {
    log(Level::kInfo, LogLine{"feed.redirected", {}}
                          .field("feed", feed.name)
                          .field("from", net::masked_url(feed.address()))
                          .field("to", net::masked_url(feed.moved_to))
                          .field("next", "followed; asked there directly if it stays"));
  }
  if (ingested.gap) gap_found(*ingested.gap, feed);
  polled(ingested);
  changed(ingested.changes);
}

void watch_resumed(model::Time silent_since, std::size_t failing) {
  log(Level::kInfo, LogLine{"watch.resumed", {}}
                        .field("silent_since", text::rfc3339(silent_since))
                        .field("failing", failing)
                        .field("next", "these are asked now"));
}

void feed_error(const model::FeedState& feed) {
  log(feed.failures > 1 ? Level::kInfo : Level::kWarning,
      LogLine{"feed.error", {}}
          .field("feed", feed.name)
          .field("error", feed.last_error)
          .field("failures", feed.failures)
          .field("next", text::rfc3339(feed.next_poll)));
}

void feed_errors(std::size_t feeds, std::string_view why) {
  log(Level::kWarning, LogLine{"feed.error", {}}
                           .field("more_feeds", feeds)
                           .field("error", why)
                           .field("next", "each is asked again"));
}

void searched(const model::FeedState& feed) {
  LogLine line{feed.proposed.empty() ? "feed.search" : "feed.proposed", {}};
  line.field("feed", feed.name).field("site", feed.site);
  if (feed.proposed.empty()) {
    line.field("found", "none").field("next", "not searched again");
  } else {
    line.field("url", net::masked_url(feed.proposed))
        .field("next", "put it into the config if it is the feed");
  }
  log(feed.proposed.empty() ? Level::kInfo : Level::kWarning, line);
}

void judge_setup(const model::Error& error) {
  log(Level::kError, LogLine{"judge.error", {}}
                         .field("error", error.context)
                         .field("next", "not asked until the next reload; the score decides"));
}

void judge_away(const judge::AwayChange& change) {
  if (!change.away) {
    log(Level::kInfo, LogLine{"judge.back", {}});
    return;
  }
  log(Level::kWarning, LogLine{"judge.away", {}}
                           .field("error", change.reason)
                           .field("probe", text::rfc3339(change.next_probe))
                           .field("next", "the score decides meanwhile"));
}

void suspect_feed(const model::FeedState& state) {
  log(Level::kError, LogLine{"feed.suspect", {}}
                         .field("feed", state.name)
                         .field("url", net::masked_url(state.url))
                         .field("error", state.last_error)
                         .field("next", text::rfc3339(state.next_poll)));
}

void no_control(const model::Error& error) {
  log(Level::kWarning, LogLine{"control.error", {}}
                           .field("error", error.context)
                           .field("next", "the watch goes on; commands that ask it get no answer"));
}

void no_page(const model::Error& error) {
  log(Level::kWarning, LogLine{"web.error", {}}
                           .field("error", error.context)
                           .field("next", "the watch goes on without a page, API and metrics"));
}

void page_at(std::string_view where) {
  log(Level::kInfo, LogLine{"web.ready", {}}.field("at", where));
}

void stalled(const std::string& thread) {
  log(Level::kWarning, LogLine{"debug.stall", {}}
                           .field("thread", thread)
                           .field("next", "it stands still, as NEWSWATCH_DEBUG_STALL asks"));
}

void no_thread_to_stall(const std::string& thread) {
  log(Level::kWarning,
      LogLine{"debug.stall", {}}
          .field("thread", thread)
          .field("error", "no thread of that name: main, writer, notify, fetch, \"parse 1\", ...")
          .field("next", "none stands still"));
}

void unnamed_sink(const std::string& sink, std::size_t rows) {
  log(Level::kWarning, LogLine{"sink.unknown", {}}
                           .field("sink", sink)
                           .field("messages", rows)
                           .field("next", "kept in the outbox until a sink of that name is back"));
}

void not_stored(std::string_view what, const model::Error& error) {
  log(Level::kError, LogLine{"store.error", {}}
                         .field("what", what)
                         .field("error", error.context)
                         .field("next", "tried again; nothing is lost"));
}

void store_full(model::Time since, std::size_t dropped, const model::Error& error) {
  log(Level::kError, LogLine{"store.full", {}}
                         .field("since", text::rfc3339(since))
                         .field("dropped", dropped)
                         .field("error", error.context)
                         .field("next", "tried again; dropped responses are asked for again"));
}

void store_recovered(model::Time since, std::size_t dropped) {
  log(Level::kInfo, LogLine{"store.recovered", {}}
                        .field("since", text::rfc3339(since))
                        .field("dropped", dropped));
}

void store_damaged(std::string_view where, const model::Error& error) {
  log(Level::kError, LogLine{"store.damaged", {}}
                         .field("where", where)
                         .field("error", error.context)
                         .field("next",
                                "the process ends and a restart does not help: restore a "
                                "backup of the store, or move it away to begin anew"));
}

void feed_setup(const std::string& feed, const model::Error& error) {
  log(Level::kError, LogLine{"feed.error", {}}
                         .field("feed", feed)
                         .field("error", error.context)
                         .field("next", "not polled until the next reload"));
}

void not_started(std::string_view what, std::string_view why) {
  log(Level::kError, LogLine{"daemon.not_started", {}}.field("what", what).field("error", why));
}

void fatal(std::string_view where, std::string_view what) {
  log(Level::kError, LogLine{"daemon.fatal", {}}
                         .field("where", where)
                         .field("error", what)
                         .field("next", "the process ends; a restart goes on from the store"));
}

void rocksdb(int level, std::string_view line) {
  // It looks every 5 s whether a full disk has room again, and says so each time: store.full does.
  const bool waits = line.starts_with("[file/sst_file_manager_impl.cc");
  const Level ours = waits        ? Level::kDebug
                     : level >= 3 ? Level::kError
                     : level == 2 ? Level::kWarning
                     : level == 1 ? Level::kInfo
                                  : Level::kDebug;
  log(ours, LogLine{"store.log", {}}.field("what", line));
}

}  // namespace newswatch::daemon::log_lines
