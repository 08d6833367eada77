#include "notify/file_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "record/notification_json.h"
#include "samples.h"
#include "support/sink_settings.h"

namespace newswatch::notify {
namespace {

using test::contents;
using test::count_lines;
using test::Folder;
using test::make_row;
using test::write_file;

const std::string kLine = R"({"schema":1,"id":"x"})";

DeliveryResult deliver(FileSink& sink, const model::OutboxRow& row) {
  sink.start(row);
  std::vector<Delivery> done;
  sink.collect(done);
  EXPECT_EQ(done.size(), 1u);
  return done.at(0).result;
}

std::string why(const DeliveryResult& result) {
  if (result) return "delivered";
  EXPECT_EQ(result.error().ends, Ends::kAttempt);
  return result.error().what;
}

TEST(FileSink, WritesWhatWaitsTogetherInOrderAllOrNone) {
  const Folder folder;
  FileSink sink(folder / "n.jsonl");
  const auto deliver_three = [&] {
    for (const std::uint64_t n : {1u, 2u, 3u}) sink.start(make_row(n));
    std::vector<Delivery> done;
    sink.collect(done);
    EXPECT_EQ(done.size(), 3u);
    EXPECT_EQ(done.at(2).row, 3u);
    return done.at(0).result.has_value() && done.at(2).result.has_value();
  };
  std::filesystem::create_directory(folder / "n.jsonl");
  EXPECT_FALSE(deliver_three());
  std::filesystem::remove(folder / "n.jsonl");
  EXPECT_TRUE(deliver_three());
  EXPECT_EQ(count_lines(contents(folder / "n.jsonl")), 3u);
  sink.start(make_row(4));
  sink.cancel();
  std::vector<Delivery> done;
  sink.collect(done);
  EXPECT_TRUE(done.empty());
}

TEST(FileSink, WritesOneJsonLineForEachNotificationReadableByTheGroup) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  FileSink sink(path);
  const mode_t mask = ::umask(0);
  EXPECT_TRUE(deliver(sink, make_row(1)));
  ::umask(mask);
  EXPECT_TRUE(deliver(sink, make_row(2)));
  std::istringstream lines(contents(path));
  std::string line;
  int count = 0;
  for (; std::getline(lines, line); ++count) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["id"], make_row(static_cast<std::uint64_t>(count) + 1).notification.id);
    EXPECT_EQ(json["event"]["outlets"].size(), 2u);
    EXPECT_TRUE(line.starts_with("{\"schema\":")) << "what a half line is known by";
  }
  EXPECT_EQ(count, 2);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
}

TEST(FileSink, CutsOffAHalfLineOfItsOwn) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  const std::string long_half = kLine.substr(0, 12) + std::string(300'000, 'x');
  for (const std::string& half : {std::string("{"), kLine, long_half, std::string(5000, '\0'),
                                  kLine + std::string(9, '\0')}) {
    for (const std::string& before : {std::string(), kLine + "\n"}) {
      write_file(path, before + half);
      ASSERT_TRUE(append_lines(path, kLine));
      EXPECT_EQ(contents(path), before + kLine + "\n");
    }
  }
}

TEST(FileSink, EndsAnUnfinishedLineThatIsNotItsOwn) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  write_file(path, "somebody's notes");
  ASSERT_TRUE(append_lines(path, kLine));
  EXPECT_EQ(contents(path), "somebody's notes\n" + kLine + "\n");
}

TEST(FileSink, FollowsRotationByRenameAndRemoval) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  FileSink sink(path);
  EXPECT_TRUE(deliver(sink, make_row(1)));
  std::filesystem::rename(path, folder / "n.jsonl.1");
  EXPECT_TRUE(deliver(sink, make_row(2)));
  EXPECT_EQ(count_lines(contents(folder / "n.jsonl.1")), 1u);
  EXPECT_EQ(count_lines(contents(path)), 1u);
  std::filesystem::remove(path);
  EXPECT_TRUE(deliver(sink, make_row(3)));
  std::filesystem::resize_file(path, 0);  // copytruncate
  EXPECT_TRUE(deliver(sink, make_row(4)));
  EXPECT_EQ(count_lines(contents(path)), 1u);
}

TEST(FileSink, WithoutSyncItWritesTheSameAndFollowsRotationToo) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  FileSink sink(path, {.sync = Sync::kNo});
  EXPECT_TRUE(deliver(sink, make_row(1)));
  std::filesystem::rename(path, folder / "n.jsonl.1");
  EXPECT_TRUE(deliver(sink, make_row(2)));
  std::filesystem::copy_file(path, folder / "n.jsonl.2");
  std::filesystem::resize_file(path, 0);  // copytruncate
  EXPECT_TRUE(deliver(sink, make_row(3)));
  for (const auto& [file, number] :
       {std::pair("n.jsonl.1", 1u), std::pair("n.jsonl.2", 2u), std::pair("n.jsonl", 3u)}) {
    EXPECT_EQ(contents(folder / file),
              record::notification_json(make_row(number).notification) + "\n");
  }
}

TEST(FileSink, AFullFileIsRotatedAndTheOldestGoes) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  const std::size_t line = record::notification_json(make_row(1).notification).size() + 1;
  FileSink sink(path, {.max_size = 2 * line + line / 2, .keep = 2});
  for (const std::uint64_t n : {1u, 2u, 3u, 4u, 5u, 6u, 7u})
    EXPECT_TRUE(deliver(sink, make_row(n)));
  const auto lines = [](std::initializer_list<std::uint64_t> rows) {
    std::string text;
    for (const auto row : rows) {
      text += record::notification_json(make_row(row).notification) + "\n";
    }
    return text;
  };
  EXPECT_EQ(contents(path), lines({7}));
  EXPECT_EQ(contents(folder / "n.jsonl.1"), lines({5, 6}));
  EXPECT_EQ(contents(folder / "n.jsonl.2"), lines({3, 4}));
  EXPECT_FALSE(std::filesystem::exists(folder / "n.jsonl.3"));
}

TEST(FileSink, AFullFileThatCannotBeRotatedGrowsOn) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  std::filesystem::create_directories(folder / "n.jsonl.1" / "in the way");
  FileSink sink(path, {.max_size = 1, .keep = 1});
  for (const std::uint64_t n : {1u, 2u}) EXPECT_TRUE(deliver(sink, make_row(n)));
  EXPECT_EQ(count_lines(contents(path)), 2u);
}

TEST(FileSink, SyncIsWhatTheConfigSays) {
  const auto settings = newswatch::test::sink("f", "file", {});
  EXPECT_TRUE(settings.option<bool>("fsync"));
  EXPECT_EQ(settings.option<std::string>("follow_up"), "none");
}

TEST(FileSink, SaysWhatIsWrongWithThePath) {
  const Folder folder;
  FileSink directory(folder.path());
  EXPECT_NE(why(deliver(directory, make_row(1))).find("Is a directory"), std::string::npos);
  FileSink nowhere(folder / "no/such");
  EXPECT_NE(why(deliver(nowhere, make_row(1))).find("No such file"), std::string::npos);
  const auto fifo = folder / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  FileSink queue(fifo);
  EXPECT_NE(why(deliver(queue, make_row(1))).find("not a regular file"), std::string::npos);
}

TEST(FileSink, SaysThatItMayNotWrite) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Folder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0500));
  FileSink sink(folder / "n.jsonl");
  EXPECT_NE(why(deliver(sink, make_row(1))).find("Permission denied"), std::string::npos);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0700));
}

// Runs in a child with a mount namespace of its own; 0 good, 77 cannot mount here.
int fill_a_small_disk(const std::filesystem::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0) return 77;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0) return 77;
  const auto path = folder / "n.jsonl";
  const std::string line = kLine + std::string(3000, ' ');
  std::size_t good = 0;
  model::Result<void> last;
  while ((last = append_lines(path, line))) {
    if (++good > 100) return 1;
  }
  if (last.error().context.find("No space left") == std::string::npos) return 2;
  if (contents(path).size() != good * (line.size() + 1)) return 3;  // cut back to the line's start
  if (append_lines(path, line)) return 4;
  if (contents(path).size() != good * (line.size() + 1)) return 5;
  std::filesystem::rename(path, folder / "old");
  std::filesystem::resize_file(folder / "old", 0);
  return append_lines(path, line) && count_lines(contents(path)) == 1 ? 0 : 6;
}

TEST(FileSink, LeavesWholeLinesOnAFullDiskAndGoesOnWhenThereIsRoom) {
  const Folder folder;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(fill_a_small_disk(folder.path()));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
    GTEST_SKIP() << "a small file system cannot be mounted here (needs root)";
  }
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(FileSink, LeavesNoHalfLineAfterKill) {
  const Folder folder;
  const auto path = folder / "n.jsonl";
  auto row = make_row(1);
  row.notification.event.summary = std::string(400'000, 's');  // a write that takes its time
  int halves = 0;
  for (int round = 0; round < 25; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      FileSink sink(path);
      std::vector<Delivery> done;
      for (int i = 0; i < 2000; ++i) {
        sink.start(row);
        sink.collect(done);
      }
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(3000 + 1700 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string before = contents(path);
    halves += !before.empty() && before.back() != '\n';
    FileSink sink(path);
    ASSERT_TRUE(deliver(sink, row));
    std::istringstream lines(contents(path));
    for (std::string line; std::getline(lines, line);) {
      ASSERT_TRUE(nlohmann::json::accept(line)) << "round " << round;
    }
    ASSERT_EQ(contents(path).back(), '\n');
    std::filesystem::resize_file(path, 0);
  }
  RecordProperty("half_lines_cut", halves);
}

}  // namespace
}  // namespace newswatch::notify
