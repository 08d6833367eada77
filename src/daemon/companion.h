// Companion: a part of the program beside the watch, in a thread of its own: the page (web/). The
// daemon knows it by this interface alone, and goes on without one.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "daemon/beats.h"
#include "engine/poll_result.h"
#include "engine/step_result.h"
#include "model/clock.h"
#include "model/control_request.h"
#include "model/result.h"
#include "store/event_store.h"

namespace newswatch::daemon {

class Companion {
 public:
  virtual ~Companion() = default;
  // In its own thread, until stop(). Sleeps no longer than the beat says.
  virtual void run(Beat& beat) = 0;
  virtual void stop() = 0;  // any thread
  // What a commit did. The writer's thread; must not wait.
  virtual void changed(const engine::Changes& changes) = 0;
  // The settings in force from now on. The main thread.
  virtual void reload(engine::SettingsPtr settings) = 0;
};

// What a companion may use of the daemon. All of it outlives the companion; any thread.
struct Inside {
  const model::Clock& clock;
  const store::EventStore& store;  // instant() and sizes() alone
  std::filesystem::path state_dir;
  // What only the process knows of how the watch is, as `ping` of the control socket says it.
  std::function<model::ControlReply()> describe;
  // Asks the writer for what a person wants. `answer` is called once, on the writer's thread.
  // False: too much is waiting, it will not be.
  std::function<bool(model::ControlRequest, std::function<void(model::ControlReply)> answer)> ask;
};

// nullptr: the settings want none.
using MakeCompanion = std::function<model::Result<std::unique_ptr<Companion>>(
    const Inside& inside, engine::SettingsPtr settings)>;

}  // namespace newswatch::daemon
