#include "daemon/log_lines.h"

#include <fmt/format.h>

#include <cmath>

#include "config/secrets.h"
#include "daemon/log.h"
#include "net/masked_url.h"
#include "record/log_line.h"
#include "text/escape.h"
#include "text/times.h"
#include "version.h"

namespace newswatch::daemon::log_lines {
namespace {

using record::LogLine;

constexpr std::size_t kLongestNames = 500;  // bytes

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) {
    if (!out.empty()) out += ',';
    out += one;
  }
  return out;
}

std::string config_hash(const config::Settings& settings) {
  return fmt::format("{:016x}", settings.hash);
}

std::string_view text_of(engine::JudgeOutcome outcome) {
  switch (outcome) {
    case engine::JudgeOutcome::kNotAsked:
      return "";
    case engine::JudgeOutcome::kSame:
      return "same";
    case engine::JudgeOutcome::kNotSame:
      return "not the same";
    case engine::JudgeOutcome::kNoAnswer:
      return "no answer";
  }
  return "";
}

void placed(const engine::Changes::PlacedReport& placed) {
  const model::Report& report = placed.report;
  const bool waits = placed.asked > 0;
  LogLine line{waits           ? "event.waiting"
               : report.held   ? "event.held"
               : report.opened ? "event.opened"
                               : "event.report",
               {}};
  line.field("id", placed.event.id).field("topic", joined(placed.event.topics));
  line.field("outlet", report.outlet);
  if (report.origin != report.outlet) line.field("origin", report.origin);
  line.field("title", report.title);
  if (!report.opened) line.field("score", std::round(report.score * 100) / 100);
  line.field("reports", placed.event.report_count);
  if (waits) line.field("asked", placed.asked);
  const bool waited = placed.judge != engine::JudgeOutcome::kNotAsked;
  if (waited) line.field("judge", text_of(placed.judge));
  if (!placed.waited_in.empty()) line.field("from", placed.waited_in);
  // The log sink writes event.new for a new event. One that waited is in the log as event.waiting,
  // so this line says how that ended.
  const bool said_elsewhere = report.opened && !report.held && !waits && !waited;
  log(said_elsewhere ? Level::kDebug : Level::kInfo, line);
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

std::string_view next_step(model::TroubleKind kind) {
  using enum model::TroubleKind;
  switch (kind) {
    case kFeedFailing:
      return "asked again, ever more seldom";
    case kFeedGone:
      return "no longer polled: remove it from the config, or give its new address";
    case kFeedMoved:
      return "put the new address into the config";
    case kFeedQuiet:
      return "asked as before";
    case kSinkFailing:
      return "its messages wait and are tried again";
    case kSinkDead:
      return "kept: newswatch outbox list";
    case kStoreFull:
      return "tried again; nothing is lost";
    case kConfigRejected:
      return "mend it and reload";
    case kClockStepped:
      return "polls go on as they were spaced";
    case kClockWrong:
      return "set it";
  }
  return "";
}

// One line for all that have one cause.
void trouble(const engine::ToldTrouble& told) {
  // The step itself was logged when it was seen.
  if (told.kind == model::TroubleKind::kClockStepped && !told.recovered) return;
  LogLine line{std::string(model::name(told.kind)), {}};
  if (told.recovered) line.what += ".recovered";
  const bool feeds = model::is_of_feed(told.kind);
  if (told.names.size() == 1) {
    line.field(feeds ? "feed" : "sink", told.names.front());
  } else if (!told.names.empty()) {
    line.field(feeds ? "feeds" : "sinks", told.names.size());
    line.field("names", text::shortened(joined(told.names), kLongestNames));
  }
  line.field("since", text::rfc3339(told.since));
  if (!told.recovered) {
    line.field("why", told.reason).field("next", next_step(told.kind));
  }
  log(told.recovered ? Level::kInfo : Level::kWarning, line);
}

// The message about a new event: the report that it is about, and the words that made it match.
void announced(const engine::AnnouncedEvent& one) {
  const model::Report& report = one.report;
  LogLine line{"event.new", {}};
  line.field("id", one.event.id).field("topic", joined(one.event.topics));
  line.field("outlet", report.outlet).field("feed", report.feed).field("title", report.title);
  if (!report.words.empty()) line.field("words", joined(report.words));
  line.field("outlets", one.outlets);
  // Where outlets print one text, they are fewer sources than outlets.
  if (one.origins < one.outlets) line.field("sources", one.origins);
  line.field("reports", one.event.report_count);
  if (!report.link.empty()) line.field("link", report.link);
  log(Level::kInfo, line);
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
  if (ingested.outcome == engine::Ingested::Outcome::kFailed) {
    log(Level::kWarning, LogLine{"feed.error", {}}
                             .field("feed", feed.name)
                             .field("error", feed.last_error)
                             .field("failures", feed.failures)
                             .field("next", text::rfc3339(feed.next_poll)));
    return;
  }
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

void changed(const engine::Changes& changes) {
  for (const engine::ToldTrouble& one : changes.troubles) trouble(one);
  for (const engine::AnnouncedEvent& one : changes.announced) announced(one);
  for (const engine::Changes::PlacedReport& one : changes.placed) placed(one);
  for (const engine::Changes::MergedEvents& merge : changes.merged) {
    log(Level::kInfo, LogLine{"event.merged", {}}
                          .field("from", merge.from)
                          .field("into", merge.into)
                          .field("title", merge.title)
                          .field("why", merge.why));
  }
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

void deliveries(const std::vector<notify::DeliveryOutcome>& outcomes) {
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    const model::OutboxRow& row = outcome.attempt.row;
    const bool delivered = outcome.attempt.fate == notify::Fate::kDelivered;
    LogLine line{delivered ? "sink.delivered" : "sink.error", {}};
    line.field("sink", row.sink).field("event", row.notification.event.id);
    if (!delivered) line.field("error", outcome.error);
    line.field("attempts", row.attempts);
    if (outcome.attempt.fate == notify::Fate::kRetry) {
      line.field("next", text::rfc3339(row.not_before));
    } else if (outcome.attempt.fate == notify::Fate::kDead) {
      line.field("next",
                 fmt::format("given up; sent again by: newswatch outbox retry {}", row.row));
    }
    const bool after_all = delivered && row.attempts > 1;
    log(!delivered ? Level::kWarning : after_all ? Level::kInfo : Level::kDebug, line);
  }
}

void summed_up(const std::string& sink, model::Time away_since, std::size_t messages) {
  log(Level::kInfo, LogLine{"sink.back", {}}
                        .field("sink", sink)
                        .field("away_since", text::rfc3339(away_since))
                        .field("messages", messages)
                        .field("next", "told in one summary"));
}

void looked_back(const engine::LookBackStep& all) {
  log(all.looked_at == 0 ? Level::kDebug : Level::kInfo,
      LogLine{"rules.matched", {}}.field("stories", all.looked_at).field("matched", all.matched));
}

void by_hand(std::string_view what, std::size_t messages) {
  log(Level::kInfo, LogLine{"outbox.by_hand", {}}.field("what", what).field("messages", messages));
}

void no_control(const model::Error& error) {
  log(Level::kWarning, LogLine{"control.error", {}}
                           .field("error", error.context)
                           .field("next", "the watch goes on; commands that ask it get no answer"));
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
  const Level ours = level >= 3   ? Level::kError
                     : level == 2 ? Level::kWarning
                     : level == 1 ? Level::kInfo
                                  : Level::kDebug;
  log(ours, LogLine{"store.log", {}}.field("what", line));
}

}  // namespace newswatch::daemon::log_lines
