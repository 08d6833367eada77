// The sockets at which the page is served: TCP, a Unix socket of the owner and group, or those that
// systemd opened. Any thread.
#pragma once

#include <string>
#include <vector>

#include "config/listen_address.h"
#include "model/result.h"
#include "process/unique_fd.h"

namespace newswatch::web {

// Listens there, without blocking. Replaces a Unix socket that an earlier run left. kPermanent: it
// can't, and why.
model::Result<std::vector<process::UniqueFd>> listen_at(const config::ListenAddress& address);

// For people: "http://127.0.0.1:8787/". fd: the socket, as port 0 asks for any that is free; -1:
// none.
std::string listening_at(const config::ListenAddress& address, int fd);

tl::unexpected<model::Error> not_listening(const std::string& where, const std::string& why);

}  // namespace newswatch::web
