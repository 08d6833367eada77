// Silence: an event, a topic or a word of which nobody wants to hear for a time. A plain value.
#pragma once

#include <string>

#include "model/clock.h"

namespace newswatch::model {

struct Silence {
  enum class Kind { kEvent, kTopic, kWord };
  Kind kind = Kind::kEvent;
  std::string subject;  // an event's id, a topic's name, or a word of titles
  Time since{}, until{};
  bool operator==(const Silence&) const = default;
};

}  // namespace newswatch::model
