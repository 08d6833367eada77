#include "notify/command_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

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

#include "record/notification_json.h"
#include "text/escape.h"

namespace newswatch::notify {
namespace {

constexpr model::Duration kTermGrace = std::chrono::seconds(2);
constexpr model::Duration kCancelGrace = std::chrono::milliseconds(300);
constexpr std::size_t kTailBytes = 512;       // of stderr, in the error's text
constexpr std::size_t kVariableBytes = 8192;  // the kernel takes 128 KiB for one

tl::unexpected<model::Error> command_error(std::string context) {
  return model::fail(model::ErrorKind::kTransient, std::move(context));
}

std::string reason(int code) { return std::generic_category().message(code); }

// A file in memory that holds `bytes`, read from its start.
model::Result<UniqueFd> memory_file(std::string_view bytes) {
  UniqueFd fd(::memfd_create("notification", MFD_CLOEXEC));
  bool good = fd.valid();
  for (std::size_t at = 0; good && at < bytes.size();) {
    const ssize_t put =
        ::pwrite(fd.get(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    good = put > 0;
    if (good) at += static_cast<std::size_t>(put);
  }
  if (!good) return command_error("keep the message for the command: " + reason(errno));
  return fd;
}

std::vector<std::string> child_environment(const std::vector<std::string>& base,
                                           const model::Notification& n) {
  const std::array<std::pair<const char*, std::string>, 7> ours{{
      {"NEWSWATCH_ID=", n.id},
      {"NEWSWATCH_TYPE=", n.type},
      {"NEWSWATCH_TITLE=", n.title},
      {"NEWSWATCH_LINK=", n.link},
      {"NEWSWATCH_EVENT=", n.event.id},
      {"NEWSWATCH_TOPICS=", fmt::format("{}", fmt::join(n.event.topics, ","))},
      {"NEWSWATCH_OUTLETS=", fmt::format("{}", fmt::join(n.event.outlets, ","))},
  }};
  std::vector<std::string> all;
  for (const std::string& entry : base) {
    const bool replaced = std::ranges::any_of(
        ours, [&](const auto& variable) { return entry.starts_with(variable.first); });
    if (!replaced) all.push_back(entry);
  }
  for (const auto& [name, value] : ours) {
    all.push_back(name + text::shortened(text::printable(value), kVariableBytes));
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

// posix_spawn with what every command gets; an errno, 0 when it runs.
int spawn_command(const std::vector<std::string>& command, std::vector<std::string> environment,
                  int input, int error, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&files, error, STDERR_FILENO);
  // All of ours are close-on-exec; libraries may be less careful.
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
  std::vector<std::string> arguments = command;
  const int code = ::posix_spawnp(&pid, arguments.front().c_str(), &files, &attributes,
                                  pointers(arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return code;
}

// Takes what stderr has, keeps its end; closes it when it has ended.
void drain(UniqueFd& fd, std::string& tail) {
  std::array<char, 4096> block;
  // A command that never stops writing must not keep us here: 1 MiB a step.
  for (int i = 0; fd.valid() && i < 256; ++i) {
    const ssize_t got = ::read(fd.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return fd.reset();
    tail.append(block.data(), static_cast<std::size_t>(got));
    if (tail.size() > kTailBytes) tail.erase(0, tail.size() - kTailBytes);
  }
}

// The end of stderr as a part of an error's text: from its first whole character, one line.
std::string said(std::string_view tail) {
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

CommandSink::CommandSink(CommandOptions options, const model::Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

CommandSink::~CommandSink() { cancel(); }

model::Result<CommandSink::Run> CommandSink::spawn(const model::OutboxRow& row) const {
  if (options_.command.empty()) return command_error("run the command: it is empty");
  const std::string name = text::printable(options_.command.front());
  auto input = memory_file(record::notification_json(row.notification) + "\n");
  if (!input) return tl::unexpected(input.error());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return command_error(fmt::format("run {}: {}", name, reason(errno)));
  }
  Run run;
  run.error = UniqueFd(ends[0]);
  const UniqueFd child_error(ends[1]);
  ::fcntl(run.error.get(), F_SETFL, O_NONBLOCK);  // our end alone
  const int code =
      spawn_command(options_.command, child_environment(options_.environment, row.notification),
                    input->get(), child_error.get(), run.pid);
  if (code != 0) return command_error(fmt::format("run {}: {}", name, reason(code)));
  run.row = row.row;
  run.deadline = clock_.monotonic() + options_.timeout;
  run.process = UniqueFd(::pidfd_open(run.pid, 0));
  if (!run.process.valid()) {
    const int why = errno;
    ::kill(-run.pid, SIGKILL);
    ::waitpid(run.pid, nullptr, 0);
    return command_error(fmt::format("watch {}: {}", name, reason(why)));
  }
  return run;
}

void CommandSink::start(const model::OutboxRow& row) {
  auto run = spawn(row);
  if (run) {
    run_ = std::move(*run);
  } else {
    done_.push_back({row.row, tl::unexpected(run.error())});
  }
}

void CommandSink::watch(std::vector<pollfd>& fds, std::optional<model::Duration>& wait) {
  if (!run_) return;
  fds.push_back({run_->process.get(), POLLIN, 0});
  if (run_->error.valid()) fds.push_back({run_->error.get(), POLLIN, 0});
  if (run_->phase == Phase::kKilled) return;
  const model::Duration left = std::max(run_->deadline - clock_.monotonic(), model::Duration(0));
  wait = wait ? std::min(*wait, left) : left;
}

void CommandSink::enforce_deadline(Run& run) const {
  const model::Monotonic now = clock_.monotonic();
  if (run.phase == Phase::kKilled || now < run.deadline) return;
  const bool first = run.phase == Phase::kRunning;
  ::kill(-run.pid, first ? SIGTERM : SIGKILL);
  run.phase = first ? Phase::kTerminated : Phase::kKilled;
  run.deadline = now + kTermGrace;
}

model::Result<void> CommandSink::reap(Run& run) const {
  const bool late = run.phase != Phase::kRunning;
  // Before the leader is reaped, while the group's number cannot have become somebody else's.
  if (late) ::kill(-run.pid, SIGKILL);
  drain(run.error, run.tail);
  int status = 0;
  const bool known = ::waitpid(run.pid, &status, 0) == run.pid;
  const std::string name = text::printable(options_.command.front());
  if (late) {
    return command_error(fmt::format("run {}: not done after {} s, ended{}", name,
                                     static_cast<double>(options_.timeout.count()) / 1000,
                                     said(run.tail)));
  }
  if (!known) return command_error(fmt::format("run {}: its exit status is lost", name));
  if (WIFSIGNALED(status)) {
    return command_error(fmt::format("run {}: ended by signal {} ({}){}", name, WTERMSIG(status),
                                     ::strsignal(WTERMSIG(status)), said(run.tail)));
  }
  if (WEXITSTATUS(status) == 0) return {};
  return command_error(
      fmt::format("run {}: exit status {}{}", name, WEXITSTATUS(status), said(run.tail)));
}

void CommandSink::collect(std::vector<Delivery>& done) {
  done.insert(done.end(), done_.begin(), done_.end());
  done_.clear();
  if (!run_) return;
  drain(run_->error, run_->tail);
  if (has_ended(run_->pid)) {
    done.push_back({run_->row, reap(*run_)});
    run_.reset();
    return;
  }
  enforce_deadline(*run_);
}

void CommandSink::cancel() {
  done_.clear();
  if (!run_) return;
  ::kill(-run_->pid, SIGTERM);
  wait_for_end(run_->process.get(), kCancelGrace);
  ::kill(-run_->pid, SIGKILL);
  // What even SIGKILL does not end is in the kernel's hands (dead disk): init reaps it after us.
  wait_for_end(run_->process.get(), kCancelGrace);
  ::waitpid(run_->pid, nullptr, WNOHANG);
  run_.reset();
}

}  // namespace newswatch::notify
