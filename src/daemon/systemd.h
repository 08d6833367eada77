// What systemd is told (sd_notify(3)); nothing happens when it does not listen. Main thread.
#pragma once

#include <optional>
#include <string>

#include "model/clock.h"

namespace newswatch::daemon::systemd {

void ready(const std::string& status);
// RELOADING=1 of Type=notify-reload needs systemd 253; Type=notify takes the status alone.
void status(const std::string& text);
void stopping();
void alive();
// How often alive() must come; nullopt: no watchdog is set.
std::optional<model::Duration> watchdog();

}  // namespace newswatch::daemon::systemd
