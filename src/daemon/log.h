// The log of the process: one line for each event, to standard error.
//
// Formats: "text" for people, "logfmt" and "json" for programs, with the level. In the journal each
// line has a priority in front (sd-daemon(3)) and no time, because the journal adds one. Any thread
// after open_log().
#pragma once

#include <string_view>

#include "record/log_line.h"

namespace newswatch::daemon {

enum class Level { kDebug, kInfo, kWarning, kError };

struct LogStyle {
  std::string_view level;   // of [daemon] log_level
  std::string_view format;  // of [daemon] log_format
  bool under_systemd = false, terminal = false, colour = false;
};

// To be called before the first log(), and again after a reload.
void open_log(const LogStyle& style);
void log(Level level, const record::LogLine& line);
// Writes out what is buffered. For the end of the process.
void flush_log();

}  // namespace newswatch::daemon
