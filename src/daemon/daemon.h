// The daemon: threads, signals, reload, watchdog, stop. `newswatch run` without --once.
//
// Threads: main (signals, watchdog, reload), fetch, parse workers, writer, notify. A crash or an
// uncaught exception in any of them ends the process with a line that says where.
#pragma once

#include "daemon/start.h"
#include "engine/poll_result.h"

namespace newswatch::daemon {

// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts: first of all, before the
// store makes its threads.
void block_signals();

// Until SIGTERM or SIGINT: 0. A store that can't be read or written: 1.
int run(const Adapters& adapters, engine::SettingsPtr settings);

// One round in the order of the config, everything delivered that can be, then the end: 0, also
// when a feed or a sink failed.
int run_once(const Adapters& adapters, engine::SettingsPtr settings);

}  // namespace newswatch::daemon
