// A disk of a test's own: a tmpfs that this thread and the programs that it starts see, and nobody
// else. Gone with the value. One thread.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "program/daemon_process.h"

namespace newswatch::system_test {

class SmallDisk {
 public:
  // On a folder that is there. Not mounted: this user, or this machine, does not permit it.
  SmallDisk(std::filesystem::path at, const std::string& size) : at_(std::move(at)) {
    mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
               ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("tmpfs", at_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  // False: it could not be done.
  bool make_read_only() const {
    return ::mount(nullptr, at_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
  }
  // Leaves that much room at most. Who else writes there takes some meanwhile.
  bool fill(std::size_t room) const {
    const int fd = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const bool done = until([&] {
      const std::size_t space = std::filesystem::space(at_).available;
      return space <= room || ::posix_fallocate(fd, 0, static_cast<off_t>(space - room)) == 0;
    });
    ::close(fd);
    return done;
  }
  void make_room() const { std::filesystem::remove(ballast()); }

 private:
  std::filesystem::path ballast() const { return at_ / "ballast"; }

  const std::filesystem::path at_;
  bool mounted_ = false;
};

}  // namespace newswatch::system_test
