// Who may run and read: commands of the built program by a user who does not own the files, and by
// root on files of that user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/folder.h"
#include "support/process.h"
#include "support/source_tree.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr uid_t kNobody = 65534;
constexpr gid_t kReaders = 4;  // adm, which nobody is in

class OtherUserCli : public CliFolder {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    CliFolder::SetUp();
    ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
    for (const fs::path& path : {folder_, fs::path(NEWSWATCH_BINARY)}) {
      if (!test::others_may_enter(path)) {
        GTEST_SKIP() << "only root may enter a folder above " << path;
      }
    }
    state_ = folder_ / "state";
    commit({});
    own(0, 0);
  }

  // The state folder and all in it, for the group to read.
  void own(uid_t user, gid_t group) const {
    std::vector<fs::path> all = {state_};
    for (const auto& entry : fs::recursive_directory_iterator(state_)) all.push_back(entry);
    for (const fs::path& path : all) {
      ASSERT_EQ(::chown(path.c_str(), user, group), 0);
      ASSERT_EQ(::chmod(path.c_str(), fs::is_directory(path) ? 0750 : 0640), 0);
    }
  }

  // The exit status and both streams of the command by nobody, who has no home.
  static test::Output nobody(const std::string& words) {
    return test::run_command(
        {"/bin/sh", "-c",
         "exec env -i PATH=/usr/bin:/bin TMPDIR=/tmp ${TSAN_OPTIONS+TSAN_OPTIONS=$TSAN_OPTIONS} "
         "setpriv --reuid=65534 --regid=65534 --clear-groups " NEWSWATCH_BINARY " " +
             words + " 2>&1"});
  }
  std::string here() const { return " --config " + config_; }

  fs::path state_;
  const std::string nobody_ = "nobody";
};

TEST_F(OtherUserCli, RootDoesNotRunInAnotherUsersFolder) {
  own(kNobody, kReaders);
  const Ran ran = cli({"run", "--once"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr(state_.string() + " belongs to " + nobody_),
                             HasSubstr("and you are root"),
                             HasSubstr("; write: sudo -u " + nobody_ +
                                       " newswatch run --once --config " + config_)));
  EXPECT_EQ(cli({"run"}).status, 1);
  const std::string other = state_.string();
  EXPECT_THAT(cli({"run", "--state-dir", other}).err, HasSubstr(" --state-dir " + other));
  EXPECT_EQ(cli({"events", "list"}).status, 0) << "reading is another thing";
#ifndef NEWSWATCH_SANITIZED  // whose search for leaks fails in a process that changed its user
  EXPECT_EQ(cli({"outbox", "drop", "1"}).status, 3) << "root becomes the owner for it";
#endif
  for (const auto& entry : fs::recursive_directory_iterator(state_)) {
    struct stat info {};
    ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, kNobody) << entry.path();
  }
}

TEST_F(OtherUserCli, AStoreOfAnotherUserInOnesOwnFolderIsToldToBeGivenBack) {
  ASSERT_EQ(::chown(state_.c_str(), kNobody, 0), 0);  // as an earlier run by root left it
  const test::Output ran = nobody("run --once" + here());
  EXPECT_EQ(ran.status, 1) << ran.text;
  EXPECT_THAT(ran.text, HasSubstr((state_ / "store").string() + " belongs to root"));
  EXPECT_THAT(ran.text, HasSubstr("; write: sudo chown -R " + nobody_ + ": " + state_.string()));
}

TEST_F(OtherUserCli, AFileOfTheStoreThatMayNotBeReadIsNotCalledDamage) {
  own(kNobody, kReaders);
  fs::path table;
  for (const auto& entry : fs::directory_iterator(state_ / "store")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) table = entry.path();
  }
  ASSERT_EQ(::chown(table.c_str(), 0, 0), 0);
  for (const char* command : {"run --once", "events list"}) {
    const test::Output ran = nobody(command + here());
    EXPECT_EQ(ran.status, 1) << ran.text;
    EXPECT_THAT(ran.text,
                AllOf(HasSubstr("permission denied: " + table.string() + " belongs to root:root"),
                      HasSubstr("; write: sudo chown -R " + nobody_ + ": " + state_.string()),
                      Not(HasSubstr("damaged")), Not(HasSubstr("no store"))));
  }
}

TEST_F(OtherUserCli, WhoIsNotInTheGroupIsToldHowToJoin) {
  own(0, kReaders);
  for (const char* command :
       {"events list", "feeds list", "explain x", "held", "outbox list", "status"}) {
    const test::Output ran = nobody(command + here());
    EXPECT_EQ(ran.status, 1) << command << ": " << ran.text;
    EXPECT_EQ(ran.text, "newswatch: permission denied: " + state_.string() +
                            " belongs to root:adm (mode 0750), and you are " + nobody_ +
                            "; write: sudo usermod -aG adm " + nobody_ + ", then log in again\n");
  }
}

TEST_F(OtherUserCli, WhoMayReadAloneIsToldWhoMayChange) {
  own(0, kNobody);
  const test::Output read = nobody("outbox list" + here());
  EXPECT_EQ(read.status, 0) << read.text;
  const test::Output drop = nobody("outbox drop 1" + here());
  EXPECT_EQ(drop.status, 1) << drop.text;
  EXPECT_THAT(drop.text, HasSubstr("permission denied: " + state_.string() + " belongs to root:"));
  EXPECT_THAT(drop.text, HasSubstr("; write: sudo -u root newswatch ..."));
}

TEST_F(OtherUserCli, WhoMayReadMayBackUpAndNotRestore) {
  own(0, kNobody);
  const std::string to = (folder_ / "backups").string();
  fs::create_directory(to);
  ASSERT_EQ(::chown(to.c_str(), kNobody, kNobody), 0);
  const test::Output done = nobody("backup " + to + here());
  EXPECT_EQ(done.status, 0) << done.text;
  const test::Output back = nobody("restore " + to + " --force" + here());
  EXPECT_EQ(back.status, 1) << back.text;
  EXPECT_THAT(back.text, HasSubstr("; write: sudo -u root newswatch ..."));
  EXPECT_EQ(nobody("check" + here()).status, 0) << "reading is another thing";
  EXPECT_EQ(nobody("check --repair" + here()).status, 0) << "nothing is to be mended";
  EXPECT_EQ(nobody("backup " + (folder_ / "no").string() + here()).status, 1);
}

TEST_F(OtherUserCli, ReadersNeedNoConfigThatTheyMayRead) {
  own(kNobody, kReaders);
  ASSERT_EQ(::chmod(config_.c_str(), 0600), 0);
  const test::Output ran = nobody("events list --state-dir " + state_.string() + here());
  EXPECT_EQ(ran.status, 0) << ran.text;
  EXPECT_THAT(ran.text, HasSubstr("warning: " + config_ + ": can't be opened: permission denied"));
  EXPECT_THAT(ran.text, HasSubstr("; reading the store without this config"));
  const test::Output run = nobody("run --once --state-dir " + state_.string() + here());
  EXPECT_EQ(run.status, 78) << run.text;
  EXPECT_THAT(run.text, HasSubstr("write: sudo chmod o+rX " + config_));
}

TEST_F(OtherUserCli, AFolderThatMayNotBeMadeAsksForOneOfOnesOwn) {
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  const test::Output ran = nobody("run --once --state-dir " + (folder_ / "mine").string() + here());
  EXPECT_EQ(ran.status, 1) << ran.text;
  EXPECT_THAT(ran.text, HasSubstr("permission denied: " + folder_.string() + " belongs to root"));
  EXPECT_THAT(ran.text, HasSubstr("; name a folder of your own by --state-dir"));
  const test::Output roots = nobody("run --once --state-dir " + state_.string() + here());
  EXPECT_EQ(roots.status, 1) << roots.text;
  EXPECT_THAT(roots.text, AllOf(HasSubstr("belongs to root, and you are " + nobody_),
                                HasSubstr("; name a folder of your own by --state-dir")));
}

TEST_F(OtherUserCli, AnImportThatMayNotBeWrittenLeavesTheFile) {
  const std::string before = test::read_text(config_);
  const std::string opml = (folder_ / "f.opml").string();
  std::ofstream(opml) << "<opml><body><outline text='T' xmlUrl='https://t.test/'/></body></opml>";
  const test::Output ran = nobody("feeds import " + opml + " --into " + config_);
  EXPECT_EQ(ran.status, 1) << ran.text;
  EXPECT_THAT(ran.text, HasSubstr("permission denied: " + folder_.string() + " belongs to root"));
  EXPECT_EQ(test::read_text(config_), before);
  EXPECT_EQ(nobody("config init " + (folder_ / "new.toml").string()).status, 1);
}

}  // namespace
}  // namespace newswatch::system_test
