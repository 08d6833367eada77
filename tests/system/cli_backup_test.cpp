// `newswatch backup`, `restore` and `check`: what they do without a daemon, and what they refuse.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "support/process.h"
#include "system/cli_fixture.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class BackupCli : public CliFolder {
 protected:
  void SetUp() override {
    CliFolder::SetUp();
    add(kOld);
    commit({});  // opens the store once more, which puts what is in the log into tables
  }
  // An event with the report that opened it.
  void add(const std::string& id) {
    store::Batch batch;
    batch.events = {event(id, "An event", std::chrono::hours(1))};
    batch.events[0].report_count = 1;
    batch.reports = {report(id, "TIME", "A report")};
    batch.reports[0].opened = true;
    batch.last_event_id = id;
    commit(batch);
  }
  std::size_t events() { return lines(cli({"events", "list", "--json"}).out).size(); }
  Ran backup(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"backup", to_});
    return cli(std::move(more));
  }
  Ran restore(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"restore", to_});
    return cli(std::move(more));
  }
  json object(const Ran& ran) {
    EXPECT_EQ(ran.status, 0) << ran.err;
    return json::parse(ran.out, nullptr, false);
  }
  // Changes a byte in the middle of the largest table of a folder.
  static void damage(const fs::path& folder) {
    fs::path table;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
      if (file.path().extension() != ".sst") continue;
      if (table.empty() || file.file_size() > fs::file_size(table)) table = file.path();
    }
    ASSERT_FALSE(table.empty());
    std::fstream bytes(table, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(20);
    bytes.put('!').put('?');
  }

  std::string to() const { return (folder_ / "backups").string(); }
  fs::path store() const { return folder_ / "state" / "store"; }

  std::string to_;
};

TEST_F(BackupCli, ABackupIsRestoredOverNothingAndOverAStore) {
  to_ = to();
  const Ran first = backup();
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, StartsWith("backup 1: "));
  add(kNew);
  const json second = object(backup({"--json"}));
  EXPECT_EQ(second["backup"], 2);
  EXPECT_EQ(second["kept"], (json{1, 2}));
  EXPECT_LT(second["copied_bytes"], second["bytes"]);

  const Ran refused = restore();
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("there is a store in " + store().string()));
  EXPECT_EQ(events(), 2u);

  const json older = object(restore({"--backup", "1", "--force", "--json"}));
  EXPECT_EQ(older["events"], 1);
  EXPECT_EQ(events(), 1u);
  const std::string aside = older["aside"];
  EXPECT_THAT(aside, StartsWith(store().string() + ".before-restore-"));
  EXPECT_TRUE(fs::exists(fs::path(aside) / "CURRENT")) << "moved, not deleted";

  fs::remove_all(store());
  const Ran newest = restore();
  EXPECT_EQ(newest.status, 0) << newest.err;
  EXPECT_THAT(newest.out, HasSubstr("with 2 events"));
  EXPECT_EQ(events(), 2u);
  add(kLast);  // the writer takes it
  EXPECT_EQ(events(), 3u);
  EXPECT_EQ(cli({"check"}).status, 0);
}

TEST_F(BackupCli, KeepsAsManyAsItIsTold) {
  to_ = to();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(backup({"--keep", "2"}).status, 0);
  EXPECT_EQ(lines(backup({"--verify", "--json"}).out).size(), 2u);
  EXPECT_EQ(restore({"--force", "--backup", "1"}).status, 3);
  EXPECT_THAT(restore({"--force", "--backup", "1"}).err, HasSubstr("there are: 2 ("));
  EXPECT_EQ(backup({"--keep", "0"}).status, 2);
  EXPECT_EQ(backup({"--keep", "2", "--verify"}).status, 2);
}

TEST_F(BackupCli, VerifyNamesWhatIsDamagedAndRestoreRefusesIt) {
  to_ = to();
  ASSERT_EQ(backup().status, 0);
  const Ran whole = cli({"backup", to_, "--verify"});
  EXPECT_EQ(whole.status, 0) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("backup 1 of "));
  damage(to_);
  fs::rename(folder_ / "state", folder_ / "elsewhere");  // it needs no store
  const Ran damaged = cli({"backup", to_, "--verify"});
  EXPECT_EQ(damaged.status, 1);
  EXPECT_THAT(damaged.err, AllOf(HasSubstr("backup 1 in " + to_), HasSubstr(".sst")));
  const Ran refused = restore();
  EXPECT_EQ(refused.status, 5) << refused.err;
  EXPECT_FALSE(fs::exists(store()));
  EXPECT_FALSE(fs::exists(store().string() + ".part"));
}

TEST_F(BackupCli, RefusesFoldersThatAreNoPlaceForABackup) {
  const auto refused = [&](const std::string& dir, const char* why) {
    const Ran ran = cli({"backup", dir});
    EXPECT_EQ(ran.status, 1) << dir;
    EXPECT_THAT(ran.err, HasSubstr(why));
  };
  refused((folder_ / "state" / "backups").string(), "is inside the state folder");
  refused((folder_ / "state" / ".." / "state").string(), "is inside the state folder");
  refused(folder_.string(), "holds other files");
  refused(config_, "it is no folder");
  refused((folder_ / "no" / "such").string(), "No such file or directory");
  EXPECT_EQ(cli({"backup"}).status, 2);
  EXPECT_EQ(cli({"restore", (folder_ / "nothing").string()}).status, 1);
  EXPECT_EQ(cli({"backup", (folder_ / "nothing").string(), "--verify"}).status, 1);
}

TEST_F(BackupCli, AFullDiskIsNamedAndEarlierBackupsStayWhole) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  const fs::path disk = folder_ / "disk";
  fs::create_directory(disk);
  const std::string here = " --config " + config_, program = NEWSWATCH_BINARY;
  const test::Output ran = test::run_command(
      {"/bin/sh", "-c",
       "exec 2>&1; cd " + disk.string() +
           " && unshare -m sh -c 'mount -t tmpfs -o size=2m none . || exit 77; cd . && " + program +
           " backup . " + here + " && (cat /dev/zero > filler; true) && " + program + " backup . " +
           here + "; " + program + " backup . --verify " + here + "'"});
  if (ran.status == 77) GTEST_SKIP() << "a mount namespace is not to be had";
  EXPECT_THAT(ran.text, HasSubstr("there is not enough room")) << ran.status;
  EXPECT_THAT(ran.text, HasSubstr(", whole"));
  EXPECT_EQ(ran.status, 0);
}

TEST_F(BackupCli, CheckFindsAndRepairMends) {
  const Ran sound = cli({"check"});
  EXPECT_EQ(sound.status, 0) << sound.out;
  EXPECT_THAT(sound.out, HasSubstr("nothing is wrong"));
  store::Batch batch;
  batch.events = {event(kNew, "Counts two", std::chrono::hours(1))};
  batch.reports = {report(kNew, "TIME", "A report")};
  batch.reports[0].opened = true;
  commit(batch);
  const Ran found = cli({"check"});
  EXPECT_EQ(found.status, 5);
  EXPECT_THAT(found.out, HasSubstr("events " + kNew + ": it counts 2 reports, and 1 are there"));
  EXPECT_THAT(found.out, HasSubstr("meta last_event_id: "));
  EXPECT_THAT(found.out, HasSubstr("newswatch check --repair"));
  const auto printed = lines(cli({"check", "--json"}).out);
  ASSERT_EQ(printed.size(), 3u);
  EXPECT_EQ(json::parse(printed[0])["family"], "events");
  EXPECT_EQ(json::parse(printed[2])["found"], 2);
  EXPECT_EQ(json::parse(printed[2])["rows"]["events"], 2);
  const Ran mended = cli({"check", "--repair"});
  EXPECT_EQ(mended.status, 0) << mended.out << mended.err;
  EXPECT_THAT(mended.out, HasSubstr("2 things wrong, all mended; the store as it was is "));
  EXPECT_EQ(cli({"check"}).status, 0);
  const Ran again = cli({"check", "--repair"});
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.out, HasSubstr("nothing is wrong"));
}

TEST_F(BackupCli, CheckNamesDamagedBlocksAndRepairSavesTheRest) {
  for (int i = 0; i < 40; ++i)
    add(std::string("7ZZZZZZZZZ0000000001AAAA") + std::to_string(10 + i));
  damage(store());
  const Ran found = cli({"check"});
  EXPECT_EQ(found.status, 5) << found.out;
  EXPECT_THAT(found.out, HasSubstr("a block can't be read"));
  const Ran mended = cli({"check", "--repair"});
  EXPECT_EQ(mended.status, 0) << mended.out << mended.err;
  EXPECT_EQ(cli({"check"}).status, 0);
  EXPECT_GT(events(), 0u);
}

TEST_F(BackupCli, AStoreThatDoesNotOpenIsToRestore) {
  to_ = to();
  ASSERT_EQ(backup().status, 0);
  for (const auto& file : fs::directory_iterator(store())) {
    if (file.path().extension() == ".sst") fs::remove(file.path());
  }
  for (const bool repair : {false, true}) {
    std::vector<std::string> words = {"check"};
    if (repair) words.push_back("--repair");
    const Ran ran = cli(words);
    EXPECT_EQ(ran.status, 5) << ran.out;
    EXPECT_THAT(ran.err, HasSubstr("newswatch restore"));
  }
  EXPECT_EQ(backup().status, 5) << "no backup of a damaged store";
  EXPECT_EQ(restore({"--force"}).status, 0);
  EXPECT_EQ(events(), 1u);
}

TEST_F(BackupCli, ABrokenConfigKeepsNothingFromBeingSaved) {
  to_ = to();
  const std::string state = (folder_ / "state").string();
  std::ofstream(config_) << "[fetch]\nintervall = \"10m\"\n";
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"backup", to_}, {"check"}, {"restore", to_, "--force"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--state-dir", state});
    const Ran ran = cli(all);
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("warning: " + config_));
  }
}

TEST_F(BackupCli, WhatRootRestoresBelongsToTheOwnerOfTheStateFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  constexpr uid_t kNobody = 65534;
  constexpr gid_t kReaders = 4;
  to_ = to();
  ASSERT_EQ(backup().status, 0);
  fs::remove_all(store());
  ASSERT_EQ(::chown((folder_ / "state").c_str(), kNobody, kReaders), 0);
  ASSERT_EQ(restore().status, 0);
  std::vector<fs::path> all = {store()};
  for (const auto& file : fs::directory_iterator(store())) all.push_back(file.path());
  for (const fs::path& path : all) {
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, kNobody) << path;
    EXPECT_EQ(info.st_gid, kReaders) << path;
    EXPECT_EQ(info.st_mode & 0777, fs::is_directory(path) ? 0750u : 0640u) << path;
  }
}

}  // namespace
}  // namespace newswatch::system_test
