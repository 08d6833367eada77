// Child: one run of a program of the user's; no shell in between, nothing that blocks.
//
// stdin: the input (a memory file, so a program that never reads it blocks nobody). stdout: kept up
// to max_output bytes; /dev/null when that is 0. stderr: its last bytes go into the error's text.
// Signals are at their defaults, it leads a process group of its own and inherits no other
// descriptor.
// Exit status 0 is success. Everything else is kTransient: another status, a signal, a program that
// cannot be started or is not done within the limit (SIGTERM to the group, SIGKILL 2 s later). More
// than max_output on stdout is kBadInput, and ends it.
// Owns the process: the destructor ends and reaps it, within 0.6 s. One thread; SIGCHLD must not be
// ignored in this process, or exit statuses are lost.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::process {

struct Command {
  std::vector<std::string> arguments;    // the program first, found by PATH of this process
  std::vector<std::string> environment;  // NAME=value, nothing else
  std::string input;
  std::size_t max_output = 0;
  model::Duration limit = std::chrono::seconds(30);
};

class Child {
 public:
  // Starts it. `clock` must outlive it.
  static model::Result<std::unique_ptr<Child>> start(Command command, const model::Clock& clock);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // Moves on; once it has ended and is reaped: what it wrote to stdout, or why that is of no use.
  // Not to be called again after that.
  std::optional<model::Result<std::string>> step();

  // Asks it to end: SIGTERM now, SIGKILL 2 s later by step().
  void terminate();
  // It is being ended: by the limit, by too much output, or by terminate().
  bool is_ending() const { return phase_ != Phase::kRunning; }
  // The error that step() will give then.
  model::Error why_ended() const;

 private:
  enum class Phase { kRunning, kTerminated, kKilled };

  Child(Command command, const model::Clock& clock);

  model::Result<void> spawn();
  void read_output();
  void enforce_deadline();
  model::Result<std::string> reap();

  const Command command_;
  const model::Clock& clock_;
  pid_t pid_ = -1;           // and process group; -1: none, or reaped
  UniqueFd process_;         // pidfd
  UniqueFd output_, error_;  // our ends of its pipes
  std::string said_;         // on stdout
  std::string tail_;         // last bytes of its stderr
  bool too_much_ = false;    // on stdout
  Phase phase_ = Phase::kRunning;
  model::Monotonic deadline_{};  // of the phase
};

}  // namespace newswatch::process
