// CommandSink: runs a program of the user's for each notification; no shell in between.
//
// stdin: the notification as one line of JSON (a memory file, so a program that never reads it
// blocks nobody). Environment: the one given here and NEWSWATCH_ID, _TYPE, _TITLE, _LINK, _EVENT,
// _TOPICS, _OUTLETS (the last two joined by commas), with control characters as escapes. stdout:
// /dev/null. stderr: its last bytes go into the error's text. Signals are at their defaults, it
// leads a process group of its own and inherits no other descriptor.
// Exit status 0: delivered. Everything else is kTransient: another status, a signal, the timeout
// (SIGTERM to the group, SIGKILL 2 s later), a program that cannot be started.
// Owns the child: the destructor and cancel() end it and reap it. Notify loop's thread only;
// SIGCHLD must not be ignored in this process, or exit statuses are lost.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "notify/notifier.h"
#include "notify/unique_fd.h"

namespace newswatch::notify {

struct CommandOptions {
  std::vector<std::string> command;      // program and arguments; not empty
  std::vector<std::string> environment;  // NAME=value, of this process
  model::Duration timeout = std::chrono::seconds(30);
};

class CommandSink final : public Notifier {
 public:
  // `clock` must outlive the sink.
  CommandSink(CommandOptions options, const model::Clock& clock);
  ~CommandSink() override;
  CommandSink(const CommandSink&) = delete;
  CommandSink& operator=(const CommandSink&) = delete;

  void start(const model::OutboxRow& row) override;
  void watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) override;
  void collect(std::vector<Delivery>& done) override;
  void cancel() override;

 private:
  enum class Phase { kRunning, kTerminated, kKilled };
  struct Run {
    std::uint64_t row = 0;
    pid_t pid = -1;    // and process group
    UniqueFd process;  // pidfd
    UniqueFd error;    // read end of its stderr
    std::string tail;  // last bytes of its stderr
    Phase phase = Phase::kRunning;
    model::Monotonic deadline{};  // of the phase
  };

  model::Result<Run> spawn(const model::OutboxRow& row) const;
  void enforce_deadline(Run& run) const;
  model::Result<void> reap(Run& run) const;

  CommandOptions options_;
  const model::Clock& clock_;
  std::optional<Run> run_;
  std::vector<Delivery> done_;  // could not be started
};

}  // namespace newswatch::notify
