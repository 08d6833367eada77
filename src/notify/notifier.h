// Notifier: the port to one sink. The notify loop owns it and calls everything from one thread.
//
// No call blocks. start() begins one delivery, watch() names what to wait for, and collect()
// returns the deliveries that ended. A failed delivery is kTransient (it is tried again with
// backoff) or kPermanent or kBadInput (its message is
// dead at once).
#pragma once

#include <poll.h>

#include <cstddef>
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
  // How many rows may be under way at once. A sink that takes more than one keeps their order.
  virtual std::size_t most_at_once() const { return 1; }
  // Begins to deliver.
  virtual void start(const model::OutboxRow& row) = 0;
  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  virtual void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) = 0;
  // Goes on as far as it can without blocking, and appends the deliveries that ended.
  virtual void collect(std::vector<Delivery>& done) = 0;
  // Begins to end what is under way, so that many sinks end at the same time. cancel() follows.
  virtual void end_soon() {}
  // Ends what is under way (a command is killed). Its rows stay in the outbox.
  virtual void cancel() = 0;
};

}  // namespace newswatch::notify
