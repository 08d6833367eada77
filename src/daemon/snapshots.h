// Snapshots: the folders in the state folder in which a store waits for `newswatch backup` to copy
// it. The daemon may write nothing outside of the state folder, and who makes a backup need only
// read it.
//
// A command holds a lock (flock) on the folder that it copies from. One without a lock is of
// nobody, of a command that was killed: it is removed when the next is made, and at the next start.
// Never are there two that somebody uses. The main thread makes all calls, while the writer
// commits.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "model/clock.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::daemon {

class Snapshots {
 public:
  // `store` must outlive it.
  Snapshots(std::filesystem::path state_dir, store::EventStore& store)
      : state_dir_(std::move(state_dir)), store_(store) {}

  // The name of its folder. kTransient: another backup is being made. Else as
  // EventStore::snapshot().
  model::Result<std::string> make(model::Time now);
  // False: one of them is in use, and stays.
  bool remove_left() const;

 private:
  const std::filesystem::path state_dir_;
  store::EventStore& store_;
};

}  // namespace newswatch::daemon
