#include "store/reader_scratch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace newswatch::store {
namespace {

namespace fs = std::filesystem;

class ReaderScratchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-scratch-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    parent_ = name;
  }
  void TearDown() override { fs::remove_all(parent_); }

  std::size_t folders() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(parent_), fs::directory_iterator()));
  }
  static void make_old(const fs::path& path) {
    const timespec hour_ago[2] = {{std::time(nullptr) - 3600, 0}, {std::time(nullptr) - 3600, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), hour_ago, 0), 0);
  }

  fs::path parent_;
};

TEST_F(ReaderScratchTest, LivesAsLongAsItsOwner) {
  {
    const auto one = ReaderScratch::make(parent_);
    ASSERT_TRUE(one);
    EXPECT_TRUE(fs::is_directory(one->path()));
    EXPECT_EQ(folders(), 1u);
  }
  EXPECT_EQ(folders(), 0u);
}

TEST_F(ReaderScratchTest, TheNextRemovesWhatAKilledReaderLeft) {
  const pid_t child = fork();
  if (child == 0) {
    const auto scratch = ReaderScratch::make(parent_);
    if (scratch) std::ofstream(scratch->path() / "LOG") << "x";
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(folders(), 1u);
  const auto young = ReaderScratch::make(parent_);
  EXPECT_EQ(folders(), 2u) << "it may be one that is just being made";
  for (const auto& folder : fs::directory_iterator(parent_)) make_old(folder.path());
  const auto next = ReaderScratch::make(parent_);
  ASSERT_TRUE(next);
  EXPECT_EQ(folders(), 2u);
  EXPECT_TRUE(fs::is_directory(young->path())) << "its owner lives";
}

TEST_F(ReaderScratchTest, LeavesWhatIsNoFolderOfAReader) {
  fs::create_directory(parent_ / "other");
  fs::create_symlink("other", parent_ / "newswatch-reader-link");
  std::ofstream(parent_ / "newswatch-reader-file") << "x";
  make_old(parent_ / "other");
  make_old(parent_ / "newswatch-reader-file");
  { const auto scratch = ReaderScratch::make(parent_); }
  EXPECT_EQ(folders(), 3u);
}

TEST_F(ReaderScratchTest, SaysWhereNoFolderCanBeMade) {
  const auto scratch = ReaderScratch::make("/does/not/exist");
  ASSERT_FALSE(scratch);
  EXPECT_EQ(scratch.error().context,
            "cannot make a folder in /does/not/exist: No such file or directory");
}

}  // namespace
}  // namespace newswatch::store
