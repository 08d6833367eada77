#include "daemon/systemd.h"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace newswatch::daemon::systemd {

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
