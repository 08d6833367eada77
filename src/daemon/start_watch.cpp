#include "daemon/start_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>

#include "daemon/log.h"
#include "daemon/log_lines.h"

namespace newswatch::daemon {
namespace {

void watch(int over) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set, signal);
  const process::UniqueFd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  std::array<pollfd, 2> fds{{{over, POLLIN, 0}, {signals.get(), POLLIN, 0}}};
  while (::poll(fds.data(), fds.size(), -1) < 0) continue;
  // A signal that came when the start was over is the daemon's.
  if ((fds[0].revents & POLLIN) != 0) return;
  signalfd_siginfo info{};
  if (::read(signals.get(), &info, sizeof info) != sizeof info) return;
  log_lines::stopping(info.ssi_signo == SIGTERM ? "SIGTERM" : "SIGINT");
  log_lines::stopped();
  flush_log();
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace

StartWatch::StartWatch() : over_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  thread_ = std::thread([over = over_.get()] { watch(over); });
}

StartWatch::~StartWatch() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(over_.get(), &one, sizeof one);
  thread_.join();
}

}  // namespace newswatch::daemon
