// SinkHealth: whether each sink takes its messages, from the outcomes of deliveries.
//
// A sink is failing when kManyFailures deliveries in a row failed that were not the message's own
// fault, until it takes one. That a message was given up, or that the sink stopped, is trouble
// until no such message is left and the sink takes one again (Engine::end_dead_sinks()). plan()
// puts what changes into a store::Batch, with the trouble that begins or ends; take() takes it over
// when that is committed. Errors: none. Plain value; pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/settings.h"
#include "engine/troubles.h"
#include "model/sink_state.h"
#include "notify/deliverer.h"
#include "store/event_store.h"

namespace newswatch::engine {

class SinkHealth {
 public:
  static constexpr int kManyFailures = 5;  // with the waits between them, over a minute

  SinkHealth() = default;
  explicit SinkHealth(std::vector<model::SinkState> stored);

  void plan(const std::vector<notify::DeliveryOutcome>& outcomes, const Troubles& troubles,
            store::Batch& to) const;
  // Forgets sinks that the settings do not name.
  void plan_forget(const config::Settings& settings, store::Batch& to) const;
  void take(const store::Batch& batch);
  // The clock was set by `by`. Stored with the next outcome of each sink; until then the last
  // outcome says so, see notify::Deliverer::close().
  void shift(model::Duration by);
  std::vector<model::SinkState> all() const;
  // It takes nothing until a person mends it (notify::Ends::kSink).
  bool is_stopped(const std::string& sink) const;

 private:
  std::map<std::string, model::SinkState> states_;
};

}  // namespace newswatch::engine
