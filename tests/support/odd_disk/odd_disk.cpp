// A disk that is slow, fails or forgets, for a program that is started with
// LD_PRELOAD=libodd_disk.so. In the environment:
//
//   ODD_DISK_SLOW_MS=N     each fsync and fdatasync takes N milliseconds more
//   ODD_DISK_FOLDER=PATH   what follows is about the files and folders below it
//   ODD_DISK_FAILS_AT=N    the N-th write, pwrite, fsync or fdatasync fails with EIO;
//   ODD_DISK_LASTS:
//                          and so does each that follows. What failed is added to ODD_DISK_SAID, a
//                          line each: call and path
//   ODD_DISK_KEEPS=PATH    keeps there what a loss of power leaves (see Keeper)
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

namespace {

namespace fs = std::filesystem;

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string() : text;
}

ssize_t put(int fd, const void* bytes, size_t size, off_t at) {
  static const auto function = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return function(fd, bytes, size, at);
}

// A file or folder, whatever its name is now: two that follow each other may have one inode, but
// were not born at one time. Empty: it is not there. Nothing is opened for it: to close a file
// frees the locks on it.
std::string identity(const fs::path& path) {
  struct statx about {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME, &about) != 0) return {};
  return std::to_string(about.stx_ino) + "-" + std::to_string(about.stx_btime.tv_sec) + "-" +
         std::to_string(about.stx_btime.tv_nsec);
}

fs::path open_file(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

// The bytes of each file as of its last sync, and the names in each folder as of the folder's.
//
//   files/IDENTITY          the bytes
//   folders/IDENTITY/NAME   a hard link to a file there, or a symbolic link to the folder IDENTITY
//   folders/root            a symbolic link to that of ODD_DISK_FOLDER
//
// All that is there when the program starts is on the disk. Killed at any instant, the program
// leaves files here that have what the last sync left, or a part of what the next one adds.
class Keeper {
 public:
  Keeper(const fs::path& place, const fs::path& folder)
      : files_(place / "files"), folders_(place / "folders") {
    if (fs::exists(place)) return;  // of the program that started this one
    fs::create_directories(files_);
    fs::create_directories(folders_);
    fs::create_symlink(keep_all(folder), folders_ / "root");
  }

  void synced(int fd) {
    const std::lock_guard lock(mutex_);
    struct stat about {};
    if (::fstat(fd, &about) != 0) return;
    if (S_ISREG(about.st_mode)) keep_bytes(open_file(fd));
    if (S_ISDIR(about.st_mode)) keep_names(open_file(fd));
  }

 private:
  // The identity of a folder that is kept with all that is in it.
  std::string keep_all(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.is_directory()) keep_all(entry.path());
      if (entry.is_regular_file()) keep_bytes(entry.path());
    }
    return keep_names(folder);
  }

  void keep_bytes(const fs::path& file) {
    const int from = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const int to = make(identity(file));
    if (from < 0 || to < 0) std::abort();
    std::array<char, 64 * 1024> block;
    off_t at = 0;
    for (ssize_t got = 0; (got = ::pread(from, block.data(), block.size(), at)) > 0; at += got) {
      if (put(to, block.data(), static_cast<size_t>(got), at) != got) std::abort();
    }
    if (::ftruncate(to, at) != 0) std::abort();
    ::close(from);
    ::close(to);
  }

  // What was never synced is empty.
  int make(const std::string& name) const {
    return ::open((files_ / name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  }

  std::string keep_names(const fs::path& folder) {
    std::string name = identity(folder);
    const fs::path next = folders_ / ("next-" + name);
    fs::remove_all(next);
    fs::create_directory(next);
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string what = identity(entry.path());
      if (what.empty()) continue;  // it was just removed
      const fs::path link = next / entry.path().filename();
      if (entry.is_directory()) {
        fs::create_directory(folders_ / what);
        fs::create_symlink(what, link);
      } else if (entry.is_regular_file()) {
        ::close(make(what));
        fs::create_hard_link(files_ / what, link);
      }
    }
    // At once: a kill leaves the one or the other.
    fs::create_directory(folders_ / name);
    if (::renameat2(AT_FDCWD, next.c_str(), AT_FDCWD, (folders_ / name).c_str(), RENAME_EXCHANGE) !=
        0) {
      std::abort();
    }
    fs::remove_all(next);
    return name;
  }

  const fs::path files_, folders_;
  std::mutex mutex_;
};

class Disk {
 public:
  Disk()
      : slow_ms_(std::atol(variable("ODD_DISK_SLOW_MS").c_str())),
        folder_(variable("ODD_DISK_FOLDER")),
        lasts_(!variable("ODD_DISK_LASTS").empty()),
        fails_at_(std::atol(variable("ODD_DISK_FAILS_AT").c_str())) {
    const std::string said = variable("ODD_DISK_SAID");
    if (!said.empty()) {
      said_ = ::open(said.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    const std::string keeps = variable("ODD_DISK_KEEPS");
    if (!keeps.empty()) keeper_ = new Keeper(keeps, folder_);  // as long as the process
  }

  bool fails(const char* call, int fd) {
    if (fails_at_ == 0) return false;
    const std::string path = path_of(fd);
    if (path.empty()) return false;
    const long number = ++calls_;
    if (number < fails_at_ || (number > fails_at_ && !lasts_)) return false;
    const std::string line = std::string(call) + " " + path + "\n";
    static_cast<void>(write_really(said_, line.data(), line.size()));
    errno = EIO;
    return true;
  }

  int sync(const char* call, int fd) {
    if (fails(call, fd)) return -1;
    timespec left{slow_ms_ / 1000, slow_ms_ % 1000 * 1000000};
    while (::nanosleep(&left, &left) != 0) continue;
    const int done = real<int (*)(int)>(call)(fd);
    if (done == 0 && keeper_ != nullptr && !path_of(fd).empty()) keeper_->synced(fd);
    return done;
  }

  static ssize_t write_really(int fd, const void* bytes, size_t size) {
    static const auto function = real<ssize_t (*)(int, const void*, size_t)>("write");
    return function(fd, bytes, size);
  }

 private:
  // Empty: it is not below the folder.
  std::string path_of(int fd) const {
    std::array<char, 4096> name;
    const ssize_t size = ::readlink(open_file(fd).c_str(), name.data(), name.size());
    const std::string path(name.data(), size > 0 ? static_cast<size_t>(size) : 0);
    const bool ours = !folder_.empty() && (path + "/").starts_with(folder_ + "/");
    return ours ? path : std::string();
  }

  const long slow_ms_;
  const std::string folder_;
  const bool lasts_;
  const long fails_at_;  // 0: none fails
  std::atomic<long> calls_ = 0;
  int said_ = -1;
  Keeper* keeper_ = nullptr;
};

Disk& disk() {
  static Disk& one = *new Disk;  // threads may write until the process ends
  return one;
}

[[gnu::constructor]] void look_at_the_folder() { disk(); }

}  // namespace

extern "C" {
ssize_t write(int fd, const void* bytes, size_t size) {
  return disk().fails("write", fd) ? -1 : Disk::write_really(fd, bytes, size);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return disk().fails("pwrite", fd) ? -1 : put(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t at) {
  return pwrite(fd, bytes, size, at);
}
int fsync(int fd) { return disk().sync("fsync", fd); }
int fdatasync(int fd) { return disk().sync("fdatasync", fd); }
}
