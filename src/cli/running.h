// Whether the daemon of a state folder runs, as far as another process can tell. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/control_request.h"

namespace newswatch::cli {

struct Running {
  enum class State {
    kStopped,
    kRuns,    // it answered: `reply` is set
    kBusy,    // the store is open for writing, and nobody listens: `run --once`, or another command
    kSilent,  // it does not answer, or may not be asked
  };
  State state = State::kStopped;
  std::optional<model::ControlReply> reply;
  std::string why;  // of kSilent
};

// Waits at most two seconds for an answer. `store_folder` is the one in the state folder.
Running find_running(const std::filesystem::path& state_folder,
                     const std::filesystem::path& store_folder);

}  // namespace newswatch::cli
