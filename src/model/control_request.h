// What a command asks of the daemon that runs, and what it answers. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/regrouping.h"
#include "model/silence.h"
#include "model/watch_reason.h"

namespace newswatch::model {

// Messages in the outbox that a person means.
struct RowChoice {
  std::vector<std::uint64_t> rows;
  // In place of `rows`: to retry, each that failed or was given up; to drop, each of the sink.
  bool all = false;
  std::string sink;  // with `all`: of this sink alone; empty: of every sink, and none to drop
};

enum class ControlCommand {
  kPing,
  kOutboxRetry,
  kOutboxDrop,
  kRematch,
  kSilence,
  kRegroup,
  kPollNow,
  kPauseFeeds,
  kResumeFeeds,
  kReload,
  kSnapshot,     // make a snapshot of the store
  kSnapshotDrop  // remove those that nobody uses any more
};

struct ControlRequest {
  ControlCommand command = ControlCommand::kPing;
  RowChoice choice;
  Time since{};                    // of kRematch
  Silence silence;                 // of kSilence; one that is over ends the silence
  Regrouping regrouping;           // of kRegroup
  std::vector<std::string> feeds;  // names; of kPollNow none means all
};

struct ControlReply {
  std::string error;  // why nothing was done; empty: it was
  std::uint64_t pid = 0;
  Duration uptime{};
  std::vector<std::uint64_t> rows, not_found;
  std::string event;               // of kRegroup: that which has the reports now
  std::vector<std::string> feeds;  // names of those that were changed, or are asked
  bool more = false;               // of those chosen: ask again for the next
  std::string snapshot;            // of kSnapshot: the name of its folder in the state folder
  // Of kPing: the config in force, where it was read and a hash of it, and what only the process
  // itself can know of why the watch is not well.
  std::string config, config_hash;
  std::vector<WatchReason> reasons;
};

}  // namespace newswatch::model
