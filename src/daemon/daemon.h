// The daemon: threads, signals, reload, watchdog, stop. `newswatch run` without --once.
//
// Threads: main (signals, watchdog, reload), fetch, parse workers, writer, notify. An uncaught
// exception in any of them ends the process with a log line that names the thread.
#pragma once

#include "daemon/start.h"
#include "engine/poll_result.h"

namespace newswatch::daemon {

// Blocks SIGTERM, SIGINT and SIGHUP in this thread and those that it starts. To be called before
// the store is opened, which starts threads.
void block_signals();

// Runs until SIGTERM or SIGINT. The exit status: 0; 1 if the store can't be read or written,
// kStoreDamaged if it is damaged.
int run(const Adapters& adapters, engine::SettingsPtr settings);

// Polls each feed once, in the order of the config, and tries each delivery once. The exit status:
// 0 even when a feed or a sink failed; else as for run().
int run_once(const Adapters& adapters, engine::SettingsPtr settings);

}  // namespace newswatch::daemon
