// The log: the one singleton. One line per fact, to standard error.
//
// text: for people; under systemd (JOURNAL_STREAM) with the priority in front (sd-daemon(3)) and no
// time stamp, which the journal has. logfmt and json: for machines, with time and level. Any thread
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

// Again after a reload.
void open_log(const LogStyle& style);
void log(Level level, const record::LogLine& line);
// Everything that was logged is out. For the end of the process.
void flush_log();

}  // namespace newswatch::daemon
