// cmake --install to a prefix of one's own: all of it lies there, and the unit says where.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/folder.h"
#include "support/process.h"
#include "support/source_tree.h"

namespace newswatch::system_test {
namespace {

namespace fs = std::filesystem;

// Installs below `folder`, which is DESTDIR, and returns the unit.
std::string unit_installed_to(const std::string& prefix, const fs::path& folder = {}) {
  const std::string build = fs::path(NEWSWATCH_BINARY).parent_path().string();
  const auto done = test::run_command({"/usr/bin/env", "DESTDIR=" + folder.string(), "cmake",
                                       "--install", build, "--prefix", prefix});
  EXPECT_EQ(done.status, 0) << done.text;
  return test::read_text(folder.string() + prefix + "/lib/systemd/system/newswatch.service");
}

bool has(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

TEST(Install, APrefixOfOnesOwnHasAllOfIt) {
  const test::Folder folder;
  const fs::path prefix = folder.path() / "with space 100%";
  const std::string unit = unit_installed_to(prefix.string());
  const std::string named = folder.path().string() + "/with space 100%%";  // % begins a specifier
  EXPECT_TRUE(has(unit, "\nExecStart=\"" + named + "/bin/newswatch\" run\n")) << unit;
  EXPECT_TRUE(has(unit, "\nExecReload=\"" + named + "/bin/newswatch\" config check\n"));
  EXPECT_TRUE(
      has(unit, "\nEnvironment=\"NEWSWATCH_CONFIG=" + named + "/etc/newswatch/newswatch.toml\"\n"));
  EXPECT_FALSE(has(unit, "/usr/bin/newswatch"));
  for (const auto* file : {"etc/newswatch/newswatch.toml.default", "lib/sysusers.d/newswatch.conf",
                           "lib/tmpfiles.d/newswatch.conf"}) {
    EXPECT_TRUE(fs::exists(prefix / file)) << file;
  }
  const auto program = (prefix / "bin/newswatch").string();
  const auto config = (prefix / "etc/newswatch/newswatch.toml").string();
  EXPECT_EQ(test::run_command({program, "config", "check", "--config", config}).status, 0);
  if (fs::exists("/usr/bin/systemd-analyze")) {
    const auto path = (prefix / "lib/systemd/system/newswatch.service").string();
    EXPECT_EQ(test::run_command({"/usr/bin/systemd-analyze", "verify", "--man=no", path}).status,
              0);
  }
}

TEST(Install, KeepsAConfigThatStands) {
  const test::Folder folder;
  unit_installed_to((folder.path() / "x").string());
  const fs::path config = folder.path() / "x/etc/newswatch/newswatch.toml";
  fs::resize_file(config, 1);
  unit_installed_to((folder.path() / "x").string());
  EXPECT_EQ(fs::file_size(config), 1U);
}

TEST(Install, UnderUsrTheUnitIsThatOfTheTree) {
  const test::Folder folder;
  EXPECT_EQ(unit_installed_to("/usr", folder.path()),
            test::read_text(test::kRoot / "systemd/newswatch.service"));
  EXPECT_TRUE(fs::exists(folder.path() / "etc/newswatch/newswatch.toml"));
  EXPECT_FALSE(fs::exists(folder.path() / "usr/etc"));
  for (const char* shared : {"newswatch.rules.yml", "newswatch.json"}) {
    EXPECT_TRUE(fs::exists(folder.path() / "usr/share/newswatch" / shared)) << shared;
  }
}

}  // namespace
}  // namespace newswatch::system_test
