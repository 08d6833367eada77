// SinkState: what is remembered of a sink: whether it takes messages. SentMessage: one that it
// took. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/clock.h"

namespace newswatch::model {

struct SinkState {
  std::string name;  // in the config: the key
  std::optional<Time> last_success, last_failure;
  std::string last_error;  // empty after a success
  int failures = 0;        // in a row
  std::optional<Time> failing_since;
  std::uint64_t delivered = 0, given_up = 0;  // messages, ever
  // Until when the target wants no new message, and no change of one that it has. It said so.
  std::optional<Time> closed_until, edits_closed_until;
  // It takes nothing until its config is mended, or it is tried again by a restart or by hand.
  std::optional<Time> stopped;
};

struct SentMessage {
  std::uint64_t row = 0;  // its number in the outbox
  std::string event, sink, type;
  Time time{};  // of the delivery
  int attempts = 0;
  std::string reference;  // what the target calls it, for follow-ups; empty: nothing
};

}  // namespace newswatch::model
