// Notifier: the port to one sink. The notify loop owns it and calls everything from one thread.
//
// No call blocks. start() begins one delivery, watch() names what to wait for, and collect()
// returns the deliveries that ended.
#pragma once

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "model/clock.h"
#include "model/failure_cause.h"
#include "model/notification.h"

namespace newswatch::notify {

// How long a target wants to be left alone, from now on.
struct Wait {
  model::Duration time{};
  // Only of messages of this kind: new ones, or changes of those it has (model::FollowUp). Targets
  // count these apart.
  bool only_kind = false;
};

// A target took a message.
struct Receipt {
  std::string reference;  // by which a follow-up can change or answer it; empty: nothing can
  std::optional<Wait> wait = {};
  std::string notice = {};  // what a person should know, for the log
  std::string answer = {};  // the target's own words, for a person who tries it
};

// What a failed attempt ends.
enum class Ends {
  kAttempt,  // it is tried again
  kMessage,  // the target will never take this message
  // The target takes nothing until a person has mended the config: a wrong key, a page that is
  // gone. The message waits for that.
  kSink,
};

struct Failure {
  model::FailureCause cause = model::FailureCause::kServer;
  std::string what;  // what was tried, on what, what happened: one line, without secrets
  Ends ends = Ends::kAttempt;
  std::optional<Wait> wait = {};
};

using DeliveryResult = tl::expected<Receipt, Failure>;

struct Delivery {
  std::uint64_t row = 0;
  DeliveryResult result;
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // How many rows may be under way at once.
  virtual std::size_t most_at_once() const { return 1; }
  // Rows that are under way together fail together: those not collected yet count as not tried.
  virtual bool fails_together() const { return false; }
  // Begins to deliver. OutboxRow::follow says whether it is a message of its own, or a change of
  // the one that has the row's reference.
  virtual void start(const model::OutboxRow& row) = 0;
  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  virtual void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) = 0;
  // Goes on as far as it can without blocking, and appends the deliveries that ended.
  virtual void collect(std::vector<Delivery>& done) = 0;
  // Begins to end what is under way, so that many sinks end at the same time. cancel() follows.
  virtual void end_soon() {}
  // The bytes that start() would hand on, with secrets as ***.
  virtual std::string preview(const model::OutboxRow& row) = 0;
  // Ends what is under way (a command is killed). Its rows stay in the outbox.
  virtual void cancel() = 0;
};

}  // namespace newswatch::notify
