#include "notify/policy.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace newswatch::notify {
namespace {

constexpr model::Duration kFirstDelay = std::chrono::seconds(1);

// "trouble" takes all trouble; "feed" takes "feed.failing" and "feed.quiet.recovered", not "feeds".
bool is_of_type(std::string_view type, std::string_view wanted) {
  if (wanted == kAllTypes || (wanted == kTrouble && model::is_trouble(type))) return true;
  return type.starts_with(wanted) && (type.size() == wanted.size() || type[wanted.size()] == '.');
}

bool takes_type(const config::SinkSettings& sink, std::string_view type) {
  if (sink.types.empty()) return is_of_type(type, kEventNew) || is_of_type(type, kTrouble);
  return std::ranges::any_of(sink.types,
                             [&](const std::string& wanted) { return is_of_type(type, wanted); });
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

}  // namespace

bool wants(const config::SinkSettings& sink, std::string_view type,
           const std::vector<std::string>& topics, const std::vector<std::string>& told_before) {
  if (!takes_type(sink, type)) return false;
  const bool once = type == kEventNew;
  if (sink.topics.empty()) return !once || told_before.empty();
  if (topics.empty()) return true;
  return share_one(topics, sink.topics) && !(once && share_one(told_before, sink.topics));
}

std::vector<model::OutboxRow> make_rows(const std::vector<config::SinkSettings>& sinks,
                                        const model::Notification& notification,
                                        const std::vector<std::string>& told_before,
                                        std::uint64_t next_row, model::Time now,
                                        model::Time not_before) {
  std::vector<model::OutboxRow> rows;
  for (const config::SinkSettings& sink : sinks) {
    if (!wants(sink, notification.type, notification.event.topics, told_before)) continue;
    // What it can't take it can't be told.
    if (std::ranges::find(notification.subjects, sink.name, &model::TroubleSubject::sink) !=
        notification.subjects.end()) {
      continue;
    }
    model::OutboxRow row;
    row.row = next_row++;
    row.sink = sink.name;
    row.notification = notification;
    row.created = now;
    row.not_before = not_before;
    rows.push_back(std::move(row));
  }
  return rows;
}

bool is_overdue(const model::OutboxRow& row, model::Time now) {
  const model::Time due =
      row.attempts > 0 ? row.first_attempt.value_or(row.created) : row.not_before;
  return !row.dead && now - due >= kOverdueAfter;
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
  row.not_before = now + (failure.wait ? failure.wait->time : delay);
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
