// A disk that fails under the store: the process says so and ends with a status, never by a signal.
//
// The functions of libc that RocksDB writes files by are replaced for this program; they fail from
// a call on, for files of one folder. Each child is this program again, as in crash_test.cpp.
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include "store/queries.h"
#include "store/rocks_store.h"
#include "unit/store/samples.h"

namespace {

std::atomic<int> g_calls_left = -1;  // below 0: nothing fails
std::atomic<int> g_errno = 0;
std::atomic<bool> g_syncs_only = false;
std::string g_folder;  // set before any thread

bool is_of_folder(int fd) {
  std::array<char, 4096> name{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), name.data(), name.size());
  return size > 0 &&
         std::string_view(name.data(), static_cast<std::size_t>(size)).starts_with(g_folder);
}

bool fails(int fd, bool is_sync) {
  if (g_errno == 0 || (g_syncs_only && !is_sync) || !is_of_folder(fd)) return false;
  if (g_calls_left > 0) {
    --g_calls_left;
    return false;
  }
  errno = g_errno;
  return true;
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {
ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  return fails(fd, false) ? -1 : real(fd, bytes, size);
}
int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return fails(fd, true) ? -1 : real(fd);
}
int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return fails(fd, true) ? -1 : real(fd);
}
}

namespace newswatch::store {
namespace {

enum Status : int { kPassed = 10, kEnded = 11, kNeverFailed = 12, kDidNotRecover = 13 };

Batch batch(int n) {
  Batch batch;
  batch.events = {sample_event(n)};
  batch.events[0].summary = std::string(20'000, 'x');
  batch.last_event_id = event_id(n);
  batch.sync = n % 3 == 0;
  return batch;
}

// Commits until the disk fails, tells how, and ends as the daemon does.
int suffer(const std::filesystem::path& dir, int error, int after, bool syncs_only) {
  const bool recovers = error == EDQUOT && after == 1 && !syncs_only;  // takes RocksDB 5 s
  auto store = RocksStore::open(dir);
  if (!store) return 1;
  g_syncs_only = syncs_only;
  g_calls_left = after;
  g_errno = error;
  for (int n = 1; n < 2000; ++n) {
    const auto done = (*store)->commit(batch(n));
    if (done) continue;
    if (done.error().kind == model::ErrorKind::kPermanent) {
      (void)(*store)->commit(batch(n));
      return kEnded;  // the store closes with the disk as it is
    }
    if (done.error().kind != model::ErrorKind::kTransient) return 2;
    if (!recovers) return kPassed;  // closes with the disk full
    g_errno = 0;
    for (int tries = 0; tries < 300; ++tries) {
      ::usleep(50'000);
      if ((*store)->commit(batch(n))) return kPassed;
    }
    return kDidNotRecover;
  }
  return kNeverFailed;
}

const bool kIsNoDiskChild = [] {
  const char* job = ::getenv("NEWSWATCH_DISK_CHILD");
  if (job == nullptr) return true;
  int error = 0, after = 0, syncs_only = 0;
  std::array<char, 512> dir{};
  if (std::sscanf(job, "%d:%d:%d:%511s", &error, &after, &syncs_only, dir.data()) != 4) ::_exit(1);
  g_folder = dir.data();
  ::_exit(suffer(dir.data(), error, after, syncs_only != 0));
}();

int wait_status(int error, int after, bool syncs_only, const std::filesystem::path& dir) {
  const std::string variable =
      fmt::format("NEWSWATCH_DISK_CHILD={}:{}:{:d}:{}", error, after, syncs_only, dir.string());
  std::vector<char*> environment = {const_cast<char*>(variable.c_str())};
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  environment.push_back(nullptr);
  const std::array<const char*, 2> arguments = {"unit_store", nullptr};
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execve("/proc/self/exe", const_cast<char**>(arguments.data()), environment.data());
    ::_exit(127);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return status;
}

void expect_end(int error, int expected) {
  for (const auto& [after, syncs_only] :
       {std::pair{1, false}, {150, false}, {0, true}, {3, true}}) {
    const TempDir dir;
    const int status = wait_status(error, after, syncs_only, dir.path() / "store");
    ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status) << " after " << after;
    EXPECT_EQ(WEXITSTATUS(status), expected) << after << " syncs only: " << syncs_only;
    const auto again = RocksStore::open(dir.path() / "store");
    EXPECT_TRUE(again) << again.error().context;
  }
}

TEST(DiskError, EndsWithAStatusAndNoSignal) { expect_end(EIO, kEnded); }

TEST(DiskError, AQuotaThatIsUsedUpIsAFullDisk) { expect_end(EDQUOT, kPassed); }

TEST(DiskError, AFullDiskIsClosedWithoutASignal) { expect_end(ENOSPC, kPassed); }

}  // namespace
}  // namespace newswatch::store
