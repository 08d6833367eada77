#include "store/reader_scratch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace newswatch::store {
namespace {

constexpr std::string_view kPrefix = "newswatch-reader-";
constexpr std::time_t kMakingTakes = 60;  // seconds until a new folder has its lock, at the most

process::UniqueFd open_folder(const std::filesystem::path& path) {
  return process::UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool is_left_behind(const process::UniqueFd& folder, std::time_t now) {
  struct stat status {};
  return folder.valid() && ::fstat(folder.get(), &status) == 0 && status.st_uid == ::geteuid() &&
         status.st_mtime + kMakingTakes < now && ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0;
}

// `own` was made just now: its time is the clock of that file system.
void remove_left_behind(const std::filesystem::path& parent, const process::UniqueFd& own) {
  struct stat made {};
  if (!own.valid() || ::fstat(own.get(), &made) != 0) return;
  std::error_code error;  // whatever fails here, the next reader tries again
  for (std::filesystem::directory_iterator at(parent, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->path().filename().string().starts_with(kPrefix)) continue;
    const process::UniqueFd folder = open_folder(at->path());
    std::error_code ignored;
    if (is_left_behind(folder, made.st_mtime)) std::filesystem::remove_all(at->path(), ignored);
  }
}

}  // namespace

model::Result<ReaderScratch> ReaderScratch::make(const std::filesystem::path& parent) {
  std::string name = (parent / kPrefix).string() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    return model::fail(
        model::ErrorKind::kPermanent,
        fmt::format("cannot make a folder in {}: {}", parent.string(), std::strerror(errno)));
  }
  process::UniqueFd lock = open_folder(name);
  if (lock.valid()) ::flock(lock.get(), LOCK_EX);
  remove_left_behind(parent, lock);
  return ReaderScratch(name, std::move(lock));
}

ReaderScratch::ReaderScratch(std::filesystem::path path, process::UniqueFd lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

ReaderScratch::~ReaderScratch() {
  if (path_.empty()) return;  // moved from
  std::error_code ignored;    // nothing depends on it
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace newswatch::store
