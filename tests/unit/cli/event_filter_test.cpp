#include "cli/event_filter.h"

#include <gtest/gtest.h>

#include "text/time_text.h"

namespace newswatch::cli {
namespace {

const model::Time kFilterNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

TEST(EventFilter, ReadsTheTimeOfAUlid) {
  EXPECT_EQ(created("01ARZ3NDEKTSV4RRFFQ69G5FAV"), model::Time(model::Duration(1469922850259)));
  EXPECT_EQ(created("01arz3ndektsv4rrffq69g5fav"), std::nullopt);
  EXPECT_EQ(created("01ARZ3"), std::nullopt);
  EXPECT_EQ(created("U1ARZ3NDEKTSV4RRFFQ69G5FAV"), std::nullopt) << "U is no digit";
}

TEST(EventFilter, LeavesOutMergedWaitingAndOtherTopics) {
  const auto choice = choose_events({"deepseek-r1", "7d", ""}, kFilterNow);
  ASSERT_TRUE(choice);
  model::Event event;
  event.topics = {"other", "deepseek-r1"};
  event.first_seen = kFilterNow;
  EXPECT_TRUE(choice->takes(event));
  model::Event merged = event;
  merged.merged_into = "X";
  EXPECT_FALSE(choice->takes(merged));
  model::Event waiting = event;
  waiting.waiting = true;
  EXPECT_FALSE(choice->takes(waiting));
  model::Event old = event;
  old.first_seen = kFilterNow - std::chrono::days(8);
  EXPECT_FALSE(choice->takes(old));
  event.topics = {"other"};
  EXPECT_FALSE(choice->takes(event));
}

}  // namespace
}  // namespace newswatch::cli
