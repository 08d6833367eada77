// Deliverer: delivers the rows of the outbox to the sinks of the settings, step by step.
//
// It has no thread, and blocks only while it writes to a local file, one line at a time. The notify
// loop waits in poll(2) for what watch() names, then calls step(). The writer stores what step()
// returns. A delivered row that could not be deleted from the store is delivered again after a
// restart, with the same id. Errors: none; each failed attempt is a DeliveryOutcome. Owns sinks and
// rows. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "model/sink_state.h"
#include "notify/notifier.h"
#include "notify/outbox.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

struct DeliveryOutcome {
  Attempt attempt;  // fate, and the row to delete or to store
  DeliveryResult result;
};

class Deliverer {
 public:
  // Longest time that a step begins new deliveries in.
  static constexpr model::Duration kStep = std::chrono::milliseconds(50);

  // `clock` must outlive it.
  Deliverer(const config::Settings& settings, SinkResources resources, const model::Clock& clock);
  ~Deliverer();

  // Rows that were committed: new or retried. A row of a known number is replaced.
  void add(std::vector<model::OutboxRow> rows);
  // Rows that a person wants tried again: their sinks are tried at once.
  void retry(std::vector<model::OutboxRow> rows);
  // Sinks that a person wants tried again, whatever made them fail.
  void revive(const std::vector<std::string>& sinks);
  // Rows that are stored and have changed: the judge released them, or their event was merged into
  // another. A row that is not here any more was delivered meanwhile and stays away.
  void revise(std::vector<model::OutboxRow> rows);
  // How long the targets want to be left alone, from an earlier run.
  void close(const std::vector<model::SinkState>& sinks, model::Time now);
  // Rows that the store dropped, because their event was merged into another.
  void remove(const std::vector<std::uint64_t>& rows);
  // What waited for a sink that was away is summed up, or stays as it is: it goes on.
  void release(const std::vector<std::string>& sinks);
  // For `run --once`: each of these rows is tried once, even when its next attempt is not due. From
  // here on no other row starts. All were tried when idle().
  void try_each_once(std::vector<model::OutboxRow> rows);

  // A sink of whose outcome `away_since` is set is held until release().
  // Starts deliveries that are due and collects those that ended, for kStep at most: a slow disk or
  // a long backlog must not keep the caller from its other work. watch() says whether there is
  // more.
  std::vector<DeliveryOutcome> step(model::Time now);
  // While paused nothing starts; what is under way goes on.
  void pause(bool paused) { paused_ = paused; }
  // Adds the descriptors to poll, and shortens `wait` to the time until the next row is due.
  void watch(model::Time now, std::vector<pollfd>& fds, std::optional<model::Duration>& wait);

  // Sinks that deliver the same way in the new settings go on, unless they fail. The deliveries of
  // the others are cancelled, and their rows stay; what made them fail is forgotten.
  void reload(const config::Settings& settings);
  // For the stop: cancels the deliveries that are under way. Their rows stay.
  void cancel();

  void clock_stepped(model::Duration by) { outbox_.shift(by); }
  // Nothing is under way and no row of try_each_once() is left to try.
  bool idle(model::Time now) const { return !outbox_.under_way() && !outbox_.has_marked(now); }
  const Outbox& outbox() const { return outbox_; }  // size(), unnamed()

 private:
  struct Sink {
    config::SinkSettings settings;
    std::unique_ptr<Notifier> notifier;
  };

  void start(model::OutboxRow row, std::vector<DeliveryOutcome>& outcomes);

  SinkResources resources_;
  const model::Clock& clock_;
  Outbox outbox_;
  std::map<std::string, Sink> sinks_;
  bool paused_ = false;
};

}  // namespace newswatch::notify
