// Policy: which sinks get a message, and what happens to a message after an attempt.
//
// Times are UTC milliseconds. Errors: none; every failure becomes a row to store. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/notification.h"
#include "model/silence.h"
#include "notify/notifier.h"

namespace newswatch::notify {

inline constexpr std::string_view kEventNew = "event.new";
inline constexpr std::string_view kEventGrown = "event.grown";
inline constexpr std::string_view kEventCorrected = "event.corrected";
inline constexpr std::string_view kEventMerged = "event.merged";
inline constexpr std::string_view kSummary = "summary";
inline constexpr std::string_view kDigest = "digest";
inline constexpr std::string_view kCatchup = "catchup";
inline constexpr std::string_view kTrouble = "trouble";  // of model/trouble.h
inline constexpr std::string_view kAllTypes = "*";

// A row is given up when its first attempt is this long ago and it has been tried this often. Time
// alone is not enough, for the daemon may have stood still: this many attempts take three days,
// too.
inline constexpr model::Duration kGiveUpAfter = std::chrono::hours(72);
inline constexpr int kGiveUpAttempts = 72;
inline constexpr model::Duration kLongestDelay = std::chrono::hours(1);

// A sink that people read and that was away for this long gets one summary in place of the messages
// about new events that wait for it, if there are more than kSummaryFrom.
inline constexpr model::Duration kSummaryAfter = std::chrono::hours(1);
inline constexpr std::size_t kSummaryFrom = 20;

// How widely an event is reported.
struct Reach {
  std::size_t outlets = 0, origins = 0;
};
Reach reach_of(const model::Event& event);

// An event as it was when its last message was made. No topics: there was none.
struct ToldState {
  std::vector<std::string> topics;
  Reach reach;
};

// Whether the sink's `types` (default: event.new, event.corrected and trouble) take a message of
// that type; "trouble" takes every message about trouble, "feed" what is wrong with feeds.
bool takes(const config::SinkSettings& sink, std::string_view type);
// Whether an event of these topics, so widely reported, is one for the sink.
bool hears_of(const config::SinkSettings& sink, const std::vector<std::string>& topics,
              const Reach& reach);
// Whether a sink gets the message. event.new comes once for an event: when it first is one for the
// sink. What follows it up (event.grown, event.corrected, event.merged) comes to the sinks that
// were told of it and take the type, or show follow-ups in their own way (follow_up). A message
// about no event goes to every sink that takes its type.
bool wants(const config::SinkSettings& sink, const model::Notification& notification,
           const ToldState& before);
// Whether an event of these topics, which is told in a list, is for the sink.
bool wants_listed(const config::SinkSettings& sink, const std::vector<std::string>& topics);

bool is_follow_up(std::string_view type);

// Whether the row goes out as a change of a message that its target has. An edit that lacks the
// reference of that message is a new message, or is dropped (OutboxRow::or_new).
bool is_edit(const model::OutboxRow& row);

// The numbers of outlets, or of origins, with which an event that was told is news again. The
// step that was reached between the two, if any.
std::optional<std::size_t> grown_to(std::size_t before, std::size_t now);

// One row for each sink that wants the notification and that it is not about, in the order of the
// config, numbered from `next_row`. The caller takes next_row += size(). `not_before`: when it may
// go out; `now` unless the event waits for the judge.
std::vector<model::OutboxRow> make_rows(const std::vector<config::SinkSettings>& sinks,
                                        const model::Notification& notification,
                                        const ToldState& before, std::uint64_t next_row,
                                        model::Time now, model::Time not_before);

// Something of which nobody wants to hear for a time.
bool is_silenced(const model::Silence& silence, const model::Notification& notification);

// model::OutboxRow::waits_for.
inline constexpr std::string_view kWaitsForDigest = "digest";
inline constexpr std::string_view kWaitsForSilence = "silence";
inline constexpr std::string_view kWaitsForReports = "more reports";
inline constexpr std::string_view kWaitsForHour = "max_per_hour";
inline constexpr std::string_view kWaitsForMissed = "what was missed";
inline constexpr std::string_view kWaitsForJudge = "judge";

// Postpones the row of a message about an event as its sink and the silences ask for: it is
// gathered into a digest, or after the silence into a summary, or waits for more reports.
void postpone(const config::SinkSettings& sink, const std::vector<model::Silence>& silences,
              model::OutboxRow& row, model::Time now);
// When the sink's next digest is due; nullopt: it has none.
std::optional<model::Time> next_digest(const config::DigestSettings& digest, model::Time now);
// By so much the not_before of a message that is told with others is later than their time.
inline constexpr model::Duration kGatherGrace = std::chrono::seconds(30);

// A message is overdue that could have gone out this long ago.
inline constexpr model::Duration kOverdueAfter = std::chrono::minutes(5);
bool is_overdue(const model::OutboxRow& row, model::Time now);

// No wait that a target asks for is obeyed for longer.
inline constexpr model::Duration kLongestTold = std::chrono::days(31);
// How long it is obeyed.
model::Duration told(const Wait& wait);

// How long to wait after `failures` in a row (from 1): 1 s, doubled with each up to 1 h. `seed`
// makes it longer or shorter by up to a tenth, so that rows that failed together do not come back
// together.
model::Duration retry_delay(int failures, std::uint64_t seed);

enum class Fate {
  kDelivered,
  kDropped,  // a follow-up that its target cannot show: to be deleted
  kRetry,
  kDead,         // the target will never take it, or has not for too long
  kSinkStopped,  // see Ends::kSink: it waits until a person has mended the sink
};

struct Attempt {
  Fate fate = Fate::kDelivered;
  model::OutboxRow row;      // kDelivered, kDropped: to be deleted; else to be stored as it is here
  bool missed_news = false;  // it got news while the attempt was under way
  // The sink answers again, was away since then for kSummaryAfter or longer, and more than
  // kSummaryFrom rows wait for it.
  std::optional<model::Time> away_since = {};
  // It failed, and was under way when another row of the sink failed: no failure more of the sink.
  bool known_outage = false;
};

// The row after an attempt. failures: how often the sink failed in a row before this attempt; a
// sink that is down is not asked sooner because another row is next.
Attempt after_attempt(model::OutboxRow row, const DeliveryResult& result, int failures,
                      model::Time now);

// "rate_limited: POST https://...: HTTP status 429": the failure as people and programs read it.
std::string text_of(const Failure& failure);

}  // namespace newswatch::notify
