#include "daemon/snapshots.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <system_error>

#include "process/unique_fd.h"

namespace newswatch::daemon {
namespace {

namespace fs = std::filesystem;

bool is_in_use(const fs::path& folder) {
  const process::UniqueFd fd(
      ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0;
}

}  // namespace

model::Result<std::string> Snapshots::make(model::Time now) {
  if (!remove_left()) {
    return model::fail(model::ErrorKind::kTransient,
                       "another backup is being made; try again when it is done");
  }
  const std::string name =
      fmt::format("{}{}", store::kSnapshotPrefix, now.time_since_epoch().count());
  const fs::path folder = state_dir_ / name;
  if (auto made = store_.snapshot(folder); !made) {
    remove_left();
    return tl::unexpected(made.error());
  }
  ::chmod(folder.c_str(), 0750);  // for the group, whatever the umask
  return name;
}

bool Snapshots::remove_left() const {
  bool all = true;
  std::error_code error;  // what can't be removed costs room only, and is tried again
  for (fs::directory_iterator at(state_dir_, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->path().filename().string().starts_with(store::kSnapshotPrefix)) continue;
    std::error_code ignored;
    if (!fs::is_directory(at->symlink_status(ignored))) continue;
    if (is_in_use(at->path())) {
      all = false;
    } else {
      fs::remove_all(at->path(), ignored);
    }
  }
  return all;
}

}  // namespace newswatch::daemon
