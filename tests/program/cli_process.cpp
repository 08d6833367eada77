#include "program/cli_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace newswatch::system_test {
namespace {

using Steady = std::chrono::steady_clock;

// The program with these descriptors as its standard streams.
pid_t start(const std::vector<std::string>& args, const std::vector<std::string>& environment,
            int in, int out, int err) {
  std::vector<std::string> words = {NEWSWATCH_BINARY};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<std::string> variables = environment;  // the first of a name counts
  variables.insert(variables.end(), {"PATH=/usr/bin:/bin", "HOME=/nonexistent", "TZ=UTC"});
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const char* options = std::getenv(name))
      variables.push_back(fmt::format("{}={}", name, options));
  }
  std::vector<char*> argv, envp;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& variable : variables) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  if (err >= 0) posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = -1;
  if (posix_spawn(&pid, NEWSWATCH_BINARY, &actions, nullptr, argv.data(), envp.data()) != 0)
    pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

int exit_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

class ScratchFile {
 public:
  ScratchFile() {
    path_ = (std::filesystem::temp_directory_path() / "newswatch-cli-XXXXXX").string();
    fd_ = ::mkostemp(path_.data(), O_CLOEXEC);
  }
  ~ScratchFile() {
    ::close(fd_);
    std::filesystem::remove(path_);
  }
  int fd() const { return fd_; }
  std::string text() const {
    std::ostringstream text;
    text << std::ifstream(path_, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace

CliProcess::CliProcess(const std::vector<std::string>& args,
                       const std::vector<std::string>& environment) {
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) std::abort();
  pid_ = start(args, environment, in[0], out[1], -1);
  ::close(in[0]);
  ::close(out[1]);
  in_ = in[1];
  out_ = out[0];
}

CliProcess::~CliProcess() {
  if (status_ < 0 && pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_stdin();
  close_stdout();
}

void CliProcess::write(std::string_view text) {
  if (::write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
}

void CliProcess::close_stdin() {
  if (in_ >= 0) ::close(in_);
  in_ = -1;
}

void CliProcess::close_stdout() {
  if (out_ >= 0) ::close(out_);
  out_ = -1;
}

std::string CliProcess::read_line(std::chrono::milliseconds max) {
  const auto end = Steady::now() + max;
  while (true) {
    if (const std::size_t at = buffer_.find('\n'); at != std::string::npos) {
      const std::string line = buffer_.substr(0, at);
      buffer_.erase(0, at + 1);
      return line;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Steady::now());
    pollfd ready{out_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return {};
    char chunk[4096];
    const ssize_t got = ::read(out_, chunk, sizeof chunk);
    if (got <= 0) return {};
    buffer_.append(chunk, static_cast<std::size_t>(got));
  }
}

void CliProcess::signal(int number) { ::kill(pid_, number); }

int CliProcess::wait(std::chrono::milliseconds max) {
  const auto end = Steady::now() + max;
  while (status_ < 0 && Steady::now() < end) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      status_ = exit_status(status);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  return status_;
}

Ran run_cli(const std::vector<std::string>& args, std::string_view input,
            const std::vector<std::string>& environment) {
  ScratchFile in, out, err;
  if (::write(in.fd(), input.data(), input.size()) != static_cast<ssize_t>(input.size())) return {};
  ::lseek(in.fd(), 0, SEEK_SET);
  const pid_t pid = start(args, environment, in.fd(), out.fd(), err.fd());
  Ran ran;
  if (pid < 0) return ran;
  const auto end = Steady::now() + std::chrono::seconds(60);
  int status = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    if (Steady::now() > end) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ran.status = exit_status(status);
  ran.out = out.text();
  ran.err = err.text();
  return ran;
}

bool has_terminals() {
  const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0) return false;
  const bool unlocked = ::grantpt(ours) == 0 && ::unlockpt(ours) == 0;
  const int theirs = unlocked ? ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
  ::close(ours);
  if (theirs >= 0) ::close(theirs);
  return theirs >= 0;
}

Ran run_on_terminal(const std::vector<std::string>& args, unsigned short columns,
                    const std::vector<std::string>& environment) {
  const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0 || ::grantpt(ours) != 0 || ::unlockpt(ours) != 0) std::abort();
  const int theirs = ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios mode{};
  const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  if (theirs < 0 || ::tcgetattr(theirs, &mode) != 0) std::abort();
  ::cfmakeraw(&mode);
  if (::tcsetattr(theirs, TCSANOW, &mode) != 0 || ::ioctl(theirs, TIOCSWINSZ, &size) != 0)
    std::abort();
  ScratchFile in, err;
  const pid_t pid = start(args, environment, in.fd(), theirs, err.fd());
  ::close(theirs);
  Ran ran;
  char chunk[4096];
  for (ssize_t got = 0; (got = ::read(ours, chunk, sizeof chunk)) > 0;) {  // EIO: it has ended
    ran.out.append(chunk, static_cast<std::size_t>(got));
  }
  ::close(ours);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ran.status = exit_status(status);
  ran.err = err.text();
  return ran;
}

}  // namespace newswatch::system_test
