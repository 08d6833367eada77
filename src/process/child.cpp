#include "process/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <utility>

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 forgets to say that it is C
}

#include "process/child_environment.h"
#include "text/ascii.h"
#include "text/escape.h"

namespace newswatch::process {
namespace {

constexpr model::Duration kTermGrace = std::chrono::seconds(2);
constexpr model::Duration kCancelGrace = std::chrono::milliseconds(300);
constexpr std::size_t kTailBytes = 512;  // of stderr, in the error's text
// step() must return though the program never stops writing: 1 MiB a step.
constexpr int kBlocksAStep = 256;

tl::unexpected<model::Error> child_error(std::string context) {
  return model::fail(model::ErrorKind::kTransient, std::move(context));
}

std::string reason(int code) { return std::generic_category().message(code); }

// A file in memory that holds `bytes`, read from its start.
model::Result<UniqueFd> memory_file(std::string_view bytes) {
  UniqueFd fd(::memfd_create("newswatch-input", MFD_CLOEXEC));
  bool good = fd.valid();
  for (std::size_t at = 0; good && at < bytes.size();) {
    const ssize_t put =
        ::pwrite(fd.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    good = put > 0;
    if (good) at += static_cast<std::size_t>(put);
  }
  if (!good) return child_error("keep the input of the command: " + reason(errno));
  return fd;
}

struct Pipe {
  UniqueFd ours, its;
};

// Only our end is non-blocking.
model::Result<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return child_error(reason(errno));
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  ::fcntl(pipe.ours.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

// Starts the program as child.h promises. 0: it runs; else an errno. output -1: /dev/null.
int spawn_process(std::vector<std::string> arguments, std::vector<std::string> environment,
                  int input, int output, int error, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  if (output >= 0) {
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&files, error, STDERR_FILENO);
  // Our own descriptors are close-on-exec; those of libraries may not be.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  const int code = ::posix_spawnp(&pid, arguments.front().c_str(), &files, &attributes,
                                  pointers(arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return code;
}

// Hands `take` what there is to read, at most a step's worth, and closes `fd` at its end. False:
// `take` wants no more.
template <class Take>
bool drain(UniqueFd& fd, Take&& take) {
  std::array<char, 4096> block;
  for (int i = 0; fd.valid() && i < kBlocksAStep; ++i) {
    const ssize_t got = ::read(fd.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) {
      fd.reset();
    } else if (!take(std::string_view(block.data(), static_cast<std::size_t>(got)))) {
      return false;
    }
  }
  return true;
}

// The end of stderr for an error's text: one line, which starts at a whole character.
std::string last_words(std::string_view tail) {
  if (tail.size() == kTailBytes) {
    while (!tail.empty() && (static_cast<unsigned char>(tail.front()) & 0xc0) == 0x80) {
      tail.remove_prefix(1);
    }
  }
  while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) tail.remove_suffix(1);
  return tail.empty() ? std::string() : ": " + text::printable(tail);
}

bool has_ended(pid_t pid) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid != 0;
}

void wait_for_end(int process, model::Duration limit) {
  pollfd fd{process, POLLIN, 0};
  static_cast<void>(::poll(&fd, 1, static_cast<int>(limit.count())));
}

}  // namespace

Child::Child(Options options, const model::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

Child::~Child() {
  if (pid_ < 0) return;
  // Of many that were told to end at the same time none waits for the others.
  model::Duration grace = kCancelGrace;
  if (phase_ == Phase::kRunning) {
    ::kill(-pid_, SIGTERM);
  } else {
    const model::Duration since = clock_.monotonic() - (deadline_ - kTermGrace);
    grace = std::clamp(grace - since, model::Duration(0), grace);
  }
  wait_for_end(process_.get(), grace);
  ::kill(-pid_, SIGKILL);
  // A process that even SIGKILL does not end hangs in the kernel (a dead disk): init reaps it
  // later.
  wait_for_end(process_.get(), kCancelGrace);
  ::waitpid(pid_, nullptr, WNOHANG);
}

model::Result<std::unique_ptr<Child>> Child::start(Options options, const model::Clock& clock) {
  if (options.arguments.empty()) return child_error("run the command: it is empty");
  std::unique_ptr<Child> child(new Child(std::move(options), clock));
  if (auto spawned = child->spawn(); !spawned) return tl::unexpected(spawned.error());
  return child;
}

model::Result<void> Child::spawn() {
  const std::string doing = "run " + text::printable(options_.arguments.front());
  auto input = memory_file(options_.input);
  if (!input) return tl::unexpected(input.error());
  auto error = open_pipe();
  if (!error) return model::fail(doing, error.error());
  model::Result<Pipe> output = Pipe{};
  if (options_.max_output > 0) output = open_pipe();
  if (!output) return model::fail(doing, output.error());
  pid_t pid = -1;
  const int code = spawn_process(options_.arguments, child_environment(options_.environment),
                                 input->get(), output->its.get(), error->its.get(), pid);
  if (code != 0) return child_error(doing + ": " + reason(code));
  process_ = UniqueFd(::pidfd_open(pid, 0));
  if (!process_.valid()) {
    const int why = errno;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return child_error(doing + ": watch it: " + reason(why));
  }
  pid_ = pid;
  output_ = std::move(output->ours);
  error_ = std::move(error->ours);
  deadline_ = clock_.monotonic() + options_.limit;
  return {};
}

void Child::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) const {
  fds.push_back({process_.get(), POLLIN, 0});
  if (output_.valid()) fds.push_back({output_.get(), POLLIN, 0});
  if (error_.valid()) fds.push_back({error_.get(), POLLIN, 0});
  if (phase_ == Phase::kKilled) return;
  const model::Duration left = std::max(deadline_ - clock_.monotonic(), model::Duration(0));
  wait = wait ? std::min(*wait, left) : left;
}

void Child::read_output() {
  drain(error_, [&](std::string_view bytes) {
    tail_.append(bytes);
    if (tail_.size() > kTailBytes) tail_.erase(0, tail_.size() - kTailBytes);
    return true;
  });
  const bool whole = drain(output_, [&](std::string_view bytes) {
    if (bytes.size() > options_.max_output - written_.size()) return false;
    written_.append(bytes);
    return true;
  });
  if (whole) return;
  too_much_ = true;
  output_.reset();
  if (phase_ == Phase::kRunning) terminate();
}

void Child::terminate() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGTERM);
  phase_ = Phase::kTerminated;
  deadline_ = clock_.monotonic() + kTermGrace;
}

void Child::enforce_deadline() {
  if (phase_ == Phase::kKilled || clock_.monotonic() < deadline_) return;
  if (phase_ == Phase::kRunning) return terminate();
  ::kill(-pid_, SIGKILL);
  phase_ = Phase::kKilled;
}

model::Error Child::why_ended() const {
  const std::string name = text::printable(options_.arguments.front());
  if (too_much_) {
    return {model::ErrorKind::kBadInput,
            fmt::format("run {}: it wrote more than {} bytes, ended", name, options_.max_output)};
  }
  return {model::ErrorKind::kTransient,
          fmt::format("run {}: not done after {} s, ended{}", name,
                      static_cast<double>(options_.limit.count()) / 1000, last_words(tail_))};
}

std::string Child::last_line() const {
  const std::string_view words = text::trimmed(tail_);
  const std::size_t line_end = words.rfind('\n');
  if (line_end == words.npos && tail_.size() == kTailBytes) return {};
  return std::string(words.substr(line_end == words.npos ? 0 : line_end + 1));
}

model::Result<std::string> Child::reap() {
  // Before the leader is reaped: until then no other group can have its number.
  if (is_ending()) ::kill(-pid_, SIGKILL);
  read_output();
  int status = 0;
  const bool known = ::waitpid(pid_, &status, 0) == pid_;
  pid_ = -1;
  if (is_ending()) return tl::unexpected(why_ended());
  const std::string name = text::printable(options_.arguments.front());
  if (!known) return child_error(fmt::format("run {}: its exit status is lost", name));
  if (WIFSIGNALED(status)) {
    return child_error(fmt::format("run {}: ended by signal {} ({}){}", name, WTERMSIG(status),
                                   ::strsignal(WTERMSIG(status)), last_words(tail_)));
  }
  exit_status_ = WEXITSTATUS(status);
  if (*exit_status_ == 0) return std::move(written_);
  return model::fail(
      WEXITSTATUS(status) == EX_DATAERR ? model::ErrorKind::kBadInput
                                        : model::ErrorKind::kTransient,
      fmt::format("run {}: exit status {}{}", name, WEXITSTATUS(status), last_words(tail_)));
}

std::optional<model::Result<std::string>> Child::step() {
  read_output();
  if (has_ended(pid_)) return reap();
  enforce_deadline();
  return std::nullopt;
}

}  // namespace newswatch::process
