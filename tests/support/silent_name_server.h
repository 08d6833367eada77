// A name server that never answers: a silent UDP socket, in namespaces of a child process's own,
// whose /etc/resolv.conf points at it.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace newswatch::test {

// Runs `story` in a child process where every look-up of a name hangs and loopback is up. It
// returns the first thing that is not so, or nullopt; it has 40 s. The child ends without waiting
// for threads that look names up. The outcome: what the story returned (empty: all was well), or
// how the child ended; nullopt: this machine permits no namespaces.
std::optional<std::string> with_silent_name_server(
    const std::function<std::optional<std::string>()>& story);

}  // namespace newswatch::test
