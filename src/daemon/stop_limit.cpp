#include "daemon/stop_limit.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "daemon/log.h"
#include "daemon/log_lines.h"

namespace newswatch::daemon {
namespace {

void end_after(model::Duration limit, int over, int status, CrashMarks& marks) {
  pollfd fd{over, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&fd, 1, static_cast<int>(limit.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready != 0) return;
  marks.release_all();
  log_lines::stop_cut_short();
  flush_log();
  std::_Exit(status);
}

}  // namespace

StopLimit::StopLimit(model::Duration limit, int status, CrashMarks& marks)
    : over_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  thread_ = std::thread(
      [limit, over = over_.get(), status, &marks] { end_after(limit, over, status, marks); });
}

StopLimit::~StopLimit() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(over_.get(), &one, sizeof one);
  thread_.join();
}

}  // namespace newswatch::daemon
