// The log lines that a call writes.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "daemon/log.h"
#include "text/times.h"

namespace newswatch::daemon {

using Lines = std::vector<std::string>;

inline const model::Time kAt = *text::parse_rfc3339("2025-01-28T20:00:00Z");

// Each as LEVEL LINE.
inline Lines written(const std::function<void()>& call) {
  open_log({.level = "debug", .format = "logfmt"});
  testing::internal::CaptureStderr();
  call();
  flush_log();
  std::istringstream out(testing::internal::GetCapturedStderr());
  open_log({.level = "off", .format = "text"});
  Lines lines;
  for (std::string line; std::getline(out, line);) {
    const std::string mark = "level=";
    const std::size_t level = line.find(mark), what = line.find(" what=");
    EXPECT_TRUE(level != std::string::npos && what != std::string::npos) << line;
    if (level == std::string::npos || what == std::string::npos) continue;
    lines.push_back(line.substr(level + mark.size(), what - level - mark.size()) + " " +
                    line.substr(what + 6));
  }
  return lines;
}

}  // namespace newswatch::daemon
