// A program on a terminal of its own, as a person sits before it: what is typed, and what the
// screen was sent. It ends with the object. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace newswatch::system_test {

class TerminalProcess {
 public:
  // environment: NAME=value, besides PATH.
  TerminalProcess(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment);
  ~TerminalProcess();
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;

  void type(const std::string& keys);
  // Whether the screen is sent this text, behind what was waited for before.
  bool shows(const std::string& text, std::chrono::milliseconds limit = std::chrono::seconds(60));
  const std::string& screen() const { return screen_; }

 private:
  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace newswatch::system_test
