#include "daemon/peer_rights.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <vector>

#include "process/denial.h"
#include "text/escape.h"

namespace newswatch::daemon {
namespace {

// For all groups that a user namespace does not map (PrivateUsers= of systemd). Source:
// user_namespaces(7).
constexpr gid_t kNoGroup = 65534;

// Whether the kernel tells us who is a member. Under PrivateUsers= of systemd it knows, of all
// groups, root's and our own: a line of the map is FIRST-HERE FIRST-OUTSIDE COUNT
// (user_namespaces(7)).
bool is_mapped(gid_t group) {
  std::ifstream map("/proc/self/gid_map");
  bool any = false;
  for (std::uint64_t here = 0, outside = 0, count = 0; map >> here >> outside >> count;
       any = true) {
    if (group >= here && group - here < count) return true;
  }
  return !any;  // no map to be read
}

}  // namespace

model::Result<std::optional<gid_t>> changing_group(const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto group = process::group_id(name);
  if (group == kNoGroup) {
    return model::fail(model::ErrorKind::kBadInput,
                       "control_group can't be nogroup: that is everybody");
  }
  if (!group) {
    return model::fail(model::ErrorKind::kBadInput,
                       "there is no group " + text::quoted(name) + " (control_group)");
  }
  if (!is_mapped(*group)) {
    return model::fail(
        model::ErrorKind::kBadInput,
        "control_group " + text::quoted(name) +
            " is hidden from the service by PrivateUsers=yes: name the service's own group, or set "
            "PrivateUsers=no in a drop-in of the unit");
  }
  return group;
}

bool peer_may_change(int connection, const std::optional<gid_t>& group) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  if (peer.uid == 0 || peer.uid == ::geteuid()) return true;
  if (!group) return false;
  if (peer.gid == *group) return true;
  std::vector<gid_t> groups(64);
  for (;;) {
    size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    if (::getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) break;
    if (errno != ERANGE || size <= groups.size() * sizeof(gid_t)) return false;
    groups.resize(size / sizeof(gid_t));
  }
  groups.resize(size / sizeof(gid_t));
  return std::ranges::find(groups, *group) != groups.end();
}

}  // namespace newswatch::daemon
