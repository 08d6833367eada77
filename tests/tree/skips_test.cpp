// `.ci/unexpected_skips`: which skipped tests let CI pass.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "support/folder.h"
#include "support/process.h"

namespace newswatch {
namespace {

using testing::HasSubstr;

// CTest's log of a test that passed and of one that skipped for that reason.
std::string log_of(const std::string& reason) {
  return "\"Store.Opens\" start time: Nov 29 17:42 UTC\n"
         "Output:\n"
         "[       OK ] Store.Opens (0 ms)\n"
         "\"Disk.IsFull\" start time: Nov 29 17:42 UTC\n"
         "Output:\n"
         "[ RUN      ] Disk.IsFull\n"
         "/src/tests/disk_test.cpp:3: Skipped\n" +
         reason + "\n[  SKIPPED ] Disk.IsFull (0 ms)\n";
}

test::Output judge(const std::string& log, const std::string& allowed) {
  const test::Folder folder;
  const auto log_file = folder.path() / "log", list_file = folder.path() / "list";
  std::ofstream(log_file) << log;
  std::ofstream(list_file) << allowed;
  return test::run_command({std::string(NEWSWATCH_SOURCE_DIR) + "/.ci/unexpected_skips",
                            log_file.string(), list_file.string()});
}

TEST(UnexpectedSkips, AreNamedWithTheirReason) {
  const auto said = judge(log_of("no corpus"), "# a reason\nDisk\\.IsFull: no disk\n");
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.text, HasSubstr("  Disk.IsFull: no corpus\n"));
}

TEST(UnexpectedSkips, AreNotThoseOfTheList) {
  EXPECT_EQ(judge(log_of("no disk (a chroot)"), "\nDisk\\.IsFull: no disk .*\n").status, 0);
}

TEST(UnexpectedSkips, AreAllowedByAWholeLineOnly) {
  EXPECT_EQ(judge(log_of("no disk at all"), "Disk\\.IsFull: no disk\n").status, 1);
}

TEST(UnexpectedSkips, AreAllOfThemWhenTheListIsEmpty) {
  EXPECT_EQ(judge(log_of("no disk"), "# nothing\n\n").status, 1);
}

TEST(UnexpectedSkips, AreNoneWhenNothingSkipped) {
  EXPECT_EQ(judge("\"Store.Opens\" start time: x\n[       OK ] Store.Opens\n", "").status, 0);
}

}  // namespace
}  // namespace newswatch
