#include "cli/config_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "process/denial.h"
#include "process/unique_fd.h"
#include "text/escape.h"

namespace newswatch::cli {
namespace {

namespace fs = std::filesystem;

tl::unexpected<model::Error> not_written(const fs::path& file, int reason) {
  const auto denied =
      process::denial(file.parent_path().empty() ? "." : file.parent_path(), process::Wish::kWrite);
  const std::string why = denied && (reason == EACCES || reason == EPERM)
                              ? process::to_string(*denied, "run the command as its owner")
                              : std::strerror(reason);
  return model::fail(model::ErrorKind::kPermanent,
                     "write " + text::printable(file.string()) + ": " + why);
}

// False: errno says why.
bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno != EINTR) return false;
    if (wrote > 0) text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return ::fsync(fd) == 0;
}

}  // namespace

model::Result<void> create_config(const fs::path& file, std::string_view text) {
  const process::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!fd.valid() && errno == EEXIST) {
    return model::fail(model::ErrorKind::kPermanent,
                       text::printable(file.string()) + " is there already, and stays as it is");
  }
  if (!fd.valid()) return not_written(file, errno);
  if (write_whole(fd.get(), text)) return {};
  const int reason = errno;
  ::unlink(file.c_str());
  return not_written(file, reason);
}

model::Result<void> replace_config(const fs::path& file, std::string_view text) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  struct stat info {};
  if (error || ::stat(target.c_str(), &info) != 0) return not_written(file, ENOENT);
  if (!S_ISREG(info.st_mode)) {
    return model::fail(model::ErrorKind::kPermanent,
                       text::printable(file.string()) + " is no regular file");
  }
  std::string beside = target.string() + ".XXXXXX";
  const process::UniqueFd fd(::mkostemp(beside.data(), O_CLOEXEC));
  if (!fd.valid()) return not_written(target, errno);
  if (::fchown(fd.get(), info.st_uid, info.st_gid) == 0 &&
      ::fchmod(fd.get(), info.st_mode & 07777) == 0 && write_whole(fd.get(), text) &&
      ::rename(beside.c_str(), target.c_str()) == 0) {
    return {};
  }
  const int reason = errno;
  ::unlink(beside.c_str());
  return not_written(target, reason);
}

model::Result<void> write_file(const fs::path& file, std::string_view text) {
  std::error_code error;
  return fs::exists(file, error) ? replace_config(file, text) : create_config(file, text);
}

}  // namespace newswatch::cli
