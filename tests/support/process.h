// Programs that a test or the demo starts: the daemon with its log read as it comes, and short
// commands.
//
// A Child is killed and reaped when it goes out of scope, so that no failure leaves a daemon
// behind. Not for several threads; the log reader is the Child's own thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace newswatch::test {

class Child {
 public:
  // Starts args[0] with stderr into a pipe; `line` is called for each line from the reader's
  // thread. Nothing runs (running() is false) when the program cannot be started.
  Child(const std::vector<std::string>& args, std::function<void(const std::string&)> line);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool running();
  pid_t pid() const { return pid_; }
  void signal(int number);
  // The exit status (128 + n when signal n ended it), once it has ended and its log is read;
  // nullopt: still running after `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);

 private:
  void read_lines(int fd, const std::function<void(const std::string&)>& line);

  pid_t pid_ = -1;
  std::optional<int> status_;
  std::thread reader_;
};

struct Output {
  int status = -1;   // -1: it could not be started
  std::string text;  // stdout; stderr goes where ours goes
};

// Runs a command to its end and returns what it printed.
Output run_command(const std::vector<std::string>& args);

// Runs a command that prints where we print; its exit status.
int show_command(const std::vector<std::string>& args);

}  // namespace newswatch::test
