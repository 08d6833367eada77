// What `run` and `run --once` share: the adapters from the command line, and the start of the
// engine.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/settings.h"
#include "daemon/beats.h"
#include "daemon/companion.h"
#include "daemon/crash_marks.h"
#include "daemon/snapshots.h"
#include "engine/engine.h"
#include "engine/poll_result.h"
#include "fetch/fetcher.h"
#include "judge/asker.h"
#include "judge/judge.h"
#include "model/clock.h"
#include "model/result.h"
#include "notify/deliverer.h"
#include "store/event_store.h"

namespace newswatch::daemon {

// Makes the judge of the settings; nullptr: they have none.
using MakeJudge =
    std::function<model::Result<std::unique_ptr<judge::Judge>>(const config::Settings&)>;

// The adapters and other values that the command line passes in. The references must outlive the
// run.
struct Adapters {
  const model::Clock& clock;
  store::EventStore& store;
  fetch::Fetcher& fetcher;
  std::filesystem::path state_dir;
  std::vector<std::string> environment;  // NAME=value, for command sinks
  // Reads the config again, for a reload. The error says in one line what is wrong with it.
  std::function<tl::expected<engine::SettingsPtr, std::string>()> load;
  MakeJudge make_judge;
  std::optional<Stall> stall;  // a fault on purpose
  // Sets up the log anew for these settings, after a reload.
  std::function<void(const config::Settings&)> set_up_log;
  MakeCompanion make_companion;  // empty: there is none
};

struct Started {
  std::unique_ptr<CrashMarks> marks;
  std::unique_ptr<Snapshots> snapshots;  // none is left of an earlier run
  std::unique_ptr<engine::Engine> engine;
};

// Opens the engine, backs off feeds whose documents ended earlier runs, and logs both. Errors are
// those of the store and of the crash marks' file.
model::Result<Started> start(const Adapters& adapters, const engine::SettingsPtr& settings);

// The exit status of a store that is damaged: starting again does not mend it.
inline constexpr int kStoreDamaged = 5;

// Logs the error that ends the process. Returns its exit status: kStoreDamaged, else 1.
int ended_by(std::string_view where, const model::Error& error);

// The asker of the settings' judge. If the judge can't be made, that is logged, and every question
// ends without an answer.
std::unique_ptr<judge::Asker> make_asker(const MakeJudge& make_judge,
                                         const config::Settings& settings);

// The part of the adapters that sinks use.
notify::SinkResources sink_resources(const Adapters& adapters);

}  // namespace newswatch::daemon
