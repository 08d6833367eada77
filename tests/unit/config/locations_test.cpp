#include "config/locations.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "support/folder.h"

namespace newswatch::config {
namespace {

class Locations : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "newswatch-places-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    places_.system_config = folder_ / "newswatch.toml";
    places_.system_state = folder_ / "lib";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string state(Access access = Access::kRead) {
    const auto found = state_folder(places_, settings_, access);
    return found ? found->string() : found.error().context;
  }
  std::filesystem::path folder_;
  Places places_;
  Settings settings_;
};

TEST_F(Locations, ConfigIsTheOptionThenTheVariableThenTheSystemsThenBuiltIn) {
  EXPECT_EQ(config_file(places_), "");
  std::ofstream(places_.system_config) << "";
  EXPECT_EQ(config_file(places_), places_.system_config);
  places_.newswatch_config = "";
  EXPECT_EQ(config_file(places_), places_.system_config);
  places_.newswatch_config = "/v.toml";
  EXPECT_EQ(config_file(places_), "/v.toml");
  places_.config_option = "o.toml";
  EXPECT_EQ(config_file(places_), "o.toml");
}

TEST_F(Locations, StateIsTakenInTheOrderOfTheContract) {
  EXPECT_NE(state().find("no --state-dir"), std::string::npos);
  places_.home = "/home/me";
  EXPECT_EQ(state(), "/home/me/.local/state/newswatch");
  places_.xdg_state_home = "relative";
  EXPECT_EQ(state(), "/home/me/.local/state/newswatch");
  places_.xdg_state_home = "/xdg";
  EXPECT_EQ(state(), "/xdg/newswatch");
  std::filesystem::create_directory(places_.system_state);
  EXPECT_EQ(state(Access::kWrite), places_.system_state);
  places_.state_directory = "/var/lib/one:/var/lib/two";
  EXPECT_EQ(state(), "/var/lib/one");
  settings_.daemon.state_dir = "/config";
  EXPECT_EQ(state(), "/config");
  places_.state_dir_option = "here/";
  EXPECT_EQ(state(), (std::filesystem::current_path() / "here/").string());
}

TEST_F(Locations, SystemFolderThatOnlyReadersMayUseIsNotForRun) {
  using std::filesystem::perms;
  constexpr perms kReadable = perms::owner_read | perms::owner_exec | perms::group_read |
                              perms::group_exec | perms::others_read | perms::others_exec;
  std::filesystem::create_directory(places_.system_state);
  std::filesystem::permissions(places_.system_state, kReadable);
  std::filesystem::permissions(folder_, kReadable | perms::owner_write);
  const uid_t user = ::geteuid();
  if (user == 0 && !test::others_may_enter(folder_)) {
    GTEST_SKIP() << "only root may enter a folder above " << folder_;
  }
  // Root may write anywhere, so the test asks as somebody else.
  if (user == 0) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  places_.xdg_state_home = "/xdg";
  EXPECT_EQ(state(Access::kRead), places_.system_state);
  EXPECT_EQ(state(Access::kWrite), "/xdg/newswatch");
  if (user == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
}

}  // namespace
}  // namespace newswatch::config
