// Child: one run of a program that the user chose. No shell comes between, and no call blocks.
//
// stdin: the input, from a memory file, so that a program that never reads it blocks nobody.
// stdout: kept, up to max_output bytes; /dev/null when max_output is 0. stderr: its last bytes go
// into the error's text. The program starts with default signal handling, leads a process group of
// its own and inherits no other descriptor.
// Exit status 0 is success, 65 (EX_DATAERR of sysexits.h: this input is of no use) kBadInput.
// Everything else is kTransient: another status, a signal, a program that
// can't be started or is not done within the limit (SIGTERM to its group, SIGKILL 2 s later). More
// than max_output bytes on stdout is kBadInput and ends the program.
// Owns the process: the destructor ends and reaps it within 0.6 s. One thread. This process must
// not ignore SIGCHLD, or exit statuses are lost.
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

class Child {
 public:
  struct Options {
    std::vector<std::string> arguments;    // the program first, found by PATH of this process
    std::vector<std::string> environment;  // NAME=value, see child_environment()
    std::string input;
    std::size_t max_output = 0;
    model::Duration limit = std::chrono::seconds(30);
  };

  // Starts the program. `clock` must outlive the child.
  static model::Result<std::unique_ptr<Child>> start(Options options, const model::Clock& clock);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Adds the descriptors to wait for, and shortens the time to wait where a deadline is nearer.
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const;
  // Moves on. nullopt while the program runs; then, once, what it wrote to stdout or why it failed.
  // Not to be called again after that.
  std::optional<model::Result<std::string>> step();

  // Sends SIGTERM now; step() sends SIGKILL 2 s later.
  void terminate();
  // The program is being ended: by the limit, by too much output, or by terminate().
  bool is_ending() const { return phase_ != Phase::kRunning; }
  // The error that step() will return in that case.
  model::Error why_ended() const;

  // For callers that know the program's statuses, or what its words may hold. Once step() returned
  // the end: the exit status (nullopt: a signal or newswatch ended it, or nobody knows), and the
  // last line of stderr as it was written; empty when there is none, or not the whole of it.
  std::optional<int> exit_status() const { return exit_status_; }
  std::string last_line() const;

 private:
  enum class Phase { kRunning, kTerminated, kKilled };

  Child(Options options, const model::Clock& clock);

  model::Result<void> spawn();
  void read_output();
  void enforce_deadline();
  model::Result<std::string> reap();

  const Options options_;
  const model::Clock& clock_;
  pid_t pid_ = -1;           // and process group; -1: none, or reaped
  UniqueFd process_;         // pidfd
  UniqueFd output_, error_;  // our ends of its pipes
  std::string written_;      // on stdout
  std::string tail_;         // last bytes of stderr
  std::optional<int> exit_status_;
  bool too_much_ = false;  // was written on stdout
  Phase phase_ = Phase::kRunning;
  model::Monotonic deadline_{};  // of the phase
};

}  // namespace newswatch::process
