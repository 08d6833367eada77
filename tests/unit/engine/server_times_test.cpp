#include "engine/server_times.h"

#include <gtest/gtest.h>

#include <vector>

#include "text/times.h"

namespace newswatch::engine {
namespace {

using namespace std::chrono_literals;
using enum ClockVerdict::Word;

constexpr model::Monotonic kStart{1h};

ClockVerdict verdict_of(const std::vector<model::Duration>& ahead) {
  ServerTimes times;
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    times.add("host" + std::to_string(i), ahead[i], kStart);
  }
  return times.verdict(kStart);
}

TEST(ServerTimes, ADateWithTheAgeOfACacheTellsTheTime) {
  const model::Time now = *text::parse_rfc3339("2025-01-28T20:00:00Z");
  fetch::Response response;
  EXPECT_EQ(clock_ahead(response, now), std::nullopt);
  response.date = "Tue, 28 Jan 2025 12:00:00 GMT";
  EXPECT_EQ(clock_ahead(response, now), 8h);
  response.age = "28800";
  EXPECT_EQ(clock_ahead(response, now), 0h);
  response.age = "99999999999999999999999999";
  EXPECT_TRUE(clock_ahead(response, now));
  response.age = "-3";
  EXPECT_EQ(clock_ahead(response, now), 8h);
  response.date = "yesterday";
  EXPECT_EQ(clock_ahead(response, now), std::nullopt);
}

TEST(ServerTimes, TwoInThreeDecide) {
  const ClockVerdict wrong = verdict_of({8h, 8h + 1s, 0s});
  EXPECT_EQ(wrong.word, kWrong);
  EXPECT_NEAR(wrong.ahead.count(), model::Duration(8h).count(), 1000);
  EXPECT_EQ(wrong.servers, 2u);
  EXPECT_EQ(verdict_of({8h, 0s, 1s}).word, kRight);
  EXPECT_EQ(verdict_of({-3h, -3h, -3h, 1s}).ahead, -3h);
  EXPECT_EQ(verdict_of({8h, -8h, 8h, -8h}).word, kRight) << "off in two ways: they are wrong";
  EXPECT_EQ(verdict_of({10min, -10min, 9min}).word, kRight);
}

TEST(ServerTimes, OneOrTwoMustAgree) {
  EXPECT_EQ(verdict_of({}).word, kUnknown);
  EXPECT_EQ(verdict_of({8h}).word, kWrong);
  EXPECT_EQ(verdict_of({8h, 9h}).word, kWrong);
  EXPECT_EQ(verdict_of({8h, 0h}).word, kUnknown);
  EXPECT_EQ(verdict_of({0h}).word, kRight);
}

TEST(ServerTimes, AreForgottenAfterAnHourAndWithTheClock) {
  ServerTimes times;
  times.add("a", 8h, kStart);
  EXPECT_EQ(times.verdict(kStart + 1h).word, kWrong);
  EXPECT_EQ(times.verdict(kStart + 1h + 1s).word, kUnknown);
  times.clear();
  EXPECT_EQ(times.verdict(kStart).word, kUnknown);
}

TEST(ServerTimes, OneHostHasOneVoiceAndTheNewestSixteenCount) {
  ServerTimes times;
  for (int i = 0; i < 50; ++i) times.add("liar", 8h, kStart);
  times.add("b", 0h, kStart + 1s);
  times.add("c", 0h, kStart + 1s);
  EXPECT_EQ(times.verdict(kStart).word, kRight);
  for (int i = 0; i < 14; ++i) times.add(std::to_string(i), 0h, kStart + 2s);
  EXPECT_EQ(times.verdict(kStart + 2s).word, kRight) << "the first ones left";
}

}  // namespace
}  // namespace newswatch::engine
