// The daemon: threads, signals, reload, watchdog, stop. `newswatch run` without --once.
//
// Threads: main (signals, watchdog, reload), fetch, parse workers, writer, notify. A crash or an
// uncaught exception in any of them ends the process with a line that says where.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "daemon/judging.h"
#include "daemon/messages.h"
#include "fetch/fetcher.h"
#include "model/clock.h"
#include "store/event_store.h"

namespace newswatch::daemon {

// What the command line picked: adapters of the ports, and what the process stands in.
struct Surroundings {
  const model::Clock& clock;
  store::EventStore& store;
  fetch::Fetcher& fetcher;
  std::filesystem::path state_dir;
  std::vector<std::string> environment;  // NAME=value, for command sinks
  // Reads the config again (SIGHUP). The error: what is wrong with it, one line.
  std::function<tl::expected<SettingsPtr, std::string>()> load;
  MakeJudge make_judge;
  // Sets the log up for these settings, at start and after a reload.
  std::function<void(const config::Settings&)> set_up_log;
};

// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts: first of all, before the
// store makes its threads.
void block_signals();

// Until SIGTERM or SIGINT: 0. A store that can't be read or written: 1.
int run(const Surroundings& around, SettingsPtr settings);

// One round in the order of the config, everything delivered that can be, then the end: 0, also
// when a feed or a sink failed.
int run_once(const Surroundings& around, SettingsPtr settings);

}  // namespace newswatch::daemon
