// mend_times(): what is left of a feed's state when the clock proves to have been ahead.
//
// A state holds the times of its polls. When the clock is set back, they lie in the future: a feed
// would not be asked until the clock comes there, and would count as answered until then. So each
// wait begins again and lasts as long as it was meant to, a success in the future is none, and
// everything else that lies in the future counts as of now. Old states say nothing of when a wait
// began: it is taken to have begun with the last attempt. Pure; any thread.
#pragma once

#include "model/clock.h"
#include "model/feed.h"

namespace newswatch::poll {

// Whether there was something to mend. A state without a time in the future stays as it is.
bool mend_times(model::FeedState& state, model::Time now);

}  // namespace newswatch::poll
