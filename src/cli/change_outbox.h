// What `newswatch outbox retry` and `drop` share: the daemon is asked, or, when none runs, the
// store is changed here.
//
// Tells what was done and what was not found, and returns the exit status (cli.h). One thread.
#pragma once

#include <string_view>

#include "cli/open.h"
#include "model/control_request.h"

namespace newswatch::cli {

// done: the verb of the line about what was done, "dropped".
int change_outbox(const Global& global, const model::ControlRequest& request,
                  std::string_view done);

}  // namespace newswatch::cli
