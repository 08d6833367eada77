// What a message in the outbox waits for, in words. Pure; any thread.
#pragma once

#include <string>

#include "model/clock.h"
#include "model/notification.h"

namespace newswatch::view {

struct OutboxState {
  enum class Tone { kPlain, kWarn, kBad };
  // "due", "failed, 3 tries, next in 7 min", "waits for the judge, next in 20 s", "given up after
  // 80 tries".
  std::string text;
  Tone tone = Tone::kPlain;
};

OutboxState outbox_state(const model::OutboxRow& row, model::Time now);

}  // namespace newswatch::view
