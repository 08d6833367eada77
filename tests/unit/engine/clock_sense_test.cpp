#include "engine/clock_sense.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class ClockSenseTest : public testing::Test {
 protected:
  // Time passes on both clocks, and a message comes.
  std::optional<model::ClockStep> pass(model::Duration time) {
    at_.wall += time;
    at_.mono += time;
    return sense_.look(at_);
  }
  std::optional<model::ClockStep> step(model::Duration by) {
    at_.wall += by;
    return pass(1s);
  }
  // The process ends and starts again after `time` by the wall clock; nobody knows how long it was.
  std::optional<model::ClockStep> restart(model::Duration time) {
    sense_ = ClockSense(read_clock_memory(sense_.to_store(), std::nullopt));
    at_ = {at_.wall + time, model::Monotonic(5s)};
    return sense_.look(at_);
  }

  model::Moment at_{*text::parse_rfc3339("2025-01-28T20:00:00Z"), model::Monotonic(1h)};
  ClockSense sense_;
};

TEST_F(ClockSenseTest, IsBelievedWhileBothClocksGoTogether) {
  for (const model::Duration time : {0s, 1s, 7200s, 86400s * 40}) {
    EXPECT_FALSE(pass(time));
    EXPECT_EQ(sense_.trusted(), at_.wall);
    EXPECT_FALSE(sense_.in_doubt());
  }
  EXPECT_FALSE(step(119s)) << "adjusted";
  EXPECT_EQ(sense_.trusted(), at_.wall);
}

TEST_F(ClockSenseTest, AStepForwardIsTrueAfterTwoHours) {
  pass(0s);
  const model::Time before = at_.wall;
  const auto found = step(24h * 365);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->by(), 24h * 365);
  EXPECT_EQ(sense_.trusted(), before + 1s) << "what monotonic time says";
  EXPECT_TRUE(sense_.in_doubt());
  EXPECT_FALSE(pass(1h));
  EXPECT_EQ(sense_.trusted(), before + 1h + 1s);
  pass(1h);
  EXPECT_EQ(sense_.trusted(), at_.wall);
  EXPECT_FALSE(sense_.in_doubt());
}

TEST_F(ClockSenseTest, AStepThatIsTakenBackLeavesNoTrace) {
  pass(0s);
  step(24h * 365);
  pass(1min);
  const auto back = step(-24h * 365);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->by(), -24h * 365);
  EXPECT_EQ(sense_.trusted(), at_.wall);
  EXPECT_FALSE(sense_.in_doubt());
  EXPECT_FALSE(sense_.memory().doubted);
}

TEST_F(ClockSenseTest, EachStepForwardBeginsItsOwnTwoHours) {
  pass(0s);
  step(24h * 30);
  pass(119min);
  step(24h * 30);
  pass(60min);
  EXPECT_LT(sense_.trusted(), at_.wall - days(59));
  pass(61min);
  EXPECT_EQ(sense_.trusted(), at_.wall);
}

TEST_F(ClockSenseTest, IsBehindAsTheServersSayElseAsTheAnswerSays) {
  pass(0s);
  EXPECT_EQ(sense_.behind(), 0s);
  sense_.heard("a", -5h);
  EXPECT_EQ(sense_.behind(), 5h);
  pass(1s);
  EXPECT_EQ(sense_.behind(), 5h) << "an answer without a date";
  sense_.heard("b", 1min);
  EXPECT_EQ(sense_.behind(), 0s) << "the two do not agree, and this one calls it right";
  sense_.heard("a", -5h);
  EXPECT_EQ(sense_.behind(), 5h) << "and this one does not";
  sense_.heard("c", 0s);
  EXPECT_EQ(sense_.behind(), 0s) << "most call it right";
  sense_.heard("a", 24h);
  EXPECT_EQ(sense_.behind(), 0s);
}

TEST_F(ClockSenseTest, AStepBackIsBelieved) {
  pass(0s);
  EXPECT_TRUE(step(-(5h + 30min)));
  EXPECT_EQ(sense_.trusted(), at_.wall);
  EXPECT_FALSE(sense_.in_doubt());
}

TEST_F(ClockSenseTest, AShortStopIsBelievedAndALongOneAfterTwoHours) {
  pass(0s);
  EXPECT_FALSE(restart(24h));
  EXPECT_EQ(sense_.trusted(), at_.wall);
  const model::Time before = at_.wall;
  EXPECT_FALSE(restart(24h * 20));
  EXPECT_EQ(sense_.trusted(), before);
  EXPECT_TRUE(sense_.in_doubt());
  pass(2h);
  EXPECT_EQ(sense_.trusted(), at_.wall);
}

TEST_F(ClockSenseTest, ASetBackAcrossARestartIsNoticed) {
  pass(0s);
  const auto back = restart(-(5h + 30min));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->by(), -(5h + 30min));
  EXPECT_EQ(sense_.trusted(), at_.wall);
}

TEST_F(ClockSenseTest, AYearAheadForARestartIsForgottenWithTheNextOne) {
  pass(0s);
  const model::Time before = at_.wall;
  restart(24h * 365);
  EXPECT_EQ(sense_.trusted(), before);
  restart(-24h * 365 + 1min);
  EXPECT_EQ(sense_.trusted(), at_.wall);
  EXPECT_FALSE(sense_.memory().doubted);
}

TEST_F(ClockSenseTest, RunsOfSecondsProveATimeByComingBackLater) {
  pass(0s);
  const model::Time before = at_.wall;
  restart(24h * 20);
  restart(1h);
  EXPECT_EQ(sense_.trusted(), before);
  restart(1h);
  EXPECT_EQ(sense_.trusted(), at_.wall);
  // One run a week: each proves the one before.
  restart(24h * 7);
  restart(24h * 7);
  EXPECT_EQ(sense_.trusted(), at_.wall - days(7));
}

TEST_F(ClockSenseTest, AJumpOfYearsProvesNoEarlierOne) {
  pass(0s);
  const model::Time before = at_.wall;
  restart(24h * 365);
  restart(24h * 365);
  EXPECT_EQ(sense_.trusted(), before);
}

TEST_F(ClockSenseTest, ServersThatCallItWrongAreRight) {
  pass(0s);
  const model::Time before = at_.wall;
  step(24h * 365);
  for (int hour = 0; hour < 6; ++hour) {
    pass(50min);
    for (const char* host : {"a", "b", "c"}) sense_.heard(host, 24h * 365);
    EXPECT_TRUE(sense_.in_doubt());
  }
  EXPECT_LT(sense_.trusted(), before + 6h);
  EXPECT_EQ(sense_.jumped_since(before, at_.wall), 24h * 365);
}

TEST_F(ClockSenseTest, ServersThatAgreeWithItEndTheDoubtButNothingExpires) {
  pass(0s);
  const model::Time before = at_.wall;
  restart(24h * 20);
  EXPECT_TRUE(sense_.in_doubt());
  sense_.heard("a", 3s);
  EXPECT_FALSE(sense_.in_doubt());
  EXPECT_EQ(sense_.trusted(), before);
}

TEST_F(ClockSenseTest, AStartWithAClockThatServersCallAheadExpiresNothing) {
  pass(0s);
  const model::Time before = at_.wall;
  restart(30h);
  for (const char* host : {"a", "b", "c"}) sense_.heard(host, 29h);
  EXPECT_EQ(sense_.trusted(), before + 1h);
}

TEST_F(ClockSenseTest, TellsThatServersCallItWrongOnceAndThatItIsOver) {
  pass(0s);
  for (int i = 0; i < 3; ++i) {
    pass(1min);
    sense_.heard("a", 8h);
    EXPECT_EQ(sense_.trouble().has_value(), i == 0);
    sense_.committed();
  }
  step(-8h);
  sense_.heard("a", 0h);
  ASSERT_TRUE(sense_.trouble());
  EXPECT_TRUE(sense_.trouble()->recovered);
  sense_.committed();
  EXPECT_FALSE(sense_.trouble());
}

TEST_F(ClockSenseTest, AMessageThatWaitedIsNoStep) {
  pass(0s);
  const model::Moment before = at_;
  step(-8h);
  sense_.heard("a", 0h);
  EXPECT_FALSE(sense_.look(before)) << "a document of before the step, that was parsed after it";
  sense_.heard("b", 8h);
  EXPECT_TRUE(sense_.in_doubt()) << "its own time was wrong";
  EXPECT_EQ(sense_.trusted(), at_.wall);
  EXPECT_FALSE(pass(1min));
  sense_.heard("a", 0h);
  EXPECT_FALSE(sense_.in_doubt());
  EXPECT_EQ(sense_.verdict().word, ClockVerdict::Word::kRight);
}

TEST_F(ClockSenseTest, IsStoredNowAndThen) {
  pass(0s);
  EXPECT_EQ(sense_.to_store(), "2025-01-28T20:00:00Z");
  sense_.committed();
  pass(9min);
  EXPECT_EQ(sense_.to_store(), "");
  pass(1min);
  EXPECT_EQ(sense_.to_store(), "2025-01-28T20:10:00Z");
  sense_.committed();
  step(24h);
  EXPECT_EQ(sense_.to_store(), "2025-01-28T20:10:01Z 2025-01-29T20:10:01Z");
  EXPECT_EQ(read_clock_memory(sense_.to_store(), std::nullopt), sense_.memory());
  EXPECT_EQ(read_clock_memory("", at_.wall)->trusted, at_.wall);
  EXPECT_EQ(read_clock_memory("nonsense", std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace newswatch::engine
