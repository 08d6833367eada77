// Policy: who hears of what, and what becomes of a message that was tried.
//
// Times are UTC milliseconds. Errors: none; every failure becomes a row to store. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "model/notification.h"
#include "model/result.h"

namespace newswatch::notify {

inline constexpr std::string_view kEventNew = "event.new";
inline constexpr std::string_view kEventMerged = "event.merged";
inline constexpr std::string_view kTrouble = "trouble";

// A row is given up when it is this old and has been tried this often: age alone would kill rows
// that waited out a long stop of the daemon.
inline constexpr model::Duration kGiveUpAfter = std::chrono::hours(48);
inline constexpr int kGiveUpAttempts = 10;
inline constexpr model::Duration kLongestDelay = std::chrono::hours(1);

// Whether a sink hears a message of `type` about an event that carries `topics`, of which
// `told_before` were told earlier (Event::told_topics before this message; empty: never told).
// Types: the sink's own, else event.new and trouble; "trouble" also takes "trouble.feed".
// event.new is heard once: without `topics` in the sink when the event is first told, with them
// when it first carries one of them. A message without topics passes every topic filter.
bool wants(const config::Sink& sink, std::string_view type, const std::vector<std::string>& topics,
           const std::vector<std::string>& told_before);

// One row for each sink that wants the notification, in the order of the config, numbered from
// `next_row`. The caller takes next_row += size(). `not_before`: when it may go out; `now` unless
// the event waits for the judge.
std::vector<model::OutboxRow> make_rows(const std::vector<config::Sink>& sinks,
                                        const model::Notification& notification,
                                        const std::vector<std::string>& told_before,
                                        std::uint64_t next_row, model::Time now,
                                        model::Time not_before);

// Wait after `failures` in a row (from 1): 5 s doubling to 1 h, moved by up to a tenth either way
// by `seed`, so that rows that failed together do not come back together.
model::Duration retry_delay(int failures, std::uint64_t seed);

enum class Fate { kDelivered, kRetry, kDead };

struct Attempt {
  Fate fate = Fate::kDelivered;
  model::OutboxRow row;  // kDelivered: to be deleted; else to be stored as it is here
};

// What an attempt makes of a row. `failures`: how often the sink has failed in a row before this
// attempt, so that a sink that is down is not asked faster because another row is first in line.
Attempt after_attempt(model::OutboxRow row, const model::Result<void>& outcome, int failures,
                      model::Time now);

}  // namespace newswatch::notify
