// Deliverer: the sinks of the settings and the outbox, moved on one step at a time.
//
// No thread in it and nothing that blocks but a local file's write: the notify loop polls over
// watch() and its own wake-up, then calls step(). What step() returns is for the writer to store;
// a delivered row that could not be deleted from the store is delivered again after a restart,
// under the same id.
// Errors: none; each failed attempt is an Outcome. Owns sinks and rows. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/settings.h"
#include "notify/notifier.h"
#include "notify/outbox.h"
#include "notify/sink_type.h"

namespace newswatch::notify {

struct Outcome {
  Attempt attempt;    // fate, and the row to delete (kDelivered) or to store
  std::string error;  // empty when delivered
};

class Deliverer {
 public:
  // `clock` must outlive it.
  Deliverer(const config::Settings& settings, SinkResources resources, const model::Clock& clock);
  ~Deliverer();

  // Rows that were committed: new or retried. A row of a known number is replaced.
  void add(std::vector<model::OutboxRow> rows);
  // Rows that were stored before and changed: released by the judge, or about the event that theirs
  // was merged into. One that is not here any more was delivered meanwhile.
  void revise(std::vector<model::OutboxRow> rows);
  // Rows that the store dropped (merged events, `outbox drop`).
  void remove(const std::vector<std::uint64_t>& rows);
  // For `run --once`: each of these is tried once, whatever its next attempt; from here on nothing
  // else starts. Done when idle().
  void try_each_once(std::vector<model::OutboxRow> rows);

  // Starts what is due, collects what ended.
  std::vector<Outcome> step(model::Time now);
  // Adds what to poll for and shortens `wait` to the next thing that is due.
  void watch(model::Time now, std::vector<pollfd>& fds, std::optional<model::Duration>& wait);

  // Sinks that are the same in the new settings go on with what they are at; the others are
  // cancelled, their rows stay.
  void reload(const config::Settings& settings);
  // Gives up what is under way, its rows stay: for the stop.
  void cancel();

  // Nothing is under way and no row of try_each_once() is left to try.
  bool idle() const { return !outbox_.under_way() && !outbox_.has_marked(); }
  const Outbox& outbox() const { return outbox_; }  // size(), unnamed()

 private:
  struct Sink {
    config::Sink settings;
    std::unique_ptr<Notifier> notifier;
  };

  SinkResources resources_;
  const model::Clock& clock_;
  Outbox outbox_;
  std::map<std::string, Sink> sinks_;
};

}  // namespace newswatch::notify
