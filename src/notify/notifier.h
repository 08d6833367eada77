// Notifier: the port to one sink. The notify loop owns it and calls everything from one thread.
//
// Nothing blocks: start() begins one delivery, watch() names what to wait for, collect() hands back
// what ended. A failed delivery is kTransient (try again with backoff) or kPermanent (dead at
// once).
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
  // Moves on as far as it goes without blocking and appends what ended.
  virtual void collect(std::vector<Delivery>& done) = 0;
  // Gives up what is under way (a command is killed); its row stays in the outbox.
  virtual void cancel() = 0;
};

}  // namespace newswatch::notify
