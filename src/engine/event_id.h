// Event ids: ULIDs (text/ulid.h) that ascend in the order of creation, so that `--after ID` never
// skips. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::engine {

// The id that follows `last` (empty: none yet): time = max(now, time of last); in the same
// millisecond one more than last. Else the 80 bits follow from `seed`, the story that opens the
// event, so that nothing is drawn by chance.
std::string next_event_id(std::string_view last, model::Time now, std::string_view seed);

}  // namespace newswatch::engine
