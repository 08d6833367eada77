#include "engine/event_id.h"

#include <gtest/gtest.h>

#include <chrono>

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;

const model::Time kNow{1738094400000ms};

TEST(EventId, IsAUlid) {
  const std::string id = next_event_id("", kNow, "story");
  EXPECT_EQ(id.size(), 26u);
  EXPECT_EQ(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), std::string::npos);
  EXPECT_EQ(id.substr(0, 10), "01JJQ7ZMG0");  // the time, as any reader of ULIDs decodes it
}

TEST(EventId, FollowsFromTheStoryThatOpensIt) {
  EXPECT_EQ(next_event_id("", kNow, "a"), next_event_id("", kNow, "a"));
  EXPECT_NE(next_event_id("", kNow, "a"), next_event_id("", kNow, "b"));
}

TEST(EventId, AscendsWithTime) {
  EXPECT_LT(next_event_id("", kNow, "a"), next_event_id("", kNow + 1ms, "b"));
  EXPECT_LT(next_event_id("", kNow, "zz"), next_event_id("", kNow + 24h * 365 * 50, "a"));
}

TEST(EventId, AscendsWithinAMillisecondAndUnderAClockThatGoesBack) {
  std::string last = next_event_id("", kNow, "first");
  for (const model::Duration ahead : {0ms, 0ms, -1ms, model::Duration(-48h), 0ms, 1ms, 0ms}) {
    for (int i = 0; i < 1000; ++i) {
      std::string id = next_event_id(last, kNow + ahead, std::to_string(i));
      ASSERT_LT(last, id);
      ASSERT_EQ(id.size(), 26u);
      last = std::move(id);
    }
  }
}

TEST(EventId, CarriesIntoTheTimeWhenAMillisecondIsFull) {
  const std::string full = next_event_id("", kNow, "a").substr(0, 10) + std::string(16, 'Z');
  const std::string id = next_event_id(full, kNow, "b");
  EXPECT_LT(full, id);
  EXPECT_EQ(id.substr(10), std::string(16, '0'));
}

TEST(EventId, TakesNoHarmFromALastIdThatIsNone) {
  EXPECT_EQ(next_event_id("x", kNow, "a"), next_event_id("", kNow, "a"));
}

}  // namespace
}  // namespace newswatch::engine
