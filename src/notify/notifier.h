// Notifier: the port to one sink. The notify loop owns it and calls everything from one thread.
//
// No call blocks. start() begins one delivery, watch() names what to wait for, and collect()
// returns the deliveries that ended. A failed delivery is kTransient (it is tried again with
// backoff) or kPermanent (its message is dead at once).
#pragma once

#include <poll.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/notification.h"
#include "model/result.h"

namespace newswatch::notify {

struct Delivery {
  std::uint64_t row = 0;
  model::Result<void> outcome;
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // Begins to deliver. The loop gives one row at a time to a sink, so that order is kept.
  virtual void start(const model::OutboxRow& row) = 0;
  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  virtual void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) = 0;
  // Goes on as far as it can without blocking, and appends the deliveries that ended.
  virtual void collect(std::vector<Delivery>& done) = 0;
  // Begins to end what is under way, so that many sinks end at the same time. cancel() follows.
  virtual void end_soon() {}
  // Ends the delivery that is under way (a command is killed). Its row stays in the outbox.
  virtual void cancel() = 0;
};

}  // namespace newswatch::notify
