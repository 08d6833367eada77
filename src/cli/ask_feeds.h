// What `newswatch poll`, `feeds pause` and `feeds resume` share: they ask the daemon about feeds.
//
// Errors are printed. One thread.
#pragma once

#include <string>
#include <vector>

#include "cli/open.h"
#include "model/control_request.h"

namespace newswatch::cli {

// done: the line about what was done, with {} for the feeds' names. Returns the exit status.
int ask_feeds(const Global& global, model::ControlCommand command,
              const std::vector<std::string>& feeds, const std::string& done);

}  // namespace newswatch::cli
