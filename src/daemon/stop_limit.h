// StopLimit: the longest time that a stop takes.
//
// A document of thousands of items, or a disk that hangs, may hold a thread for longer than whoever
// stops the daemon waits. What such a thread has not stored leaves no trace, as after kill -9: the
// feed is asked again, and an outcome of the last moments may be repeated. So the process ends,
// with a line in the log, when the stop is not over in time. Has a thread of its own.
#pragma once

#include <thread>

#include "daemon/crash_marks.h"
#include "model/clock.h"
#include "process/unique_fd.h"

namespace newswatch::daemon {

class StopLimit {
 public:
  // From now on. status: of the process then. `marks` must outlive it.
  StopLimit(model::Duration limit, int status, CrashMarks& marks);
  ~StopLimit();  // the stop is over
  StopLimit(const StopLimit&) = delete;
  StopLimit& operator=(const StopLimit&) = delete;

 private:
  const process::UniqueFd over_;
  std::thread thread_;
};

}  // namespace newswatch::daemon
