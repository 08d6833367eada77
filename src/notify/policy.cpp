#include "notify/policy.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "text/normalize.h"
#include "text/zones.h"

namespace newswatch::notify {
namespace {

constexpr model::Duration kFirstDelay = std::chrono::seconds(1);

// "trouble" takes all trouble; "feed" takes "feed.failing" and "feed.quiet.recovered", not "feeds".
bool is_of_type(std::string_view type, std::string_view wanted) {
  if (wanted == kAllTypes || (wanted == kTrouble && model::is_trouble(type))) return true;
  return type.starts_with(wanted) && (type.size() == wanted.size() || type[wanted.size()] == '.');
}

bool share_one(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(
      a, [&](const std::string& name) { return std::ranges::find(b, name) != b.end(); });
}

// SplitMix64's finisher: neighbouring seeds give unrelated values.
std::uint64_t scrambled(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr std::size_t kGrownSteps[] = {3, 10};

std::string follow_up_of(const config::SinkSettings& sink) {
  const auto at = sink.options.find("follow_up");
  return at == sink.options.end() ? "none" : std::get<std::string>(at->second);
}

// How a follow-up is shown to the sink.
void set_follow_up(const config::SinkSettings& sink, model::OutboxRow& row) {
  if (!is_follow_up(row.notification.type)) return;
  const std::string way = follow_up_of(sink);
  row.follow = way == "edit"     ? model::FollowUp::kEdit
               : way == "thread" ? model::FollowUp::kThread
                                 : model::FollowUp::kOwn;
  row.or_new = takes(sink, row.notification.type);
}

}  // namespace

Reach reach_of(const model::Event& event) {
  return {event.outlet_count(),
          event.origins.empty() ? event.outlet_count() : event.origin_count()};
}

bool takes(const config::SinkSettings& sink, std::string_view type) {
  if (sink.types.empty()) {
    return is_of_type(type, kEventNew) || is_of_type(type, kEventCorrected) ||
           is_of_type(type, kTrouble);
  }
  return std::ranges::any_of(sink.types,
                             [&](const std::string& wanted) { return is_of_type(type, wanted); });
}

bool hears_of(const config::SinkSettings& sink, const std::vector<std::string>& topics,
              const Reach& reach) {
  const bool wide = reach.outlets >= static_cast<std::size_t>(sink.min_outlets) &&
                    reach.origins >= static_cast<std::size_t>(sink.min_origins);
  return wide && !topics.empty() && (sink.topics.empty() || share_one(topics, sink.topics));
}

bool is_follow_up(std::string_view type) {
  return type == kEventGrown || type == kEventCorrected || type == kEventMerged;
}

bool is_edit(const model::OutboxRow& row) {
  return row.follow == model::FollowUp::kEdit && !(row.reference.empty() && row.or_new);
}

bool wants(const config::SinkSettings& sink, const model::Notification& notification,
           const ToldState& before) {
  const model::Event& event = notification.event;
  const bool was_told = hears_of(sink, before.topics, before.reach);
  if (is_follow_up(notification.type)) {
    return was_told && (takes(sink, notification.type) || follow_up_of(sink) != "none");
  }
  if (!takes(sink, notification.type)) return false;
  if (notification.type != kEventNew) {
    return sink.topics.empty() || event.topics.empty() || share_one(event.topics, sink.topics);
  }
  return !was_told && hears_of(sink, event.topics, reach_of(event));
}

bool wants_listed(const config::SinkSettings& sink, const std::vector<std::string>& topics) {
  return takes(sink, kEventNew) && hears_of(sink, topics, {1, 1});
}

std::optional<std::size_t> grown_to(std::size_t before, std::size_t now) {
  std::optional<std::size_t> step;
  for (const std::size_t one : kGrownSteps) {
    if (before < one && one <= now) step = one;
  }
  return step;
}

std::vector<model::OutboxRow> make_rows(const std::vector<config::SinkSettings>& sinks,
                                        const model::Notification& notification,
                                        const ToldState& before, std::uint64_t next_row,
                                        model::Time now, model::Time not_before) {
  std::vector<model::OutboxRow> rows;
  for (const config::SinkSettings& sink : sinks) {
    if (!wants(sink, notification, before)) continue;
    // What it can't take it can't be told.
    if (std::ranges::find(notification.subjects, sink.name, &model::TroubleSubject::sink) !=
        notification.subjects.end()) {
      continue;
    }
    model::OutboxRow row;
    row.row = next_row++;
    row.sink = sink.name;
    row.notification = notification;
    if (sink.priority) row.notification.priority = static_cast<model::Priority>(*sink.priority);
    row.created = now;
    row.not_before = not_before;
    set_follow_up(sink, row);
    rows.push_back(std::move(row));
  }
  return rows;
}

bool is_silenced(const model::Silence& silence, const model::Notification& notification) {
  switch (silence.kind) {
    case model::Silence::Kind::kEvent:
      return notification.event.id == silence.subject;
    case model::Silence::Kind::kTopic: {
      // Another topic of the event may still want to be heard.
      const auto& topics = notification.event.topics;
      return !topics.empty() && std::ranges::all_of(topics, [&](const std::string& topic) {
        return topic == silence.subject;
      });
    }
    case model::Silence::Kind::kWord:
      break;
  }
  return text::has_words(text::normalized_title(notification.title),
                         text::normalized_title(silence.subject));
}

std::optional<model::Time> next_digest(const config::DigestSettings& digest, model::Time now) {
  using Every = config::DigestSettings::Every;
  switch (digest.every) {
    case Every::kOff:
      return std::nullopt;
    case Every::kHour:
      return std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1);
    case Every::kDay:
      break;
  }
  // The zone was there when the config was read; without it nothing is gathered.
  return text::next_local(now, digest.time_of_day, digest.zone);
}

void postpone(const config::SinkSettings& sink, const std::vector<model::Silence>& silences,
              model::OutboxRow& row, model::Time now) {
  const auto gather = [&](std::string_view type, model::Time due, std::string_view why) {
    row.gather = type;
    row.waits_for = why;
    row.not_before = std::max(row.not_before, due + kGatherGrace);
  };
  if (is_edit(row)) return;  // nobody hears it
  std::optional<model::Time> silent_until;
  for (const model::Silence& silence : silences) {
    if (silence.until <= now || !is_silenced(silence, row.notification)) continue;
    silent_until = std::max(silent_until.value_or(silence.until), silence.until);
  }
  if (silent_until) return gather(kSummary, *silent_until, kWaitsForSilence);
  const bool is_own = row.follow == model::FollowUp::kOwn || (row.reference.empty() && row.or_new);
  if (!is_own) return;
  if (const auto due = next_digest(sink.digest, now)) return gather(kDigest, *due, kWaitsForDigest);
  if (row.notification.type == kEventNew && sink.wait > model::Duration(0)) {
    row.waits_for = kWaitsForReports;
    row.not_before = std::max(row.not_before, now + sink.wait);
  }
}

bool is_overdue(const model::OutboxRow& row, model::Time now) {
  const model::Time due =
      row.attempts > 0 ? row.first_attempt.value_or(row.created) : row.not_before;
  return !row.dead && now - due >= kOverdueAfter;
}

model::Duration told(const Wait& wait) {
  return std::clamp(wait.time, model::Duration(0), kLongestTold);
}

model::Duration retry_delay(int failures, std::uint64_t seed) {
  const int doublings = std::clamp(failures - 1, 0, 20);
  const model::Duration delay = std::min(kFirstDelay * (1 << doublings), kLongestDelay);
  const auto tenth = delay.count() / 10;
  const auto moved =
      static_cast<std::int64_t>(scrambled(seed + static_cast<std::uint64_t>(doublings)) %
                                static_cast<std::uint64_t>(2 * tenth + 1));
  return delay + model::Duration(moved - tenth);
}

std::string text_of(const Failure& failure) {
  return std::string(model::word(failure.cause)) + ": " + failure.what;
}

Attempt after_attempt(model::OutboxRow row, const DeliveryResult& result, int failures,
                      model::Time now) {
  if (row.attempts < std::numeric_limits<int>::max()) ++row.attempts;
  row.tried = now;
  // A clock that was set back must not keep the row for as long.
  row.first_attempt = std::min(row.first_attempt.value_or(now), now);
  if (result) {
    row.last_error.clear();
    return {Fate::kDelivered, std::move(row)};
  }
  const Failure& failure = result.error();
  row.last_error = text_of(failure);
  const model::Duration delay = retry_delay(std::max(row.attempts, failures + 1), row.row);
  row.not_before = now + (failure.wait ? told(*failure.wait) : delay);
  if (failure.ends == Ends::kSink) return {Fate::kSinkStopped, std::move(row)};
  const bool refused = failure.ends == Ends::kMessage;
  // A target that only wants fewer messages takes this one some day.
  const bool too_old = failure.cause != model::FailureCause::kRateLimited &&
                       now - *row.first_attempt >= kGiveUpAfter && row.attempts >= kGiveUpAttempts;
  row.own_fault = row.own_fault || refused;
  row.dead = too_old || refused;
  if (!row.dead) return {Fate::kRetry, std::move(row)};
  row.not_before = now;  // the time of its end, for people to see
  return {Fate::kDead, std::move(row)};
}

}  // namespace newswatch::notify
