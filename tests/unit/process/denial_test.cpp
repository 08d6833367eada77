// Who may open what, asked as a user who owns nothing of it.
#include "process/denial.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "support/folder.h"

namespace newswatch::process {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t kNobody = 65534;
constexpr gid_t kGroup = 4;  // adm, which nobody is in

// Files of root below a folder that everyone may enter; the effective user is another one.
class DenialTest : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    ASSERT_EQ(::setgroups(0, nullptr), 0);
    set(folder_.path(), 0755, 0);
    if (!test::others_may_enter(folder_.path())) {
      GTEST_SKIP() << "only root may enter a folder above " << folder_.path();
    }
    fs::create_directory(inner_);
    std::ofstream(file_) << "text";
    set(inner_, 0755, 0);
    set(file_, 0644, 0);
  }

  static void set(const fs::path& path, mode_t mode, gid_t group) {
    ASSERT_EQ(::chown(path.c_str(), 0, group), 0);
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
  }

  // What to_string() says to that user; "" when nothing is denied.
  static std::string denied(const fs::path& path, Wish wish, gid_t group = kNobody) {
    EXPECT_EQ(::setegid(group) + ::seteuid(kNobody), 0);
    const auto found = denial(path, wish);
    EXPECT_EQ(::seteuid(0) + ::setegid(0), 0);
    return found ? to_string(*found, "ask somebody") : "";
  }

  const test::Folder folder_;
  const fs::path inner_ = folder_.path() / "in ner", file_ = inner_ / "file";
};

TEST_F(DenialTest, NothingIsDeniedThatIsOpen) {
  EXPECT_EQ(denied(file_, Wish::kRead), "");
  EXPECT_EQ(denied(inner_, Wish::kRead), "");
  EXPECT_EQ(denied(inner_ / "absent", Wish::kRead), "") << "not there is not denied";
  EXPECT_EQ(denied("/", Wish::kRead), "");
  EXPECT_EQ(denied(file_ / "below", Wish::kRead), "") << "a file is no folder";
  EXPECT_EQ(denied(file_ / "below", Wish::kWrite), "");
  set(folder_.path(), 0711, 0);
  EXPECT_EQ(denied(file_, Wish::kRead), "") << "a folder above need not be listed";
}

TEST_F(DenialTest, NamesTheFolderThatStopsItAndWhoseItIs) {
  set(inner_, 0700, 0);
  EXPECT_EQ(denied(file_, Wish::kRead), "permission denied: " + inner_.string() +
                                            " belongs to root:root (mode 0700), and you are " +
                                            user_name(kNobody) + "; ask somebody");
}

TEST_F(DenialTest, WhereTheGroupMayReadItSaysHowToJoin) {
  set(file_, 0640, kGroup);
  EXPECT_THAT(denied(file_, Wish::kRead), HasSubstr("belongs to root:adm (mode 0640)"));
  EXPECT_THAT(denied(file_, Wish::kRead), HasSubstr("; write: sudo usermod -aG adm " +
                                                    user_name(kNobody) + ", then log in again"));
  set(file_, 0640, 0);
  EXPECT_THAT(denied(file_, Wish::kRead), HasSubstr("; ask somebody")) << "nobody joins root's";
  set(file_, 0640, kGroup);
  EXPECT_THAT(denied(file_, Wish::kWrite), HasSubstr("; ask somebody")) << "reading is not enough";
  set(file_, 0640, kNobody);
  EXPECT_EQ(denied(file_, Wish::kRead), "");
  EXPECT_THAT(denied(file_, Wish::kRead, kGroup),
              HasSubstr("; log in again, because you joined its group later"));
}

TEST_F(DenialTest, WhatIsToBeMadeNeedsItsFolder) {
  EXPECT_THAT(denied(inner_ / "new" / "newer", Wish::kWrite),
              HasSubstr("denied: " + inner_.string() + " belongs"));
  set(inner_, 0777, 0);
  EXPECT_EQ(denied(inner_ / "new" / "newer", Wish::kWrite), "");
  EXPECT_THAT(denied(file_, Wish::kWrite), HasSubstr("denied: " + file_.string() + " belongs"));
}

TEST_F(DenialTest, TheOwnerIsToldToOpenHisOwn) {
  ASSERT_EQ(::chown(inner_.c_str(), kNobody, 0), 0);
  ASSERT_EQ(::chmod(inner_.c_str(), 0500), 0);
  EXPECT_THAT(denied(inner_, Wish::kWrite),
              HasSubstr("; write: chmod u+rwX '" + inner_.string() + "'"));
  EXPECT_EQ(denied(inner_, Wish::kRead), "");
}

TEST_F(DenialTest, LooksBehindALink) {
  const fs::path link = folder_.path() / "link", loop = folder_.path() / "loop";
  fs::create_symlink("in ner/file", link);
  fs::create_symlink("loop", loop);
  EXPECT_EQ(denied(link, Wish::kRead), "");
  set(inner_, 0700, 0);
  EXPECT_THAT(denied(link, Wish::kRead), HasSubstr("denied: " + inner_.string() + " belongs"));
  EXPECT_EQ(denied(loop, Wish::kRead), "");
}

TEST(Denial, WordsOfAShellAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(shell_word("/var/lib/news-watch_1"), "/var/lib/news-watch_1");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("#1234"), "'#1234'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace newswatch::process
