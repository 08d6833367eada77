#include "daemon/systemd.h"

#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <cstdint>

namespace newswatch::daemon::systemd {

std::vector<int> sockets() {
  std::vector<int> out;
  const int count = sd_listen_fds(1);
  for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + count; ++fd) {
    if (sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0) out.push_back(fd);
  }
  return out;
}

void ready(const std::string& status) { sd_notify(0, ("READY=1\nSTATUS=" + status).c_str()); }

void status(const std::string& text) { sd_notify(0, ("STATUS=" + text).c_str()); }

void stopping() { sd_notify(0, "STOPPING=1\nSTATUS=stopping"); }

void alive() { sd_notify(0, "WATCHDOG=1"); }

std::optional<model::Duration> watchdog() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return model::Duration(microseconds / 1000);
}

}  // namespace newswatch::daemon::systemd
