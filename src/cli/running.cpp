#include "cli/running.h"

#include <fcntl.h>

#include <chrono>
#include <utility>

#include "daemon/control.h"
#include "process/unique_fd.h"

namespace newswatch::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(2);

// RocksDB locks the whole file while it is open for writing.
bool is_locked(const std::filesystem::path& file) {
  const process::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return ::fcntl(fd.get(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace

Running find_running(const std::filesystem::path& state_folder,
                     const std::filesystem::path& store_folder) {
  Running found;
  auto reply = daemon::ask_daemon(state_folder, {}, kPatience);
  if (reply && *reply) {
    found.state = Running::State::kRuns;
    found.reply = std::move(*reply);
    return found;
  }
  if (!is_locked(store_folder / "LOCK")) return found;
  found.state = reply ? Running::State::kBusy : Running::State::kSilent;
  if (!reply) found.why = reply.error().context;
  return found;
}

}  // namespace newswatch::cli
