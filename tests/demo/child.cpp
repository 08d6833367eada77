#include "demo/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

extern char** environ;

namespace newswatch::demo {
namespace {

struct Started {
  pid_t pid = -1;
  int read_end = -1;  // of the pipe that stands for the child's `fd`
};

Started start(const std::vector<std::string>& args, int fd) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], fd);
  std::vector<char*> argv;
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  Started started;
  if (posix_spawn(&started.pid, argv[0], &actions, nullptr, argv.data(), environ) != 0) {
    started.pid = -1;
  }
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  started.read_end = ends[0];
  return started;
}

// Appends what comes; false at the end of the pipe.
bool read_some(int fd, std::string& into) {
  std::array<char, 4096> buffer{};
  ssize_t got = 0;
  do {
    got = read(fd, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

int exit_status(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

Child::Child(const std::vector<std::string>& args, std::function<void(const std::string&)> line) {
  const Started started = start(args, STDERR_FILENO);
  pid_ = started.pid;
  if (started.read_end >= 0) {
    reader_ = std::thread(
        [this, fd = started.read_end, each = std::move(line)] { read_lines(fd, each); });
  }
}

Child::~Child() {
  if (running()) {
    signal(SIGKILL);
    wait(std::chrono::seconds(5));
  }
  if (reader_.joinable()) reader_.join();
}

void Child::read_lines(int fd, const std::function<void(const std::string&)>& line) {
  std::string pending;
  while (read_some(fd, pending)) {
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      line(pending.substr(0, end));
      pending.erase(0, end + 1);
    }
  }
  if (!pending.empty()) line(pending);
  close(fd);
}

bool Child::running() {
  if (pid_ < 0 || status_) return false;
  int raw = 0;
  if (waitpid(pid_, &raw, WNOHANG) == pid_) status_ = exit_status(raw);
  return !status_;
}

void Child::signal(int number) {
  if (running()) kill(pid_, number);
}

std::optional<int> Child::wait(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (running() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (status_ && reader_.joinable()) reader_.join();
  return status_;
}

Output run_command(const std::vector<std::string>& args) {
  const Started started = start(args, STDOUT_FILENO);
  Output output;
  if (started.read_end < 0) return output;
  while (read_some(started.read_end, output.text)) {
  }
  close(started.read_end);
  int raw = 0;
  if (started.pid > 0 && waitpid(started.pid, &raw, 0) == started.pid) {
    output.status = exit_status(raw);
  }
  return output;
}

}  // namespace newswatch::demo
