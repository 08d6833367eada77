#include "store/kept_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <system_error>

#include "text/times.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kInfix = "-before-schema-";

// Not the lock, nor a mark of newswatch's own: what RocksDB needs to open it.
bool belongs(const std::string& name) {
  return name.ends_with(".sst") || name.ends_with(".log") || name.starts_with("MANIFEST-") ||
         name.starts_with("OPTIONS-") || name == "CURRENT" || name == "IDENTITY";
}

void to_disk(const fs::path& path, std::error_code& failed) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 || ::fsync(fd) != 0) failed = std::error_code(errno, std::generic_category());
  if (fd >= 0) ::close(fd);
}

void copy_one(const fs::path& from, const fs::path& to, std::error_code& failed) {
  if (from.extension() == ".sst") {
    fs::create_hard_link(from, to, failed);
    if (!failed) return;
    failed.clear();  // a disk without links
  }
  fs::copy_file(from, to, failed);
  if (!failed) to_disk(to, failed);
}

void copy_all(const fs::path& from, const fs::path& to, std::error_code& failed) {
  fs::create_directory(to, from, failed);
  for (fs::directory_iterator at(from, failed), end; !failed && at != end; at.increment(failed)) {
    const fs::path name = at->path().filename();
    if (belongs(name.string())) copy_one(at->path(), to / name, failed);
  }
  if (!failed) to_disk(to, failed);
}

void drop_earlier_copies(const fs::path& dir, const fs::path& newest) {
  const std::string begin = dir.filename().string() + std::string(kInfix);
  std::error_code ignored;  // what stays costs room only
  for (fs::directory_iterator at(newest.parent_path(), ignored), end; !ignored && at != end;
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(begin) || at->path().filename() == newest.filename()) continue;
    std::error_code unremoved;
    fs::remove_all(at->path(), unremoved);
  }
}

model::Result<void> keep_at(const fs::path& copy, const fs::path& dir, std::string_view before,
                            std::string_view not_done) {
  std::error_code failed;
  if (fs::exists(copy, failed)) return {};
  const fs::path part = copy.string() + ".part";
  fs::remove_all(part, failed);
  if (!failed) copy_all(dir, part, failed);
  if (!failed) fs::rename(part, copy, failed);
  if (!failed) to_disk(copy.parent_path(), failed);
  if (!failed) return {};
  std::error_code ignored;
  fs::remove_all(part, ignored);
  const bool full = failed == std::errc::no_space_on_device || failed.value() == EDQUOT;
  return model::fail(full ? model::ErrorKind::kTransient : model::ErrorKind::kPermanent,
                     fmt::format("copy the store in {} to {} before {}: {}; it was not {}",
                                 dir.string(), copy.string(), before, failed.message(), not_done));
}

}  // namespace

model::Result<fs::path> keep_copy(const fs::path& dir, std::uint64_t schema) {
  const fs::path copy =
      dir.parent_path() / fmt::format("{}{}{}", dir.filename().string(), kInfix, schema);
  const auto kept = keep_at(copy, dir, "the upgrade of its schema", "upgraded");
  if (!kept) return tl::unexpected(kept.error());
  drop_earlier_copies(dir, copy);
  return copy;
}

model::Result<fs::path> keep_before_repair(const fs::path& dir, model::Time now) {
  const fs::path copy = fmt::format("{}.before-repair-{}", dir.string(), text::rfc3339(now));
  const auto kept = keep_at(copy, dir, "its repair", "repaired");
  if (!kept) return tl::unexpected(kept.error());
  return copy;
}

}  // namespace newswatch::store
