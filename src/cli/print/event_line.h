// An event as one line, for `events tail`. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "cli/print/output.h"
#include "model/event.h"

namespace newswatch::cli::print {

// "2025-01-28 21:00:00 CET  TOPICS  TITLE (OUTLETS)  ID", without a newline, made safe
// (text::printable). On a terminal title and outlets are cut so that the line fits.
// `state` ("held"; may be empty) stands before the title, in brackets.
std::string event_line(const model::Event& event, std::string_view state, const Terminal& terminal);

}  // namespace newswatch::cli::print
