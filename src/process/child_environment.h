// What of this process's environment a program of the user's may see. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace newswatch::process {

// `environment` (NAME=value) without what the service manager gave this process alone: the sockets
// and the watchdog that a program could report to in its name, and the folder of secrets
// (NOTIFY_SOCKET, WATCHDOG_*, LISTEN_*, CREDENTIALS_DIRECTORY). A proxy stays, without the user and
// the password in its address.
std::vector<std::string> child_environment(const std::vector<std::string>& environment);

}  // namespace newswatch::process
