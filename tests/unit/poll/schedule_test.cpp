#include "poll/schedule.h"

#include <gtest/gtest.h>

#include <chrono>

namespace newswatch::poll {
namespace {

using namespace std::chrono_literals;

constexpr model::Time at(model::Duration offset) { return model::Time(1'000'000s) + offset; }
constexpr HostLimits kNoManners{1'000'000, 0ms};

std::string host(int n) { return "https://h" + std::to_string(n) + ".example/feed"; }
std::string path(int n) { return "https://one.example/" + std::to_string(n); }

std::vector<std::string> take_all(Schedule& schedule, model::Time now) {
  std::vector<std::string> urls;
  while (auto url = schedule.take(now)) urls.push_back(*url);
  return urls;
}

TEST(Schedule, GivesNothingBeforeItIsDue) {
  Schedule schedule({});
  EXPECT_EQ(schedule.take(at(0s)), std::nullopt);
  EXPECT_EQ(schedule.next(at(0s)), std::nullopt);
  schedule.put(host(1), at(5s), 0);
  EXPECT_EQ(schedule.take(at(4999ms)), std::nullopt);
  EXPECT_EQ(schedule.next(at(0s)), at(5s));
  EXPECT_EQ(schedule.take(at(5s)), host(1));
}

TEST(Schedule, OrdersByDueThenPriority) {
  Schedule schedule(kNoManners);
  schedule.put(host(1), at(2s), 0);
  schedule.put(host(2), at(1s), 0);
  schedule.put(host(3), at(1s), 7);
  schedule.put(host(4), at(1s), -1);
  EXPECT_EQ(take_all(schedule, at(3s)), (std::vector{host(3), host(2), host(4), host(1)}));
}

TEST(Schedule, KeepsAFeedBusyUntilDoneAndPutAgain) {
  Schedule schedule(kNoManners);
  schedule.put(host(1), at(0s), 0);
  ASSERT_EQ(schedule.take(at(0s)), host(1));
  EXPECT_EQ(schedule.take(at(1h)), std::nullopt);
  schedule.done(host(1));
  EXPECT_EQ(schedule.take(at(1h)), std::nullopt) << "its response is not settled yet";
  schedule.put(host(1), at(2h), 0);
  EXPECT_EQ(schedule.take(at(2h)), host(1));
}

TEST(Schedule, AsksAHostForNoMoreThanItsShareAtOnce) {
  Schedule schedule({2, 0ms});
  for (int i = 0; i < 4; ++i) schedule.put(path(i), at(0s), -i);
  schedule.put(host(9), at(0s), -9);
  EXPECT_EQ(take_all(schedule, at(0s)), (std::vector{path(0), path(1), host(9)}));
  EXPECT_EQ(schedule.next(at(0s)), std::nullopt) << "only done() makes room";
  schedule.done(path(0));
  EXPECT_EQ(schedule.next(at(0s)), at(0s));
  EXPECT_EQ(take_all(schedule, at(0s)), (std::vector{path(2)}));
}

TEST(Schedule, TellsHostsApartBySchemeAndPortAndNotByCase) {
  Schedule schedule({1, 0ms});
  schedule.put("https://a.example/1", at(0s), 0);
  schedule.put("http://a.example/1", at(0s), 0);
  schedule.put("https://a.example:8443/1", at(0s), 0);
  schedule.put("https://A.EXAMPLE:443/2", at(0s), 0);
  EXPECT_EQ(take_all(schedule, at(0s)).size(), 3u);
}

TEST(Schedule, LeavesAGapBetweenStartsToOneHost) {
  Schedule schedule({2, 1s});
  schedule.put(path(1), at(0s), 0);
  schedule.put(path(2), at(0s), 0);
  EXPECT_EQ(take_all(schedule, at(0s)).size(), 1u);
  schedule.done(path(1));
  EXPECT_EQ(schedule.take(at(999ms)), std::nullopt);
  EXPECT_EQ(schedule.next(at(999ms)), at(1s));
  EXPECT_EQ(schedule.take(at(1s)), path(2));
}

TEST(Schedule, DoesNotWaitForAGapThatAClockSetBackMadeLong) {
  Schedule schedule({2, 1s});
  schedule.put(path(1), at(0s), 0);
  ASSERT_TRUE(schedule.take(at(0s)));
  schedule.done(path(1));
  schedule.put(path(2), at(-2h), 0);
  EXPECT_EQ(schedule.next(at(-1h)), at(-1h));
  EXPECT_EQ(schedule.take(at(-1h)), path(2));
}

TEST(Schedule, GivesTheSlotOfAHangingTransferBackFourTimes) {
  Schedule schedule({1, 0ms});
  for (int i = 0; i < 9; ++i) schedule.put(path(i), at(0s), -i);
  int started = 0;
  while (auto url = schedule.take(at(0s))) {
    ++started;
    schedule.stalled(*url);
    schedule.stalled(*url);  // said again and again while it hangs
  }
  EXPECT_EQ(started, 5);
  schedule.done(path(0));  // a hanging one ends: the fifth may give its slot back now
  EXPECT_EQ(schedule.take(at(0s)), std::nullopt);
  schedule.stalled(path(4));
  EXPECT_EQ(schedule.take(at(0s)), path(5));
  schedule.done(path(5));
  EXPECT_EQ(schedule.take(at(0s)), path(6));
}

TEST(Schedule, IgnoresWordOfFeedsThatAreNotBusy) {
  Schedule schedule({1, 0ms});
  schedule.done("https://unknown.example/");
  schedule.stalled("https://unknown.example/");
  schedule.remove("https://unknown.example/");
  schedule.put(path(1), at(0s), 0);
  schedule.done(path(1));
  schedule.done(path(1));
  schedule.put(path(2), at(0s), 0);
  EXPECT_EQ(take_all(schedule, at(0s)).size(), 1u) << "no slot was won by done()";
}

TEST(Schedule, ForgetsARemovedFeedAndHoldsItsSlotUntilDone) {
  Schedule schedule({1, 0ms});
  schedule.put(path(1), at(0s), 1);
  schedule.put(path(2), at(0s), 0);
  ASSERT_EQ(schedule.take(at(0s)), path(1));
  schedule.remove(path(1));
  EXPECT_EQ(schedule.size(), 1u);
  EXPECT_EQ(schedule.take(at(0s)), std::nullopt);
  schedule.done(path(1));
  EXPECT_EQ(take_all(schedule, at(1h)), (std::vector{path(2)}));

  Schedule waiting({});
  waiting.put(path(1), at(0s), 0);
  waiting.remove(path(1));
  EXPECT_EQ(waiting.take(at(1h)), std::nullopt);
  EXPECT_EQ(waiting.next(at(1h)), std::nullopt);
}

TEST(Schedule, DoesNotAskABusyFeedTwiceWhenItIsPutAgain) {
  Schedule schedule(kNoManners);
  schedule.put(host(1), at(0s), 0);
  ASSERT_TRUE(schedule.take(at(0s)));
  schedule.put(host(1), at(0s), 3);
  EXPECT_EQ(schedule.take(at(1s)), std::nullopt);
  schedule.remove(host(1));
  schedule.put(host(1), at(0s), 3);
  EXPECT_EQ(schedule.take(at(1s)), std::nullopt) << "removed and back while its transfer ran";
  schedule.done(host(1));
  schedule.put(host(1), at(2s), 3);
  EXPECT_EQ(schedule.take(at(2s)), host(1));
}

TEST(Schedule, MovesAFeedThatIsPutAgain) {
  Schedule schedule(kNoManners);
  schedule.put(host(1), at(1s), 0);
  schedule.put(host(1), at(9s), 5);
  EXPECT_EQ(schedule.size(), 1u);
  EXPECT_EQ(schedule.next(at(0s)), at(9s));
  EXPECT_EQ(schedule.take(at(8s)), std::nullopt);
  EXPECT_EQ(take_all(schedule, at(9s)), (std::vector{host(1)}));
}

TEST(Schedule, TakesTenThousandFeedsInAMoment) {
  Schedule schedule({2, 1s});
  for (int i = 0; i < 10'000; ++i) schedule.put(host(i), at(0s), 0);
  const auto start = std::chrono::steady_clock::now();
  const auto urls = take_all(schedule, at(0s));
  for (const std::string& url : urls) schedule.done(url);
  for (const std::string& url : urls) schedule.put(url, at(10min), 0);
  EXPECT_EQ(urls.size(), 10'000u);
  EXPECT_EQ(schedule.next(at(1s)), at(10min));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST(Schedule, StaysQuickWhenThousandsOfFeedsOfOneHostAreDue) {
  Schedule schedule({2, 1ms});
  for (int i = 0; i < 20'000; ++i) schedule.put(path(i), at(0s), 0);
  const auto start = std::chrono::steady_clock::now();
  std::size_t asked = 0;
  for (int i = 0; i < 20'000; ++i) {
    const model::Time now = at(std::chrono::milliseconds(i));
    ASSERT_EQ(schedule.next(now), now);
    const auto url = schedule.take(now);
    ASSERT_TRUE(url);
    schedule.done(*url);
    ++asked;
  }
  EXPECT_EQ(asked, 20'000u);
  EXPECT_EQ(schedule.next(at(1h)), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s) << "a walk over all takes minutes";
}

TEST(Schedule, HoldsAllFeedsOfAHostThatSaidSoAndNoOther) {
  Schedule schedule({2, 0ms});
  schedule.put(path(1), at(0s), 0);
  schedule.put(path(2), at(90s), 0);
  schedule.put(host(1), at(0s), 0);
  schedule.put("http://one.example/1", at(0s), 0);  // another scheme is another host
  schedule.hold("https://one.example:443", at(60s));
  schedule.hold("https://one.example:443", at(30s));
  EXPECT_EQ(take_all(schedule, at(59s)).size(), 2u);
  EXPECT_EQ(schedule.next(at(59s)), at(60s));
  EXPECT_EQ(take_all(schedule, at(60s)), std::vector{path(1)});
  EXPECT_EQ(schedule.next(at(60s)), at(90s));
}

TEST(Schedule, AHoldLastsNoLongerWhenTheClockIsSetBack) {
  Schedule schedule({2, 0ms});
  schedule.put(path(1), at(-2h), 0);
  schedule.hold("https://one.example:443", at(60s));
  ASSERT_EQ(schedule.take(at(10s)), std::nullopt);
  EXPECT_EQ(schedule.next(at(10s - 1h)), at(60s - 1h));
}

TEST(Schedule, AsksAFeedAtTheHostThatItMovedTo) {
  Schedule schedule({1, 1s});
  schedule.put(host(1), at(0s), 1, "https://one.example:443");
  schedule.put(path(1), at(0s), 0);
  EXPECT_EQ(take_all(schedule, at(0s)), std::vector{host(1)});
  schedule.done(host(1));
  EXPECT_EQ(take_all(schedule, at(1s)), std::vector{path(1)});
}

TEST(Schedule, AStepOfTheClockMovesEveryWaitAlong) {
  for (const model::Duration step : {model::Duration(-5h - 30min), model::Duration(24h * 365)}) {
    Schedule schedule({2, 1s});
    for (int i = 1; i <= 3; ++i) schedule.put(path(i), at(i * 10min), 0);
    schedule.put(host(1), at(5min), 0);
    schedule.hold("https://one.example:443", at(20min));
    ASSERT_EQ(take_all(schedule, at(5min)), std::vector{host(1)});
    schedule.shift(step);
    EXPECT_EQ(schedule.next(at(6min) + step), at(20min) + step);
    EXPECT_EQ(schedule.take(at(20min) + step), path(1));
    EXPECT_EQ(schedule.take(at(21min) + step), path(2));
    schedule.done(path(1));
    EXPECT_EQ(schedule.take(at(29min) + step), std::nullopt);
    EXPECT_EQ(schedule.take(at(30min) + step), path(3));
    schedule.done(host(1));
    schedule.put(host(1), at(40min) + step, 0);
    schedule.remove(host(1));
    EXPECT_EQ(schedule.next(at(50min) + step), std::nullopt);
  }
}

}  // namespace
}  // namespace newswatch::poll
