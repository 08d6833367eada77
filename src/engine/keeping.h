// keeping: what may go from the store and from the index, and when.
//
// Index rows go when they are older than the event window, gaps 90 days after they ended. In steps
// of whole hours (gaps: days), so that an engine that was opened a moment ago has dropped what an
// older one has, and both decide the same. Pure; one thread.
#pragma once

#include <chrono>

#include "fold/index.h"
#include "model/clock.h"
#include "store/event_store.h"

namespace newswatch::engine {

class Keeping {
 public:
  // Puts what may go at `now` into `to`. False: nothing, there is nothing to commit.
  bool collect(const fold::Index& index, model::Duration window, model::Time now, store::Batch& to);
  // The batch of the last collect() is committed: the index drops its part.
  void committed(fold::Index& index);

 private:
  model::Time horizon_{}, next_horizon_{};  // index rows before it are gone, or go next
  std::chrono::sys_days gaps_day_{}, next_gaps_day_{};
};

}  // namespace newswatch::engine
