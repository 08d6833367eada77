#include "record/raw_members.h"

#include <gtest/gtest.h>

#include <random>

#include "record/event_json.h"
#include "record/story_json.h"

namespace newswatch::record {
namespace {

constexpr auto kStoryNames = std::to_array<std::string_view>(
    {"summary", "title", "event", "topics", "first_seen", "notes", "absent"});

model::Story with_texts(std::string title, std::string summary) {
  model::Story story;
  story.id = "s1";
  story.outlet = R"("title":"no")";
  story.title = std::move(title);
  story.summary = std::move(summary);
  story.topics = {"a", "b\"c\\", "]"};
  story.event = "01J";
  story.first_seen = model::Time(std::chrono::milliseconds(1738094400123));
  story.notes = {"{\"event\":\"x\"}"};
  return story;
}

TEST(RawMembers, AreTheTextsThatWereWritten) {
  const std::vector<std::string> texts = {
      "",
      "plain",
      "\"quoted\" \\ \\\" \\\\",
      R"(","title":"other)",
      "tab\tline\n\r\b\f\x01 \x7f",
      "bad \xff byte",
      "invisible \u00ad\u200b\u2028\u202e\ufeff end",
      "“é” 日本 🚀 \U000E0041",
      "ends in a backslash \\",
  };
  for (const std::string& title : texts) {
    for (const std::string& summary : texts) {
      const std::string row = story_json(with_texts(title, summary));
      const auto members = raw_members(row, kStoryNames);
      ASSERT_TRUE(members) << row;
      const auto read = read_story(row);
      ASSERT_TRUE(read);
      EXPECT_EQ(raw_text((*members)[0]), read->summary) << row;
      EXPECT_EQ(raw_text((*members)[1]), read->title) << row;
      EXPECT_EQ(raw_text((*members)[2]), "01J");
      EXPECT_EQ(raw_time((*members)[4]), read->first_seen);
      EXPECT_EQ((*members)[5], R"(["{\"event\":\"x\"}"])");
      EXPECT_EQ((*members)[6], "");
      EXPECT_EQ(as_raw(title), (*members)[1]);
      for (const std::string& topic : read->topics) {
        EXPECT_TRUE(raw_list_has((*members)[3], as_raw(topic))) << topic;
      }
      for (const auto* other : {"", "c\\", "b", ",", "\",\""}) {
        EXPECT_FALSE(raw_list_has((*members)[3], as_raw(other))) << other;
      }
    }
  }
}

TEST(RawMembers, OfInnerObjectsAreNotTaken) {
  model::Report report;
  report.title = "now";
  report.earlier = {{"before", "earlier summary", {}}};
  report.considered = {{"01J", 0.5, "why"}};
  constexpr auto kNames = std::to_array<std::string_view>({"title", "summary", "event"});
  report.event = "01K";
  const std::string row = stored_report(report);
  const auto members = raw_members(row, kNames);
  ASSERT_TRUE(members) << row;
  EXPECT_EQ((*members)[0], "\"now\"");
  EXPECT_EQ((*members)[1], "");
  EXPECT_EQ((*members)[2], "\"01K\"");
}

TEST(RawMembers, OfADamagedRowAreRefusedAndReadNothingBeyondIt) {
  const std::string row = story_json(with_texts("a \\ \"title\"", "b"));
  constexpr auto kLast = std::to_array<std::string_view>({"no such name"});
  EXPECT_TRUE(raw_members(row, kLast));
  EXPECT_TRUE(raw_members(std::string_view("{}"), kLast));
  for (std::size_t size = 0; size < row.size(); ++size) {
    const std::string cut = row.substr(0, size);  // of its own, so that a sanitizer sees its end
    EXPECT_FALSE(raw_members(cut, kLast)) << cut;
  }
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string changed = row;
    for (int n = 0; n < 3; ++n) changed[random() % row.size()] = "\"\\{}[],:u0"[random() % 10];
    const auto members = raw_members(changed, kStoryNames);
    if (members) raw_text((*members)[1]);
  }
  EXPECT_EQ(raw_text("null"), "");
  EXPECT_EQ(raw_text(""), "");
  EXPECT_EQ(raw_time("null"), std::nullopt);
  EXPECT_EQ(raw_time("\"tomorrow\""), std::nullopt);
}

}  // namespace
}  // namespace newswatch::record
