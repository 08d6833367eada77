#include "notify/sinks.h"

#include <gtest/gtest.h>

#include <set>

#include "samples.h"
#include "support/sink_settings.h"

namespace newswatch::notify {
namespace {

using namespace std::chrono_literals;
using newswatch::test::sink;
using test::contents;
using test::count_lines;
using test::Folder;
using test::make_row;
using test::run_until_done;

class Sinks : public testing::Test {
 protected:
  // What a sink of these options made of one row.
  DeliveryResult deliver(const config::SinkSettings& sink) {
    const auto notifier = make_sink(sink, resources_, clock_);
    notifier->start(make_row(1, sink.name));
    const auto done = run_until_done(*notifier);
    return done.empty() ? tl::unexpected(Failure{.what = "nothing"}) : done.at(0).result;
  }

  Folder folder_, other_;
  std::vector<record::LogLine> log_;
  SinkResources resources_{folder_.path(),
                           {"PATH=/usr/bin:/bin", "HERE=there"},
                           [this](const auto& line) { log_.push_back(line); }};
  model::SystemClock clock_;
};

TEST_F(Sinks, TypesAndTheirKeysHaveNamesOfTheirOwn) {
  std::set<std::string_view> types;
  for (const SinkType& type : sink_types()) {
    EXPECT_TRUE(types.insert(type.keys.type).second) << type.keys.type;
    std::set<std::string_view> names = {"name", "type", "topics", "types"};
    for (const auto& key : type.keys.keys) EXPECT_TRUE(names.insert(key.name).second) << key.name;
    EXPECT_TRUE(type.keys.exclusive_key.empty() || names.contains(type.keys.exclusive_key));
  }
  EXPECT_EQ(sink_table().size(), types.size());
}

TEST_F(Sinks, LogWritesToTheLog) {
  EXPECT_TRUE(deliver(sink("l", "log")));
  EXPECT_EQ(log_.size(), 1u);
}

TEST_F(Sinks, RelativePathOfAFileBeginsAtTheStateFolder) {
  EXPECT_TRUE(deliver(sink("f", "file")));
  EXPECT_EQ(count_lines(contents(folder_ / "notifications.jsonl")), 1u);
  EXPECT_TRUE(deliver(sink("f", "file", {{"path", std::filesystem::path("n.jsonl")}})));
  EXPECT_EQ(count_lines(contents(folder_ / "n.jsonl")), 1u);
  EXPECT_TRUE(deliver(sink("f", "file", {{"path", other_ / "n.jsonl"}})));
  EXPECT_EQ(count_lines(contents(other_ / "n.jsonl")), 1u);
}

TEST_F(Sinks, CommandHasItsArgumentsEnvironmentAndTimeLimit) {
  const auto command = [](const char* script) {
    return config::OptionValue(std::vector<std::string>{"sh", "-c", script});
  };
  EXPECT_EQ(sink("c", "command").option<model::Duration>("timeout"), 30s);
  EXPECT_TRUE(deliver(sink("c", "command", {{"command", command("test $HERE = there")}})));
  EXPECT_FALSE(deliver(sink("c", "command", {{"command", command("exit 1")}})));
  const auto late = deliver(
      sink("c", "command", {{"command", command("sleep 30")}, {"timeout", model::Duration(20)}}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().ends, Ends::kAttempt);
}

}  // namespace
}  // namespace newswatch::notify
