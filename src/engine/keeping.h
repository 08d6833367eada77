// Keeping: what expires in the store and in the index.
//
// The index rows of an event expire when its last report is older than the event window; gaps
// expire 90 days after their end. Both limits move in steps of whole hours (gaps: days), so that
// what an engine has dropped depends on the time alone and not on when it was opened. Pure; one
// thread.
#pragma once

#include <chrono>

#include "fold/index.h"
#include "model/clock.h"
#include "store/event_store.h"

namespace newswatch::engine {

class Keeping {
 public:
  // Puts the deletions that are due at `now` into `to`. False: there are none, do not commit.
  bool collect(const fold::Index& index, model::Duration window, model::Time now, store::Batch& to);
  // To be called when the batch of the last collect() is committed. Drops it from the index, too.
  void committed(fold::Index& index);

 private:
  model::Time horizon_{}, next_horizon_{};  // limit of the last commit, and of the last collect()
  std::chrono::sys_days gaps_day_{}, next_gaps_day_{};
};

}  // namespace newswatch::engine
