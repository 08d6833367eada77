#include "support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

extern char** environ;

namespace newswatch::test {
namespace {

// -1 when it cannot be piped. `into`, if any, becomes the child's `fd`.
pid_t spawn(const std::vector<std::string>& args, std::optional<int> into = {}, int fd = -1) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (into) posix_spawn_file_actions_adddup2(&actions, *into, fd);
  std::vector<char*> argv;
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed ? -1 : pid;
}

struct Piped {
  pid_t pid = -1;
  int read_end = -1;  // of the pipe that stands for the child's `fd`
};

Piped spawn_piped(const std::vector<std::string>& args, int fd) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const Piped piped{spawn(args, ends[1], fd), ends[0]};
  close(ends[1]);
  return piped;
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

// The exit status of a child that ends by itself; -1: there is none.
int reap(pid_t pid) {
  int raw = 0;
  return pid > 0 && waitpid(pid, &raw, 0) == pid ? exit_status(raw) : -1;
}

}  // namespace

Child::Child(const std::vector<std::string>& args, std::function<void(const std::string&)> line) {
  const Piped piped = spawn_piped(args, STDERR_FILENO);
  pid_ = piped.pid;
  if (piped.read_end >= 0) {
    reader_ =
        std::thread([this, fd = piped.read_end, each = std::move(line)] { read_lines(fd, each); });
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
  const Piped piped = spawn_piped(args, STDOUT_FILENO);
  Output output;
  if (piped.read_end < 0) return output;
  while (read_some(piped.read_end, output.text)) {
  }
  close(piped.read_end);
  output.status = reap(piped.pid);
  return output;
}

int show_command(const std::vector<std::string>& args) { return reap(spawn(args)); }

}  // namespace newswatch::test
