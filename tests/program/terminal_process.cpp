#include "program/terminal_process.h"

#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace newswatch::system_test {

TerminalProcess::TerminalProcess(const std::vector<std::string>& command,
                                 const std::vector<std::string>& environment) {
  const std::string path = std::string("PATH=") + ::getenv("PATH");
  std::vector<char*> words, variables = {const_cast<char*>(path.c_str())};
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  for (const auto& one : environment) variables.push_back(const_cast<char*>(one.c_str()));
  words.push_back(nullptr);
  variables.push_back(nullptr);
  winsize size{.ws_row = 50, .ws_col = 160, .ws_xpixel = 0, .ws_ypixel = 0};
  pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (pid_ != 0) return;
  ::execvpe(words[0], words.data(), variables.data());
  ::_exit(127);
}

TerminalProcess::~TerminalProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(terminal_);
}

void TerminalProcess::type(const std::string& keys) {
  for (std::size_t done = 0; done < keys.size();) {
    const ssize_t count = ::write(terminal_, keys.data() + done, keys.size() - done);
    if (count <= 0) return;  // it has ended: shows() will say so
    done += static_cast<std::size_t>(count);
  }
}

bool TerminalProcess::shows(const std::string& text, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    if (const auto at = screen_.find(text, seen_); at != screen_.npos) {
      seen_ = at + text.size();
      return true;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd ready{terminal_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
    std::array<char, 4096> part{};
    const ssize_t count = ::read(terminal_, part.data(), part.size());
    if (count <= 0) return false;
    screen_.append(part.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace newswatch::system_test
