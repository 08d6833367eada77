// The built program as a child: what it prints, how it ends. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace newswatch::system_test {

// A child whose standard streams are pipes. Killed with the value, if it still runs.
class CliProcess {
 public:
  explicit CliProcess(const std::vector<std::string>& args,
                      const std::vector<std::string>& environment = {});
  ~CliProcess();
  CliProcess(const CliProcess&) = delete;
  CliProcess& operator=(const CliProcess&) = delete;

  void write(std::string_view text);
  void close_stdin();
  void close_stdout();
  // The next line without its end; empty when none came in time.
  std::string read_line(std::chrono::milliseconds max = std::chrono::seconds(20));
  void signal(int number);
  // Exit status; 128 + signal when one ended it, -1 when it did not end in time.
  int wait(std::chrono::milliseconds max = std::chrono::seconds(20));
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
  int status_ = -1;
  std::string buffer_;
};

struct Ran {
  int status = -1;
  std::string out, err;
};

// Runs it to its end with input as standard input. Environment: NEWSWATCH_CONFIG, NO_COLOR and the
// like are not inherited; environment is "NAME=value".
Ran run_cli(const std::vector<std::string>& args, std::string_view input = {},
            const std::vector<std::string>& environment = {});

// Whether this machine has pseudo terminals: a chroot without /dev/pts has none.
bool has_terminals();

// The same, with a terminal as its standard output, `columns` wide and of no colour. What is
// written is taken as it is: lines end in "\n".
Ran run_on_terminal(const std::vector<std::string>& args, unsigned short columns = 80,
                    const std::vector<std::string>& environment = {});

}  // namespace newswatch::system_test
