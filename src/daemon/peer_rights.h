// Who may change things: root, the service's own user, and the members of the group that the config
// names (control_group). Who asks is told by the kernel (SO_PEERCRED, SO_PEERGROUPS; unix(7)). Any
// thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "model/result.h"

namespace newswatch::daemon {

// The group whose members may change things; nullopt for an empty name. kBadInput: there is no such
// group, or it is everybody's.
model::Result<std::optional<gid_t>> changing_group(const std::string& name);

// Whether who is at the other end of this Unix socket's connection may.
bool peer_may_change(int connection, const std::optional<gid_t>& group);

}  // namespace newswatch::daemon
