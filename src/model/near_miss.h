// A story that a topic nearly took. Plain value.
#pragma once

#include <string>

#include "model/clock.h"

namespace newswatch::model {

struct NearMiss {
  Time seen{};  // when it was found
  std::string story, topic;
  std::string outlet, title, link;  // of the story, as they were then
  std::string why;                  // the one condition that did not hold
};

}  // namespace newswatch::model
