// Messages to systemd (sd_notify(3)). No effect when systemd has not started the process. Main
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/clock.h"

namespace newswatch::daemon::systemd {

// Stream sockets that systemd listens at for us (sd_listen_fds(3)); the caller owns them. Once.
std::vector<int> sockets();
void ready(const std::string& status);
// The status line. (RELOADING=1 is not sent: Type=notify-reload needs systemd 253.)
void status(const std::string& text);
void stopping();
void alive();  // WATCHDOG=1
// The longest time between two calls of alive(); nullopt: there is no watchdog.
std::optional<model::Duration> watchdog();

}  // namespace newswatch::daemon::systemd
