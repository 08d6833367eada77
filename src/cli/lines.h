// The loop of `match` and `cluster`: a JSON line in, a line out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cli/json_lines.h"
#include "cli/output.h"

namespace newswatch::cli {

// Of a summary's plain text, as the daemon keeps it.
inline constexpr std::size_t kSummaryBytes = 2000;

// Reads items from file ("-": standard input); each is answered and flushed before the next line
// is read. Blank lines are skipped. A bad line is named on standard error and gets no answer; the
// status is then 1 at the end.
int answer_lines(const std::string& file,
                 const std::function<std::string(const LineItem&)>& answer);

}  // namespace newswatch::cli
