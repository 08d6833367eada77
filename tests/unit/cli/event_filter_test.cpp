#include "cli/event_filter.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::cli {
namespace {

const model::Time kFilterNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

TEST(EventFilter, LeavesOutMergedWaitingAndOtherTopics) {
  auto choice = choose_events({"deepseek-r1", "7d", ""}, kFilterNow);
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
  choice->with_waiting = true;
  EXPECT_TRUE(choice->takes(waiting));
  model::Event old = event;
  old.first_seen = kFilterNow - std::chrono::days(8);
  EXPECT_FALSE(choice->takes(old));
  event.topics = {"other"};
  EXPECT_FALSE(choice->takes(event));
}

}  // namespace
}  // namespace newswatch::cli
