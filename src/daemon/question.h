// What a judge is shown of an event beside a new report. Pure; any thread.
#pragma once

#include <vector>

#include "model/question.h"

namespace newswatch::daemon {

// The up to five reports that share most words with the new one, most first; of equals the one that
// came first. `reports` are in the order they came. A copy of one that is shown already says
// nothing.
std::vector<model::Statement> most_alike(const model::Statement& report,
                                         std::vector<model::Statement> reports);

}  // namespace newswatch::daemon
