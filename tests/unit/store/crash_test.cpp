// What happens to the store when its process is killed, its disk is full, or another user reads it.
//
// RocksDB's threads do not survive fork(), so each child is this program started again with
// NEWSWATCH_STORE_CHILD=job:folder; it does its job before main() and exits.
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <thread>

#include "store/queries.h"
#include "store/rocks_reader.h"
#include "store/rocks_store.h"
#include "support/folder.h"
#include "support/index_rows.h"
#include "unit/store/samples.h"

namespace newswatch::store {
namespace {

constexpr int kSkipped = 77;
constexpr gid_t kGroup = 54321;
constexpr uid_t kOtherUser = 54322;

// Everything that belongs to step n, in one batch.
Batch step_batch(int n) {
  Batch batch;
  const std::string story = fmt::format("story{}", n);
  batch.stories = {sample_story(story)};
  batch.stories[0].held = n % 3 == 0;
  batch.stories[0].summary = std::string(2000, 'x');
  batch.keys = {{"key:" + story, story}};
  batch.events = {sample_event(n)};
  batch.reports = {sample_report(n, story)};
  batch.outbox = {sample_row(static_cast<std::uint64_t>(n))};
  batch.feeds = {sample_feed("https://example.com/feed")};
  batch.feeds[0].polls = static_cast<std::uint64_t>(n);
  batch.counts_change = {
      .seq = static_cast<std::uint64_t>(n), .day = 1, .scopes = {{"", {1, {{1, 1}}}}}};
  model::IndexRow row;
  row.seq = static_cast<std::uint64_t>(n);
  batch.index_rows = {row};
  batch.last_event_id = event_id(n);
  batch.last_outbox_row = static_cast<std::uint64_t>(n);
  batch.sync = n % 10 == 0;
  return batch;
}

bool fails(bool failed, const std::string& what) {
  if (failed) fmt::print("{}\n", what);
  return failed;
}

// Commits step after step and tells of each on stdout, until it is killed.
int commit_until_killed(const std::filesystem::path& dir) {
  auto store = RocksStore::open(dir);
  if (!store) return 1;
  auto n = static_cast<int>(*last_outbox_row(**store));
  for (;;) {
    ++n;
    if (!(*store)->commit(step_batch(n))) return 1;
    if (::write(STDOUT_FILENO, &n, sizeof n) != sizeof n) return 1;
  }
}

// Reads as a user who shares nothing with the writer but the group.
int read_as_group(const std::filesystem::path& dir) {
  if (::setgroups(0, nullptr) != 0 || ::setgid(kGroup) != 0 || ::setuid(kOtherUser) != 0) return 1;
  if (fails(::access(dir.c_str(), W_OK) == 0, "the other user could write")) return 1;
  const auto reader = RocksReader::open(dir);
  if (!reader) return fails(true, reader.error().context);
  const auto event = find_event(**reader, event_id(1));
  return fails(!event || !*event, "the event is not there");
}

std::uintmax_t room(const std::filesystem::path& dir) {
  return std::filesystem::space(dir).available;
}

// On a disk of 16 MiB of its own: fills it by commits, makes room, goes on.
int fill_the_disk(const std::filesystem::path& dir) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", dir.c_str(), "tmpfs", 0, "size=16m") != 0) {
    fmt::print("a mount namespace is not to be had\n");
    return kSkipped;
  }
  std::ofstream(dir / "filler") << std::string(6 << 20, 'f');
  auto store = RocksStore::open(dir / "store");
  if (!store) return fails(true, store.error().context);
  int n = 0;
  model::Result<void> done;
  std::mt19937 random(1);
  const auto commit = [&](int step) {
    Batch batch = step_batch(step);
    for (int i = 0; i < 100'000; ++i)
      batch.stories[0].summary += static_cast<char>(random() % 94 + 32);
    return (*store)->commit(batch);
  };
  while (n < 2000 && (done = commit(n + 1))) ++n;
  if (fails(done.has_value(), "the disk was never full")) return 1;
  if (fails(done.error().kind != model::ErrorKind::kTransient, done.error().context)) return 1;
  if (fails(!find_event(**store, event_id(n)).value_or(std::nullopt), "no reading when full"))
    return 1;
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    done = commit(n + 1);
    if (done) ++n;  // a flush may have made some room
    if (fails(!done && done.error().kind != model::ErrorKind::kTransient, "later")) return 1;
  }
  std::filesystem::remove(dir / "filler");
  const auto freed = std::chrono::steady_clock::now();
  while (!(done = commit(n + 1))) {
    if (fails(done.error().kind != model::ErrorKind::kTransient, done.error().context)) return 1;
    if (std::chrono::steady_clock::now() - freed > std::chrono::seconds(20)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (!done) return fails(true, done.error().context);
  ++n;
  fmt::print("goes on after {} ms, {} bytes free\n",
             std::chrono::duration_cast<std::chrono::milliseconds>(
                 std::chrono::steady_clock::now() - freed)
                 .count(),
             room(dir));
  store->reset();
  store = RocksStore::open(dir / "store");
  if (!store) return fails(true, store.error().context);
  for (int i = 1; i <= n; ++i) {
    const auto event = find_event(**store, event_id(i));
    if (fails(!event || !*event, fmt::format("step {} of {} is lost", i, n))) return 1;
  }
  return 0;
}

const bool kIsParent = [] {
  const char* job = ::getenv("NEWSWATCH_STORE_CHILD");
  if (job == nullptr) return true;
  const std::string_view text(job);
  const auto colon = text.find(':');
  const std::filesystem::path dir(text.substr(colon + 1));
  int status = 1;
  if (text.starts_with("commit:")) status = commit_until_killed(dir);
  if (text.starts_with("read:")) status = read_as_group(dir);
  if (text.starts_with("fill:")) status = fill_the_disk(dir);
  std::fflush(stdout);
  ::_exit(status);
}();

struct Child {
  pid_t pid = -1;
  int out = -1;  // its stdout
};

Child start(const std::string& job, const std::filesystem::path& dir) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const std::string variable = fmt::format("NEWSWATCH_STORE_CHILD={}:{}", job, dir.string());
  std::vector<char*> environment = {const_cast<char*>(variable.c_str())};
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  environment.push_back(nullptr);
  const std::array<const char*, 2> arguments = {"unit_store", nullptr};
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execve("/proc/self/exe", const_cast<char**>(arguments.data()), environment.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

// Waits for its end; what it said and its wait status.
std::pair<std::string, int> finish(const Child& child) {
  std::string said;
  std::array<char, 4096> part{};
  ssize_t size = 0;
  while ((size = ::read(child.out, part.data(), part.size())) > 0) {
    said.append(part.data(), static_cast<std::size_t>(size));
  }
  ::close(child.out);
  int status = 0;
  EXPECT_EQ(::waitpid(child.pid, &status, 0), child.pid);
  return {said, status};
}

// The number of steps that are there: 1 to n whole, and nothing of any other.
int whole_steps(RocksStore& store) {
  const int n = static_cast<int>(*last_outbox_row(store));
  std::vector<std::string> stories, keys;
  for (int i = 1; i <= n + 1; ++i) {
    stories.push_back(fmt::format("story{}", i));
    keys.push_back("key:" + stories.back());
  }
  const auto found = *find_stories(store, stories);
  const auto known = *find_keys(store, keys);
  for (int i = 1; i <= n + 1; ++i) {
    const auto at = static_cast<std::size_t>(i - 1);
    const bool there = i <= n;
    EXPECT_EQ(found[at].has_value(), there) << i;
    EXPECT_EQ(known[at].has_value(), there) << i;
    EXPECT_EQ(find_event(store, event_id(i))->has_value(), there) << i;
    EXPECT_EQ(find_report(store, event_id(i), store::at(i), stories[at])->has_value(), there) << i;
  }
  const auto rows = *test::index_rows(store);
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(n));
  EXPECT_EQ(all_outbox(store)->size(), static_cast<std::size_t>(n));
  if (n > 0) {
    EXPECT_EQ(stored_counts(store)->changes.size(), static_cast<std::size_t>(n));
    EXPECT_EQ(all_feeds(store)->front().polls, static_cast<std::uint64_t>(n));
    EXPECT_EQ(*last_event_id(store), event_id(n));
  }
  return n;
}

TEST(Crash, LeavesEachBatchWholeOrAbsent) {
  const TempDir dir;
  std::mt19937 random(static_cast<unsigned>(::getpid()));
  int before = 0;
  for (int round = 0; round < 8; ++round) {
    const Child child = start("commit", dir.path() / "store");
    // The first byte is the first commit of this run: from there on any instant will do.
    int first = 0;
    ASSERT_EQ(::read(child.out, &first, sizeof first), static_cast<ssize_t>(sizeof first));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 80'000));
    ASSERT_EQ(::kill(child.pid, SIGKILL), 0);
    const auto [said, status] = finish(child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const int told = first + static_cast<int>(said.size() / sizeof first);
    {  // A reader comes before the writer does.
      const auto reader = RocksReader::open(dir.path() / "store");
      ASSERT_TRUE(reader) << reader.error().context;
      EXPECT_TRUE(find_event(**reader, event_id(told))->has_value());
    }
    auto store = RocksStore::open(dir.path() / "store");
    ASSERT_TRUE(store) << store.error().context;
    const int there = whole_steps(**store);
    EXPECT_EQ(first, before + 1);
    EXPECT_GE(there, told) << "a commit that returned is lost";
    EXPECT_LE(there, told + 1);
    before = there;
  }
}

TEST(OtherUser, ReadsWithTheGroupAloneWhileTheDaemonWrites) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  const TempDir dir;
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  if (!test::others_may_enter(dir.path())) {
    GTEST_SKIP() << "only root may enter a folder above " << dir.path();
  }
  const mode_t mask = ::umask(0027);
  auto store = RocksStore::open(dir.path() / "store");
  ::umask(mask);
  ASSERT_TRUE(store) << store.error().context;
  ASSERT_TRUE((*store)->commit(step_batch(1)));
  for (const bool running : {true, false}) {
    if (!running) store->reset();
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir.path())) {
      ASSERT_EQ(::chown(file.path().c_str(), 0, kGroup), 0);
    }
    const auto [said, status] = finish(start("read", dir.path() / "store"));
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << said;
  }
  ASSERT_EQ(::chown((dir.path() / "store").c_str(), 0, 0), 0);
  const auto [said, status] = finish(start("read", dir.path() / "store"));
  EXPECT_NE(status, 0);
  EXPECT_NE(said.find("Permission denied (its group may)"), std::string::npos) << said;
}

TEST(DiskFull, IsSurvivedAndNothingIsLost) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  const TempDir dir;
  const auto [said, status] = finish(start("fill", dir.path()));
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status) << "; " << said;
  if (WEXITSTATUS(status) == kSkipped) GTEST_SKIP() << said;
  EXPECT_EQ(WEXITSTATUS(status), 0) << said;
  fmt::print("{}", said);
}

// What `ldb scan` says of a family.
std::string ldb_scan(const std::filesystem::path& dir, const std::string& family) {
  const std::string command =
      fmt::format("/usr/bin/ldb --db={} --column_family={} scan", dir.string(), family);
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  std::array<char, 4096> part{};
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) out += part.data();
  EXPECT_EQ(::pclose(pipe), 0);
  return out;
}

TEST(StockTool, PrintsReadableRows) {
  if (::access("/usr/bin/ldb", X_OK) != 0) GTEST_SKIP() << "rocksdb-tools is not installed";
  const TempDir dir;
  auto store = RocksStore::open(dir.path() / "store");
  ASSERT_TRUE(store);
  Batch batch = step_batch(1);
  batch.outbox[0].dead = true;
  ASSERT_TRUE((*store)->commit(batch));
  for (const auto& [family, row] : {
           std::pair{"events", event_id(1) + " : {\"schema\":1,\"id\":\"" + event_id(1)},
           {"reports", event_id(1) + "/01738094400001/story1 : {\"schema\":1,\"story\":\"story1\""},
           {"dead", "00000000000000000001 : {\"schema\":1,\"row\":1,"},
       }) {
    const std::string out = ldb_scan(dir.path() / "store", family);
    EXPECT_NE(out.find(row), std::string::npos) << out;
  }
}

}  // namespace
}  // namespace newswatch::store
