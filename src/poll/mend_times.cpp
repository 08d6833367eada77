#include "poll/mend_times.h"

#include <algorithm>
#include <optional>

namespace newswatch::poll {
namespace {

// The waits that were planned at a time which is still to come begin now.
bool restart_waits(model::FeedState& state, model::Time now) {
  const auto planned = state.planned ? state.planned : state.last_attempt;
  if (!planned || *planned <= now) return false;
  const model::Duration ahead = *planned - now;
  // A feed that was never polled has no plan, and one that is late stays due.
  if (state.next_poll > *planned) {
    state.next_poll -= ahead;
  } else {
    state.next_poll = std::min(state.next_poll, now);
  }
  if (state.retry_after && *state.retry_after > now) {
    state.retry_after = std::max(*state.retry_after - ahead, now);
  }
  state.planned = now;
  return true;
}

// A clock that is adjusted by a little leaves an answer of a moment ago what it is.
bool take_back_success(model::FeedState& state, model::Time now) {
  if (!state.last_success || *state.last_success <= now) return false;
  if (const model::Duration ahead = *state.last_success - now; ahead > model::kClockTolerance) {
    state.set_back = ahead;
    state.last_success.reset();
  } else {
    state.last_success = now;
  }
  return true;
}

}  // namespace

bool mend_times(model::FeedState& state, model::Time now) {
  bool mended = restart_waits(state, now);
  mended = take_back_success(state, now) || mended;
  for (std::optional<model::Time>* time :
       {&state.last_attempt, &state.first_success, &state.failing_since, &state.first_410,
        &state.dead_since, &state.moved_since, &state.searched, &state.habit.last_new}) {
    if (!*time || **time <= now) continue;
    *time = now;
    mended = true;
  }
  return mended;
}

}  // namespace newswatch::poll
