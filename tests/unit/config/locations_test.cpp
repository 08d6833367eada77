#include "config/locations.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "support/folder.h"

namespace newswatch::config {
namespace {

class LocationsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-locations-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    locations_.system_config = folder_ / "newswatch.toml";
    locations_.system_state = folder_ / "lib";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string state(Access access = Access::kRead) {
    const auto found = state_folder(locations_, settings_, access);
    return found ? found->string() : found.error().context;
  }
  std::filesystem::path folder_;
  Locations locations_;
  Settings settings_;
};

TEST_F(LocationsTest, ConfigIsTheOptionThenTheVariableThenTheSystemsThenBuiltIn) {
  EXPECT_EQ(config_file(locations_), "");
  std::ofstream(locations_.system_config) << "";
  EXPECT_EQ(config_file(locations_), locations_.system_config);
  locations_.newswatch_config = "";
  EXPECT_EQ(config_file(locations_), locations_.system_config);
  locations_.newswatch_config = "/v.toml";
  EXPECT_EQ(config_file(locations_), "/v.toml");
  locations_.config_option = "o.toml";
  EXPECT_EQ(config_file(locations_), "o.toml");
}

TEST_F(LocationsTest, ASystemsConfigThatMayNotBeReadIsNotTheBuiltIn) {
  const std::filesystem::path config = folder_ / "etc" / "newswatch.toml";
  locations_.system_config = config;
  EXPECT_EQ(config_file(locations_), "") << "without its folder";
  std::filesystem::create_directory(config.parent_path());
  EXPECT_EQ(config_file(locations_), "");
  std::filesystem::create_symlink("nowhere.toml", config);
  EXPECT_EQ(config_file(locations_), config) << "a link to nothing";
  std::filesystem::remove(config);
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  std::filesystem::permissions(config.parent_path(), std::filesystem::perms::owner_all);
  ASSERT_EQ(::seteuid(65534), 0);
  EXPECT_EQ(config_file(locations_), config) << "it may be there";
  ASSERT_EQ(::seteuid(0), 0);
}

TEST_F(LocationsTest, StateIsTakenInTheOrderOfTheContract) {
  EXPECT_NE(state().find("no --state-dir"), std::string::npos);
  locations_.home = "/home/me";
  EXPECT_EQ(state(), "/home/me/.local/state/newswatch");
  locations_.xdg_state_home = "relative";
  EXPECT_EQ(state(), "/home/me/.local/state/newswatch");
  locations_.xdg_state_home = "/xdg";
  EXPECT_EQ(state(), "/xdg/newswatch");
  std::filesystem::create_directory(locations_.system_state);
  EXPECT_EQ(state(Access::kWrite), locations_.system_state);
  locations_.state_directory = "/var/lib/one:/var/lib/two";
  EXPECT_EQ(state(), "/var/lib/one");
  settings_.daemon.state_dir = "/config";
  EXPECT_EQ(state(), "/config");
  locations_.state_dir_option = "here/";
  EXPECT_EQ(state(), (std::filesystem::current_path() / "here/").string());
}

TEST_F(LocationsTest, AReaderWithoutAStoreIsToldOfTheSystemsThatMayNotBeRead) {
  std::filesystem::create_directory(locations_.system_state);
  locations_.xdg_state_home = (folder_ / "xdg").string();
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  std::filesystem::permissions(folder_, std::filesystem::perms(0755));
  if (!test::others_may_enter(folder_)) {
    GTEST_SKIP() << "only root may enter a folder above " << folder_;
  }
  std::filesystem::permissions(locations_.system_state, std::filesystem::perms(0700));
  ASSERT_EQ(::seteuid(65534), 0);
  EXPECT_EQ(state(Access::kRead), locations_.system_state);
  EXPECT_EQ(state(Access::kWrite), (folder_ / "xdg/newswatch").string());
  ASSERT_EQ(::seteuid(0), 0);
  std::filesystem::create_directories(folder_ / "xdg/newswatch");
  ASSERT_EQ(::seteuid(65534), 0);
  EXPECT_EQ(state(Access::kRead), (folder_ / "xdg/newswatch").string());
  ASSERT_EQ(::seteuid(0), 0);
}

TEST_F(LocationsTest, TheServicesConfigIsKnownByAnyName) {
  EXPECT_FALSE(is_service_config(locations_)) << "it is not there";
  std::ofstream(locations_.system_config) << "";
  EXPECT_TRUE(is_service_config(locations_));
  std::filesystem::create_symlink("newswatch.toml", folder_ / "link.toml");
  locations_.config_option = (folder_ / "link.toml").string();
  EXPECT_TRUE(is_service_config(locations_));
  locations_.config_option = (folder_ / "other.toml").string();
  EXPECT_FALSE(is_service_config(locations_));
  EXPECT_FALSE(names_state(locations_, settings_));
  locations_.state_directory = "/var/lib/one";
  EXPECT_TRUE(names_state(locations_, settings_));
}

TEST_F(LocationsTest, SystemFolderThatOnlyReadersMayUseIsNotForRun) {
  using std::filesystem::perms;
  constexpr perms kReadable = perms::owner_read | perms::owner_exec | perms::group_read |
                              perms::group_exec | perms::others_read | perms::others_exec;
  std::filesystem::create_directory(locations_.system_state);
  std::filesystem::permissions(locations_.system_state, kReadable);
  std::filesystem::permissions(folder_, kReadable | perms::owner_write);
  const uid_t user = ::geteuid();
  if (user == 0 && !test::others_may_enter(folder_)) {
    GTEST_SKIP() << "only root may enter a folder above " << folder_;
  }
  // Root may write anywhere, so the test asks as somebody else.
  if (user == 0) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  locations_.xdg_state_home = "/xdg";
  EXPECT_EQ(state(Access::kRead), locations_.system_state);
  EXPECT_EQ(state(Access::kWrite), "/xdg/newswatch");
  if (user == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
}

}  // namespace
}  // namespace newswatch::config
