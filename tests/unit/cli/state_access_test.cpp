#include "cli/state_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/folder.h"

namespace newswatch::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SecondWatch : public testing::Test {
 protected:
  void SetUp() override {
    locations_.system_config = folder_.path() / "newswatch.toml";
    locations_.system_state = folder_.path() / "lib";
    std::ofstream(locations_.system_config) << "\n";
    std::filesystem::create_directory(locations_.system_state);
  }
  std::string why(const std::filesystem::path& state) const {
    return second_watch(state, locations_, settings_, true).value_or("");
  }

  const test::Folder folder_;
  const std::filesystem::path own_ = folder_.path() / "my own";
  config::Locations locations_;
  config::Settings settings_;
};

TEST_F(SecondWatch, OfTheServicesConfigAsksForAFolderByName) {
  EXPECT_THAT(why(own_), AllOf(HasSubstr("newswatch run --state-dir '" + own_.string() +
                                         "'; else: "
                                         "sudo -u "),
                               HasSubstr(" newswatch run --once")));
  locations_.config_option = locations_.system_config.string();
  EXPECT_THAT(why(own_), HasSubstr(" newswatch run --once --config "));
}

TEST_F(SecondWatch, IsNoneWhereAPersonNamedItOrThereIsNoFirst) {
  EXPECT_EQ(why(locations_.system_state), "") << "the service itself";
  locations_.state_dir_option = own_.string();
  EXPECT_EQ(why(own_), "");
  locations_.state_dir_option.reset();
  settings_.daemon.state_dir = own_;
  EXPECT_EQ(why(own_), "");
  settings_.daemon.state_dir.clear();
  locations_.newswatch_config = (folder_.path() / "mine.toml").string();
  EXPECT_EQ(why(own_), "");
  locations_.newswatch_config.reset();
  EXPECT_NE(why(own_), "");
  std::filesystem::remove(locations_.system_state);
  EXPECT_EQ(why(own_), "");
}

}  // namespace
}  // namespace newswatch::cli
