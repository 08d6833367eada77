// What the commands say about how long what is kept.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "system/cli_fixture.h"
#include "text/times.h"

namespace newswatch::system_test {
namespace {

using json = nlohmann::json;
using std::chrono::days;
using testing::HasSubstr;

class CliRetention : public CliFolder {
 protected:
  // Ten stories a day for `count` days, the last of them yesterday.
  void fill(int count) {
    auto store = store::RocksStore::open(folder_ / "state" / "store");
    ASSERT_TRUE(store) << store.error().context;
    const model::Day today = std::chrono::floor<days>(ago({}));
    for (int back = count; back > 0; --back) {
      store::Batch batch;
      const model::Day day = today - days(back);
      for (int i = 0; i < 10; ++i) {
        model::Story story;
        story.id = std::string(28, 'a') + std::to_string(1000 + back * 10 + i);
        story.title = "DeepSeek story " + story.id;
        story.summary = std::string(500, 's');
        story.first_seen = model::Time(day) + std::chrono::hours(1);
        batch.stories.push_back(story);
        seen_.push_back(story.first_seen);
        batch.keys.push_back({"guid:" + story.id, story.id, day});
      }
      batch.day_count = {.day = day, .stories = 10};
      ASSERT_TRUE((*store)->commit(batch));
    }
  }

  std::vector<model::Time> seen_;  // of the stories

  json dry_run() { return json::parse(cli({"retention", "--dry-run", "--json"}).out); }

  static json family(const json& all, const std::string& name) {
    for (const json& one : all.at("families")) {
      if (one.at("name") == name) return one;
    }
    return {};
  }
};

TEST_F(CliRetention, CountsWhatWouldGoByTheConfigAsItIs) {
  fill(30);
  const json before = family(dry_run(), "stories");
  EXPECT_EQ(before.at("kept"), "90d");
  EXPECT_EQ(before.at("rows"), 300);
  EXPECT_EQ(before.at("going_rows"), 0);
  std::ofstream(config_, std::ios::app)
      << "[event]\nwindow = \"5d\"\n[retention]\nstories = \"10d\"\nkeys = \"forever\"\n";
  const json after = dry_run();
  const auto limit = std::chrono::floor<std::chrono::hours>(ago(days(10)));
  const auto going = std::ranges::count_if(seen_, [&](model::Time time) { return time < limit; });
  EXPECT_THAT(going, testing::AnyOf(200, 210));
  EXPECT_EQ(family(after, "stories").at("going_rows"), going);
  EXPECT_EQ(family(after, "keys").at("going_rows"), 0);
  EXPECT_EQ(family(after, "keys").at("kept"), "forever");
  const Ran table = cli({"retention", "--dry-run"});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("stories\t10d\t300\t"));
  EXPECT_THAT(table.out, HasSubstr("\t" + std::to_string(going) + "\t"));
}

TEST_F(CliRetention, SaysHowTheDatabaseGrows) {
  fill(30);
  // Sizes are of files: what was just written stands in the log alone until the store is opened
  // again.
  ASSERT_TRUE(store::RocksStore::open(folder_ / "state" / "store"));
  const json status = json::parse(cli({"status", "--json"}).out);
  const auto bytes = status.at("store_bytes").get<double>();
  const auto a_day = status.at("store_bytes_a_day").get<double>();
  EXPECT_GT(bytes, 1000);
  EXPECT_GT(a_day, 10);
  EXPECT_LT(a_day, bytes);
  EXPECT_THAT(cli({"status"}).out, HasSubstr(" a day, levels off near "));
}

TEST_F(CliRetention, AConfigThatKeepsTooLittleIsRefused) {
  std::ofstream(config_, std::ios::app)
      << "[retention]\nstories = \"10d\"\nevents = \"9d\"\nkeys = \"2d\"\n";
  const Ran ran = cli({"config", "check"});
  EXPECT_EQ(ran.status, 78);
  EXPECT_THAT(ran.err, HasSubstr("stories of [retention], 10d, is shorter than window of [event], "
                                 "2w; write stories = \"2w\" or more"));
  EXPECT_THAT(ran.err, HasSubstr("events of [retention], 9d, is shorter than stories, 10d"));
  EXPECT_THAT(ran.err, HasSubstr("keys of [retention], 2d, is shorter than stories, 10d"));
}

}  // namespace
}  // namespace newswatch::system_test
