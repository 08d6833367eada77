// A folder with a config for commands of the built program, and a store that a test may fill.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "model/clock.h"
#include "model/event.h"
#include "program/cli_process.h"
#include "store/rocks_store.h"

namespace newswatch::system_test {

inline std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

inline model::Time ago(model::Duration duration) { return model::SystemClock().now() - duration; }

inline model::Event event(const std::string& id, const std::string& title, model::Duration age) {
  model::Event event;
  event.id = id;
  event.topics = {"deepseek-r1"};
  event.title = title;
  event.link = "https://time.com/" + id;
  event.first_seen = event.updated = ago(age);
  event.outlets = {"TIME", "The Hill"};
  event.report_count = 2;
  return event;
}

inline model::Report report(const std::string& event, const std::string& outlet,
                            const std::string& title) {
  model::Report report;
  report.event = event;
  report.story = outlet + event;
  report.outlet = outlet;
  report.feed = "feed";
  report.title = title;
  report.link = "https://example.test/" + event;
  report.first_seen = ago(std::chrono::minutes(1));
  report.score = 0.71;
  report.why = {"title: altman, wildly overstated"};
  return report;
}

// Ids whose time is far ahead of every first_seen, as ids of the writer are never behind it.
inline const std::string kOld = "7ZZZZZZZZZ0000000000AAAAAA";
inline const std::string kMerged = "7ZZZZZZZZZ0000000000BBBBBB";
inline const std::string kNew = "7ZZZZZZZZZ1111111111CCCCCC";
inline const std::string kWaiting = "7ZZZZZZZZZ2222222222DDDDDD";
inline const std::string kLast = "7ZZZZZZZZZ3333333333EEEEEE";

class CliFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "newswatch-cli-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    config_ = (folder_ / "newswatch.toml").string();
    std::ofstream(config_) << "[daemon]\nstate_dir = \"" << (folder_ / "state").string() << "\"\n"
                           << "[[feed]]\nname = \"one\"\noutlet = \"One\"\n"
                              "url = \"https://one.test/feed\"\n"
                              "[[feed]]\nname = \"two\"\noutlet = \"Two\"\n"
                              "url = \"https://two.test/feed\"\n"
                              "[[topic]]\nname = \"deepseek-r1\"\n[[topic.clause]]\n"
                              "any = { title = [\"deepseek\"], category = [\"ai\"] }\n";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void commit(const store::Batch& batch) {
    std::filesystem::create_directories(folder_ / "state");
    auto opened = store::RocksStore::open(folder_ / "state" / "store");
    ASSERT_TRUE(opened) << opened.error().context;
    const auto committed = (*opened)->commit(batch);
    ASSERT_TRUE(committed) << committed.error().context;
  }

  Ran cli(std::vector<std::string> args, std::string_view input = {}) {
    args.insert(args.end(), {"--config", config_});
    return run_cli(args, input);
  }

  std::filesystem::path folder_;
  std::string config_;
};

}  // namespace newswatch::system_test
