#include "store/replace_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "text/times.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

fs::path part_of(const fs::path& dir) { return dir.string() + ".part"; }

tl::unexpected<model::Error> not_replaced(std::string_view doing, const fs::path& path, int code) {
  const auto kind = code == ENOSPC || code == EDQUOT ? model::ErrorKind::kTransient
                                                     : model::ErrorKind::kPermanent;
  return model::fail(
      kind, fmt::format("{} {}: {}", doing, path.string(), std::generic_category().message(code)));
}

bool to_disk(const fs::path& path) {
  const process::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return fd.valid() && ::fsync(fd.get()) == 0;
}

// Owner, modes, and everything on the disk; the folder last, which nobody else may enter till then.
bool hand_over(const fs::path& part, const struct stat& above) {
  const bool is_root = ::geteuid() == 0;
  const auto give = [&](const fs::path& path, mode_t mode) {
    return (!is_root || ::lchown(path.c_str(), above.st_uid, above.st_gid) == 0) &&
           ::chmod(path.c_str(), mode) == 0 && to_disk(path);
  };
  std::error_code error;
  for (fs::directory_iterator at(part, error), end; !error && at != end; at.increment(error)) {
    if (!give(at->path(), 0640)) return false;
  }
  return !error && give(part, 0750);
}

bool exchange(const fs::path& one, const fs::path& other, const fs::path& spare) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system that can't: for an instant there is none in place.
  return ::rename(other.c_str(), spare.c_str()) == 0 && ::rename(one.c_str(), other.c_str()) == 0 &&
         ::rename(spare.c_str(), one.c_str()) == 0;
}

}  // namespace

model::Result<process::UniqueFd> lock_store(const fs::path& dir) {
  process::UniqueFd fd(::open((dir / "LOCK").c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid()) {
    if (errno == ENOENT) return process::UniqueFd();
    return not_replaced("lock", dir / "LOCK", errno);
  }
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd.get(), F_SETLK, &lock) == 0) return fd;
  return model::fail(model::ErrorKind::kTransient,
                     fmt::format("another newswatch writes the store in {}", dir.string()));
}

model::Result<fs::path> begin_replacement(const fs::path& dir) {
  const fs::path part = part_of(dir);
  std::error_code error;
  fs::remove_all(part, error);
  if (!error) fs::create_directories(dir.parent_path(), error);
  if (error) return not_replaced("make", part, error.value());
  if (::mkdir(part.c_str(), 0700) != 0) return not_replaced("make", part, errno);
  return part;
}

model::Result<fs::path> finish_replacement(const fs::path& dir, std::string_view why,
                                           model::Time now) {
  const fs::path part = part_of(dir);
  struct stat above {};
  if (::stat(dir.parent_path().c_str(), &above) != 0 || !hand_over(part, above)) {
    return not_replaced("hand over", part, errno);
  }
  if (::rmdir(dir.c_str()) == 0 || errno == ENOENT) {  // nothing, or an empty folder
    if (::rename(part.c_str(), dir.c_str()) != 0) return not_replaced("put into place", dir, errno);
    to_disk(dir.parent_path());
    return fs::path();
  }
  // First the name under which the old one will stand: what is left of `part` by a kill is removed
  // some day, and must never be the old store.
  const fs::path aside = fmt::format("{}.before-{}-{}", dir.string(), why, text::rfc3339(now));
  if (::rename(part.c_str(), aside.c_str()) != 0) return not_replaced("rename", part, errno);
  if (!exchange(aside, dir, dir.string() + ".between")) {
    const int code = errno;
    ::rename(aside.c_str(), part.c_str());
    return not_replaced("put into place", dir, code);
  }
  to_disk(dir.parent_path());
  return aside;
}

}  // namespace newswatch::store
