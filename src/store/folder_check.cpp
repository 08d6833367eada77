#include "store/folder_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "text/hash.h"

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSeenFile = "newswatch-seen";
constexpr std::string_view kCurrent = "CURRENT";  // has the name of the MANIFEST in force
constexpr std::string_view kManifest = "MANIFEST-";
constexpr std::size_t kSeenWidth = 160;  // the file is one line, always of this length

std::string seen_line(const Seen& seen) {
  std::string line = fmt::format("{} {} {:x} {}", seen.manifest, seen.manifest_bytes,
                                 seen.manifest_hash, seen.sequence);
  line += fmt::format(" {:x}", text::hash64(line));  // half a line must not count
  line.resize(kSeenWidth - 1, ' ');
  return line + "\n";
}

std::optional<Seen> read_seen(const fs::path& dir) {
  std::ifstream file(dir / kSeenFile);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  Seen seen;
  std::istringstream in(line);
  in >> seen.manifest >> seen.manifest_bytes >> std::hex >> seen.manifest_hash >> std::dec >>
      seen.sequence;
  if (!in || line + "\n" != seen_line(seen)) return std::nullopt;
  return seen;
}

// The first bytes of a file; shorter when it is.
std::string head(const fs::path& file, std::uint64_t bytes) {
  std::string out;
  out.resize(bytes);
  std::ifstream in(file, std::ios::binary);
  in.read(out.data(), static_cast<std::streamsize>(bytes));
  out.resize(in ? bytes : static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return out;
}

// What CURRENT names; empty: it is not what RocksDB writes.
std::string manifest_in_force(const fs::path& dir) {
  std::ifstream file(dir / kCurrent);
  std::string name;
  const bool whole = std::getline(file, name) && !file.eof();
  const bool ours = whole && name.starts_with(kManifest) && name.size() > kManifest.size() &&
                    std::all_of(name.begin() + kManifest.size(), name.end(),
                                [](char c) { return c >= '0' && c <= '9'; });
  return ours ? name : std::string();
}

model::Error unreadable(const fs::path& dir, int reason) {
  return {model::ErrorKind::kPermanent,
          fmt::format("cannot read the store in {}: {} (its group may)", dir.string(),
                      std::strerror(reason))};
}

model::Error shortened(const fs::path& dir, const std::string& file, std::string_view what) {
  return damage(dir, fmt::format("{} {} (to go on with what is left, remove {} there)", file, what,
                                 kSeenFile));
}

// Names alone.
struct Names {
  std::size_t tables = 0;
  bool current = false, remains = false;  // remains: RocksDB makes them after CURRENT
};

model::Result<Names> read_names(const fs::path& dir) {
  Names names;
  std::error_code failed;
  for (fs::directory_iterator at(dir, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (name == kCurrent) names.current = true;
    if (name.ends_with(".sst")) ++names.tables;
    // IDENTITY and a MANIFEST come before CURRENT: a making that was cut off leaves them.
    if (name.ends_with(".sst") || name.ends_with(".log") || name == kSeenFile) {
      names.remains = true;
    }
  }
  const bool absent =
      failed == std::errc::no_such_file_or_directory || failed == std::errc::not_a_directory;
  if (failed && !absent) return tl::unexpected(unreadable(dir, failed.value()));
  return names;
}

std::uint64_t number_of(const std::string& manifest) {
  if (manifest.empty()) return 0;
  return std::strtoull(manifest.c_str() + kManifest.size(), nullptr, 10);
}

}  // namespace

model::Error damage(const fs::path& dir, std::string_view what) {
  return {
      model::ErrorKind::kCorrupt,
      fmt::format(
          "the store in {} is damaged: {}; nothing in it was changed. Keep a copy of "
          "the folder; restore a backup of it (newswatch restore), or move it away to begin anew",
          dir.string(), what)};
}

model::Result<Folder> look_at_folder(const fs::path& dir) {
  Folder folder;
  folder.seen = read_seen(dir);  // first: what is read later is newer
  struct stat info {};
  if (::stat((dir / kCurrent).c_str(), &info) != 0 && errno == EACCES) {
    return tl::unexpected(unreadable(dir, EACCES));
  }
  const auto names = read_names(dir);
  if (!names) return tl::unexpected(names.error());
  folder.has_tables = names->tables > 0;
  if (!names->current) {
    if (!names->remains) return folder;
    return tl::unexpected(damage(
        dir, fmt::format("its file CURRENT is missing ({} tables are there)", names->tables)));
  }
  folder.has_store = true;
  if (::access((dir / kCurrent).c_str(), R_OK) != 0) {
    return tl::unexpected(unreadable(dir, errno));
  }
  const std::string manifest = manifest_in_force(dir);
  if (manifest.empty()) {
    return tl::unexpected(damage(dir, "its file CURRENT does not name a MANIFEST"));
  }
  if (::stat((dir / manifest).c_str(), &info) != 0) {
    if (errno != ENOENT) return tl::unexpected(unreadable(dir, errno));
    return tl::unexpected(damage(dir, fmt::format("its file {} is missing", manifest)));
  }
  if (!folder.seen) return folder;
  const Seen& seen = *folder.seen;
  if (number_of(manifest) < number_of(seen.manifest)) {
    return tl::unexpected(
        shortened(dir, "CURRENT",
                  "is older than it was: it names " + manifest + " and not " + seen.manifest));
  }
  if (manifest != seen.manifest) return folder;
  const std::string begins = head(dir / manifest, seen.manifest_bytes);
  if (begins.size() < seen.manifest_bytes) {
    return tl::unexpected(shortened(
        dir, manifest,
        fmt::format("has {} bytes and had {}: it was cut", begins.size(), seen.manifest_bytes)));
  }
  if (text::hash64(begins) != seen.manifest_hash) {
    return tl::unexpected(shortened(dir, manifest, "has other bytes than were written"));
  }
  return folder;
}

bool StoreIdentity::follows(const StoreIdentity& before) const {
  if (folder != before.folder || made != before.made || copied != before.copied) return false;
  if (manifest == before.manifest) return manifest_file == before.manifest_file;
  return !manifest.empty() && number_of(manifest) > number_of(before.manifest);
}

StoreIdentity identity_of(const fs::path& dir) {
  StoreIdentity identity;
  struct stat info {};
  if (::stat(dir.c_str(), &info) == 0) identity.folder = info.st_ino;
  if (::stat((dir / "IDENTITY").c_str(), &info) == 0) {
    identity.made = info.st_ino;
    identity.copied = static_cast<std::uint64_t>(info.st_ctim.tv_sec) * 1'000'000'000u +
                      static_cast<std::uint64_t>(info.st_ctim.tv_nsec);
  }
  identity.manifest = manifest_in_force(dir);
  if (!identity.manifest.empty() && ::stat((dir / identity.manifest).c_str(), &info) == 0) {
    identity.manifest_file = info.st_ino;
  }
  return identity;
}

bool is_being_written(const fs::path& dir) {
  const int fd = ::open((dir / "LOCK").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno != ENOENT;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool known = ::fcntl(fd, F_GETLK, &lock) == 0;
  ::close(fd);
  return !known || lock.l_type != F_UNLCK;
}

model::Result<void> check_sequence(const fs::path& dir, const Folder& folder,
                                   std::uint64_t sequence) {
  if (!folder.seen || folder.seen->sequence <= sequence) return {};
  return tl::unexpected(shortened(
      dir, "a write-ahead log (*.log)",
      fmt::format("was cut or is missing: of {} writes that were safely stored, the last {} are "
                  "gone",
                  folder.seen->sequence, folder.seen->sequence - sequence)));
}

SeenMark::SeenMark(fs::path dir) : dir_(std::move(dir)) {
  if (auto before = read_seen(dir_)) seen_ = std::move(*before);
}

SeenMark::~SeenMark() {
  if (fd_ >= 0) ::close(fd_);
}

void SeenMark::manifest_changed() {
  const std::lock_guard lock(mutex_);
  const std::string name = manifest_in_force(dir_);
  if (name.empty()) return;
  const int file = ::open((dir_ / name).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  // RocksDB may be at appending: what is there now must be on the disk before it counts.
  struct stat info {};
  const bool safe = ::fstat(file, &info) == 0 && ::fdatasync(file) == 0;
  ::close(file);
  if (!safe) return;
  const auto size = static_cast<std::uint64_t>(info.st_size);
  const std::string bytes = head(dir_ / name, size);
  if (bytes.size() < size) return;
  seen_.manifest = name;
  seen_.manifest_bytes = size;
  seen_.manifest_hash = text::hash64(bytes);
  write();
}

void SeenMark::synced(std::uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  if (seen_.manifest.empty() || sequence == seen_.sequence) return;
  seen_.sequence = sequence;
  write();
}

void SeenMark::write() {
  if (fd_ < 0) fd_ = ::open((dir_ / kSeenFile).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
  if (fd_ < 0) return;
  const std::string line = seen_line(seen_);
  [[maybe_unused]] const ssize_t written = ::pwrite(fd_, line.data(), line.size(), 0);
}

}  // namespace newswatch::store
