// The lines about events and messages.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>

#include "daemon/log.h"
#include "daemon/log_lines.h"
#include "record/log_line.h"
#include "record/notice_json.h"
#include "text/escape.h"
#include "text/times.h"

namespace newswatch::daemon::log_lines {
namespace {

using record::LogLine;

constexpr std::size_t kLongestNames = 500;  // bytes

std::string joined(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, ","));
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
  // announced() writes event.new for a new event. One that waited is in the log as event.waiting,
  // so this line says how that ended.
  const bool said_elsewhere = report.opened && !report.held && !waits && !waited;
  log(said_elsewhere ? Level::kDebug : Level::kInfo, line);
}

std::string_view next_step(model::TroubleKind kind) {
  using enum model::TroubleKind;
  switch (kind) {
    case kFeedFailing:
      return "asked again, less and less often";
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
    case kClockWrong:
      return "set it";
    default:
      return "";
  }
}

// One line for each message.
void trouble(const engine::ToldTrouble& told) {
  // What was logged when it was seen: clock.stepped, config.error, store.error, store.recovered.
  using enum model::TroubleKind;
  if (told.kind == kStoreFull) return;
  if (!told.recovered && (told.kind == kClockStepped || told.kind == kConfigRejected)) return;
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

}  // namespace

void changed(const engine::Changes& changes) {
  for (const engine::ToldTrouble& one : changes.troubles) trouble(one);
  for (const engine::AnnouncedEvent& one : changes.announced) announced(one);
  for (const engine::Changes::PlacedReport& one : changes.placed) placed(one);
  for (const engine::Changes::EditedReport& edit : changes.edited) {
    log(Level::kInfo, LogLine{"event.changed", {}}
                          .field("id", edit.event)
                          .field("outlet", edit.outlet)
                          .field("before", edit.before)
                          .field("title", edit.now));
  }
  for (const engine::Changes::MergedEvents& merge : changes.merged) {
    log(Level::kInfo, LogLine{"event.merged", {}}
                          .field("from", merge.from)
                          .field("into", merge.into)
                          .field("title", merge.title)
                          .field("why", merge.why));
  }
}

void deliveries(const std::vector<notify::DeliveryOutcome>& outcomes) {
  for (const notify::DeliveryOutcome& outcome : outcomes) {
    const model::OutboxRow& row = outcome.attempt.row;
    if (outcome.attempt.fate == notify::Fate::kDropped) continue;
    const bool delivered = outcome.attempt.fate == notify::Fate::kDelivered;
    LogLine line{delivered ? "sink.delivered" : "sink.error", {}};
    line.field("sink", row.sink);
    const std::string& event = row.notification.event.id;
    line.field(event.empty() ? "message" : "event", event.empty() ? row.notification.id : event);
    if (!delivered) {
      line.field("cause", model::word(outcome.result.error().cause))
          .field("error", outcome.result.error().what);
    } else if (!outcome.result->notice.empty()) {
      line.field("notice", outcome.result->notice);
    }
    line.field("attempts", row.attempts);
    if (outcome.attempt.fate == notify::Fate::kRetry) {
      line.field("next", text::rfc3339(row.not_before));
    } else if (outcome.attempt.fate == notify::Fate::kDead) {
      line.field("next",
                 fmt::format("given up; sent again by: newswatch outbox retry {}", row.row));
    } else if (outcome.attempt.fate == notify::Fate::kSinkStopped) {
      line.field("next", "nothing is sent to this sink until its config is mended and loaded");
    }
    const bool after_all = delivered && (row.attempts > 1 || !outcome.result->notice.empty());
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

void swept(const engine::SweepStep& all) {
  if (all.events + all.messages + all.feeds == 0) return;
  log(Level::kInfo, LogLine{"retention.done", {}}
                        .field("events", all.events)
                        .field("messages", all.messages)
                        .field("feeds", all.feeds));
}

void by_hand(std::string_view what, std::size_t messages) {
  log(Level::kInfo, LogLine{"outbox.by_hand", {}}.field("what", what).field("messages", messages));
}

void regrouped(const model::Regrouping& what, const std::string& event) {
  constexpr std::array<std::string_view, 4> kVerbs = {"merge", "split", "move", "dismiss"};
  LogLine line{"event.by_hand", {}};
  line.field("id", event)
      .field("what", kVerbs[static_cast<std::size_t>(what.kind)])
      .field("event", what.event);
  if (!what.into.empty()) line.field("into", what.into);
  if (!what.stories.empty()) line.field("stories", what.stories.size());
  log(Level::kInfo, line);
}

void feed_by_hand(const model::FeedState& feed) {
  log(Level::kInfo,
      LogLine{feed.paused ? "feed.paused" : "feed.resumed", {}}
          .field("feed", feed.name)
          .field("next", feed.paused ? "not polled until it is resumed" : "polled now"));
}

void heartbeat(const std::string& why) {
  if (why.empty()) return log(Level::kInfo, LogLine{"heartbeat.recovered", {}});
  log(Level::kWarning,
      LogLine{"heartbeat.error", {}}.field("error", why).field("next", "given again at its time"));
}

void snapshot(const std::string& name, const std::string& error, model::Duration took) {
  if (error.empty()) {
    return log(Level::kInfo,
               LogLine{"store.snapshot", {}}.field("name", name).field("ms", took.count()));
  }
  log(Level::kWarning, LogLine{"store.no_snapshot", {}}.field("error", error));
}

void silenced(const model::Silence& silence, model::Time now) {
  LogLine line{silence.until > now ? "silence.begins" : "silence.ends", {}};
  line.field(record::name(silence.kind), silence.subject);
  if (silence.until > now) line.field("until", text::rfc3339(silence.until));
  log(Level::kInfo, line);
}

}  // namespace newswatch::daemon::log_lines
