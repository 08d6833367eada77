// Prints why a report is in its event, for `events show` and `explain`. Pure; any thread.
#pragma once

#include <string>

#include "cli/print/output.h"
#include "model/event.h"
#include "record/explain_json.h"

namespace newswatch::cli::print {

// A line for each reason, indented by `indent` columns and wrapped.
std::string reason_lines(const model::Report& report, std::size_t indent, const Terminal& terminal);

// The same for `next`, the best event that the report did not join.
std::string next_best_line(const model::Report& report, const record::Rival& next,
                           std::size_t indent, const Terminal& terminal);

}  // namespace newswatch::cli::print
