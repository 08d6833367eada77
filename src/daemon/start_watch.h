// StartWatch: SIGTERM and SIGINT while the daemon starts.
//
// A big store takes long to open and to read back, and nothing of the daemon runs yet that could be
// stopped in order. So such a signal ends the process at once, with status 0 and its line in the
// log: the store is then as after kill -9, which loses nothing. One that comes later waits for the
// daemon. block_signals() must have been called. Has a thread of its own.
#pragma once

#include <thread>

#include "process/unique_fd.h"

namespace newswatch::daemon {

class StartWatch {
 public:
  StartWatch();
  ~StartWatch();
  StartWatch(const StartWatch&) = delete;
  StartWatch& operator=(const StartWatch&) = delete;

 private:
  const process::UniqueFd over_;
  std::thread thread_;
};

}  // namespace newswatch::daemon
