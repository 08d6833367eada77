// Heart: when the next sign of life is due ([heartbeat]), and whether it says that the watch is
// well.
//
// It is well when the results of polls are stored as they fall due, no message is overdue, and
// nothing else is a reason of `newswatch status`. The writer's thread only.
#pragma once

#include <optional>
#include <string>

#include "engine/engine.h"
#include "model/clock.h"
#include "model/result.h"

namespace newswatch::daemon {

class Heart {
 public:
  explicit Heart(const model::Clock& clock) : clock_(clock), stored_at_(clock.monotonic()) {}

  // The result of a poll was stored.
  void stored() {
    stored_at_ = clock_.monotonic();
    has_stored_ = true;
  }
  // A sign that is due now: why the watch is not well, empty when it is. nullopt: none is due.
  // full: the disk takes no writes. Errors are the store's.
  model::Result<std::optional<std::string>> due(const engine::Engine& engine, bool full);

 private:
  const model::Clock& clock_;
  model::Monotonic stored_at_;
  std::optional<model::Monotonic> last_;  // sign
  bool has_stored_ = false;
};

// Why the watch is not well, in one line; empty: it is.
model::Result<std::string> unwell_text(const engine::Engine& engine, model::Time now);

}  // namespace newswatch::daemon
