// The start that `newswatch run` and `run --once` share: what the command line hands over, and the
// engine over what the last run left.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/settings.h"
#include "daemon/crash_marks.h"
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

// nullptr: the settings name no judge.
using MakeJudge =
    std::function<model::Result<std::unique_ptr<judge::Judge>>(const config::Settings&)>;

// The adapters that the command line chose, and what the process was started with. All references
// outlive the run.
struct Adapters {
  const model::Clock& clock;
  store::EventStore& store;
  fetch::Fetcher& fetcher;
  std::filesystem::path state_dir;
  std::vector<std::string> environment;  // NAME=value, for command sinks
  // Reads the config again (SIGHUP). The error: what is wrong with it, one line.
  std::function<tl::expected<engine::SettingsPtr, std::string>()> load;
  MakeJudge make_judge;
  // Sets the log up for these settings, at start and after a reload.
  std::function<void(const config::Settings&)> set_up_log;
};

struct Started {
  std::unique_ptr<CrashMarks> marks;
  std::unique_ptr<engine::Engine> engine;
};

// Opens the engine, backs off feeds whose documents ended earlier runs, and logs both. Errors are
// those of the store and of the crash marks' file; they are logged.
model::Result<Started> start(const Adapters& adapters, const engine::SettingsPtr& settings);

// The judge that the settings name. One that can't be made is logged, and every question then ends
// without an answer.
std::unique_ptr<judge::Asker> make_asker(const MakeJudge& make_judge,
                                         const config::Settings& settings);

// What sinks take from the process.
notify::SinkResources sink_resources(const Adapters& adapters);

}  // namespace newswatch::daemon
