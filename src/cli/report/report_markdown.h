// A report as Markdown (GitHub's tables), for notes and chats. What came from feeds is escaped: it
// makes no markup, no link of its own and no HTML. Pure; any thread.
#pragma once

#include <string>

#include "cli/report/report_words.h"

namespace newswatch::cli::report {

std::string markdown(const Figures& figures, const Subject& subject);

}  // namespace newswatch::cli::report
