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
};

struct SentMessage {
  std::uint64_t row = 0;  // its number in the outbox
  std::string event, sink, type;
  Time time{};  // of the delivery
  int attempts = 0;
};

}  // namespace newswatch::model
