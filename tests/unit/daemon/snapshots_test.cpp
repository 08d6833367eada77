// Snapshots: at most one that is in use, and none that is left behind.
#include "daemon/snapshots.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "process/unique_fd.h"
#include "store/rocks_store.h"
#include "support/folder.h"

namespace newswatch::daemon {
namespace {

namespace fs = std::filesystem;

constexpr model::Time kNow(std::chrono::milliseconds(1738094400000));

class SnapshotsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::RocksStore::open(state_ / "store");
    ASSERT_TRUE(opened) << opened.error().context;
    store_ = std::move(*opened);
    snapshots_.emplace(state_, *store_);
  }
  fs::path make(int ms) {
    const auto made = snapshots_->make(kNow + std::chrono::milliseconds(ms));
    EXPECT_TRUE(made) << made.error().context;
    return made ? state_ / *made : fs::path();
  }

  test::Folder folder_;
  const fs::path state_ = folder_.path();
  std::unique_ptr<store::RocksStore> store_;
  std::optional<Snapshots> snapshots_;
};

TEST_F(SnapshotsTest, OneThatNobodyUsesGoesWhenTheNextIsMade) {
  const fs::path first = make(0);
  EXPECT_TRUE(fs::exists(first / "CURRENT"));
  const fs::path second = make(1);
  EXPECT_FALSE(fs::exists(first));
  EXPECT_TRUE(fs::exists(second));
  EXPECT_TRUE(snapshots_->remove_left());
  EXPECT_FALSE(fs::exists(second));
  EXPECT_TRUE(fs::exists(state_ / "store" / "CURRENT"));
}

TEST_F(SnapshotsTest, OneThatIsInUseStaysAndIsTheOnlyOne) {
  const fs::path used = make(0);
  {
    const process::UniqueFd lock(::open(used.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_EQ(::flock(lock.get(), LOCK_SH), 0);
    const auto other = snapshots_->make(kNow + std::chrono::milliseconds(1));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, model::ErrorKind::kTransient);
    EXPECT_FALSE(snapshots_->remove_left());
    EXPECT_TRUE(fs::exists(used / "CURRENT"));
  }
  EXPECT_TRUE(snapshots_->remove_left());
  EXPECT_FALSE(fs::exists(used));
}

TEST_F(SnapshotsTest, HalfOfOneIsRemovedAndFilesOfPeopleAreNot) {
  fs::create_directories(state_ / "snapshot-5.tmp" / "deep");
  fs::create_directories(state_ / "photos");
  fs::create_directory_symlink(state_ / "photos", state_ / "snapshot-link");
  snapshots_->remove_left();
  EXPECT_FALSE(fs::exists(state_ / "snapshot-5.tmp"));
  EXPECT_TRUE(fs::exists(state_ / "photos"));
  EXPECT_TRUE(fs::is_symlink(state_ / "snapshot-link"));
}

TEST_F(SnapshotsTest, ItsGroupMayReadIt) {
  struct stat info {};
  ASSERT_EQ(::stat(make(0).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0750u);
}

}  // namespace
}  // namespace newswatch::daemon
