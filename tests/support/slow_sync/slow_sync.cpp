// A slow disk for a program that is started with LD_PRELOAD=libslow_sync.so: each fsync and
// fdatasync takes SLOW_SYNC_MS milliseconds more.
#include <dlfcn.h>
#include <time.h>

#include <cstdlib>

namespace {

using Sync = int (*)(int);

int slowly(const char* name, int fd) {
  static const long wait = [] {
    const char* text = std::getenv("SLOW_SYNC_MS");
    return text == nullptr ? 0L : std::atol(text);
  }();
  timespec left{wait / 1000, wait % 1000 * 1000000};
  while (::nanosleep(&left, &left) != 0) continue;
  return reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, name))(fd);
}

}  // namespace

extern "C" int fsync(int fd) { return slowly("fsync", fd); }
extern "C" int fdatasync(int fd) { return slowly("fdatasync", fd); }
