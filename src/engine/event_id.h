// Event ids: ULIDs (text/ulid.h) that ascend in the order of creation, so that `events tail --after
// ID` skips no event. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "model/clock.h"

namespace newswatch::engine {

// The id after `last` (empty: there is none yet). Its time is `now`, and its 80 bits are a hash of
// `seed`, the id of the story that opens the event, so that a run can be repeated. If `now` is not
// after the time of `last`, it is the next ULID after `last`.
std::string next_event_id(std::string_view last, model::Time now, std::string_view seed);

}  // namespace newswatch::engine
