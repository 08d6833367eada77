// How a report came to its event, in words. Pure; any thread.
#pragma once

#include <string>

#include "model/event.h"

namespace newswatch::view {

// "opened the event", "joined with score 0.69".
std::string how_it_came(const model::Report& report, const model::Event& event);

}  // namespace newswatch::view
