// How each kind of target answers: in its own words, with its own form of a wait.
//
// Each returns a Treatment for a Receiver (support/receiver.h). Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "support/receiver.h"

namespace newswatch::test {

enum class Target {
  kWebhook,
  kNtfy,
  kSlackBot,
  kSlackWebhook,
  kDiscord,
  kTelegram,
  kMatrix,
  kAlertmanager,
  kApprise,
};

std::span<const Target> all_targets();
std::string_view name_of(Target target);

// The message is taken. `number`: of the message at the target.
Treatment taken(Target target, const Request& request, int number);
// A wait of about that many seconds; what tells whole seconds rounds up. only_kind: as Discord
// counts apart new messages and changes; the others make no difference.
Treatment too_fast(Target target, double seconds, bool only_kind = false);
// It has a trouble of its own, for now.
Treatment out_of_order(Target target);
// It will never take this message.
Treatment refused(Target target);
// Discord: it is taken, and was the last for a time.
Treatment taken_as_last(const Request& request, int number, double seconds);

}  // namespace newswatch::test
