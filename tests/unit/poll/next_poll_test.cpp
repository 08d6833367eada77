#include "poll/next_poll.h"

#include <gtest/gtest.h>

#include <set>

#include "text/times.h"

namespace newswatch::poll {
namespace {

using namespace std::chrono_literals;

const model::Time kNow = *text::parse_rfc3339("2025-01-28T10:15:00Z");  // a Tuesday
constexpr Intervals kTenMinutes{10min, 1min, 24h};

model::Duration wait_with(const CacheHeaders& headers, const model::FeedInfo* info = nullptr,
                          const Intervals& intervals = kTenMinutes) {
  const auto wishes = info == nullptr ? model::PollWishes() : wishes_of(*info);
  return after_success(kNow, intervals, headers, wishes) - kNow;
}

model::Duration wait_with(const model::FeedInfo& info) { return wait_with({}, &info); }

TEST(NextPoll, IsTheIntervalWhenThePublisherSaysNothing) {
  EXPECT_EQ(wait_with(CacheHeaders{}), 10min);
  EXPECT_EQ(wait_with({}, nullptr, {30s, 1min, 24h}), 1min);
  EXPECT_EQ(wait_with({}, nullptr, {40ms, 10ms, 24h}), 40ms);
}

TEST(NextPoll, IsLengthenedByMaxAgeAndNeverShortened) {
  EXPECT_EQ(wait_with({.cache_control = "max-age=1800"}), 30min);
  EXPECT_EQ(wait_with({.cache_control = "public, MAX-AGE = \"1800\" , must-revalidate"}), 30min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=60"}), 10min);
  EXPECT_EQ(wait_with({.cache_control = "no-cache, max-age=0"}), 10min);
  EXPECT_EQ(wait_with({.cache_control = "s-maxage=1800, stale-max-age=9000"}), 10min);
}

TEST(NextPoll, TakesNoHarmFromMalformedMaxAge) {
  for (const char* value : {"max-age", "max-age=", "max-age=-5", "max-age=1e9", "max-age=\"",
                            ",,=,", "max-age= 9 9", "\xff\xfe=\x01"}) {
    EXPECT_EQ(wait_with({.cache_control = value}), 10min) << value;
  }
}

// RFC 9111 1.2.2: a number too large to hold is a very large one.
TEST(NextPoll, IsCappedAtTheLongestInterval) {
  EXPECT_EQ(wait_with({.cache_control = "max-age=31536000"}), 24h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=99999999999999999999999"}), 24h);
  EXPECT_EQ(wait_with({.expires = "Thu, 01 Jan 2099 00:00:00 GMT"}), 24h);
  model::FeedInfo info;
  info.ttl_minutes = 2'000'000'000;
  EXPECT_EQ(wait_with(info), 24h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=9000"}, nullptr, {48h, 1min, 24h}), 48h)
      << "the cap is of the publisher's wishes, not of the config";
}

// RFC 9111 5.3
TEST(NextPoll, PrefersMaxAgeToExpires) {
  const std::string_view in_an_hour = "Tue, 28 Jan 2025 11:15:00 GMT";
  EXPECT_EQ(wait_with({.expires = in_an_hour}), 1h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=1200", .expires = in_an_hour}), 20min);
  EXPECT_EQ(wait_with({.expires = "Tue, 28 Jan 2025 09:00:00 GMT"}), 10min);
  EXPECT_EQ(wait_with({.expires = "0"}), 10min);
  EXPECT_EQ(wait_with({.expires = "-1"}), 10min);
}

// A server whose clock is wrong is wrong in both headers.
TEST(NextPoll, MeasuresExpiresFromTheServersOwnDate) {
  EXPECT_EQ(wait_with({.expires = "Wed, 01 Jan 2020 02:00:00 GMT",
                       .date = "Wed, 01 Jan 2020 00:00:00 GMT"}),
            2h);
}

// RFC 9111 4.2.3: what a cache held back is no longer fresh.
TEST(NextPoll, SubtractsTheAgeOfTheAnswer) {
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .age = "1200"}), 40min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .age = "3500"}), 10min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .age = "99999999999999999999"}), 10min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .age = "soon"}), 1h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .date = "Tue, 28 Jan 2025 09:45:00 GMT"}),
            30min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600",
                       .date = "Tue, 28 Jan 2025 09:45:00 GMT",
                       .age = "1200"}),
            30min);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600", .date = "Tue, 28 Jan 2025 11:15:00 GMT"}),
            1h);
  EXPECT_EQ(wait_with({.expires = "Tue, 28 Jan 2025 11:15:00 GMT",
                       .date = "Tue, 28 Jan 2025 10:15:00 GMT",
                       .age = "1200"}),
            40min);
}

// RFC 9111 5.2.2.4 and 5.2.2.5
TEST(NextPoll, WaitsNoLongerWhereTheAnswerIsToBeAskedForAnew) {
  for (const char* value : {"no-cache, max-age=315360000", "max-age=315360000, no-cache",
                            "max-age=7200, NO-STORE", "no-store", "no-cache"}) {
    EXPECT_EQ(wait_with({.cache_control = value, .expires = "Thu, 01 Jan 2099 00:00:00 GMT"}),
              10min)
        << value;
  }
  EXPECT_EQ(wait_with({.cache_control = "no-cache=\"set-cookie, x\", max-age=3600"}), 1h);
  EXPECT_EQ(wait_with({.cache_control = "x=\"no-store, no-cache\", max-age=3600"}), 1h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600, max-age=7200"}), 1h);
}

TEST(NextPoll, ObeysTheFeedsTtlButNotSyUpdatePeriod) {
  model::FeedInfo info;
  info.ttl_minutes = 45;
  EXPECT_EQ(wait_with(info), 45min);
  info.ttl_is_syndication = true;
  EXPECT_EQ(wait_with(info), 10min);
  info = {};
  info.ttl_minutes = -5;
  EXPECT_EQ(wait_with(info), 10min);
}

TEST(NextPoll, TakesTheLongestOfSeveralWishes) {
  model::FeedInfo info;
  info.ttl_minutes = 45;
  EXPECT_EQ(wait_with({.cache_control = "max-age=3600"}, &info), 1h);
  EXPECT_EQ(wait_with({.cache_control = "max-age=1800"}, &info), 45min);
}

// RSS 2.0, skipHours and skipDays
TEST(NextPoll, LeavesOutSkippedHoursAndDays) {
  model::FeedInfo info;
  info.skip_hours = {10, 11, 12};
  EXPECT_EQ(kNow + wait_with(info), *text::parse_rfc3339("2025-01-28T13:00:00Z"));
  info.skip_hours = {23};
  EXPECT_EQ(wait_with(info), 10min);
  info.skip_hours = {};
  info.skip_days = {2};  // Tuesday
  EXPECT_EQ(kNow + wait_with(info), *text::parse_rfc3339("2025-01-29T00:00:00Z"));
  info.skip_hours = {0};
  EXPECT_EQ(kNow + wait_with(info), *text::parse_rfc3339("2025-01-29T01:00:00Z"));
}

TEST(NextPoll, IsNotSilencedByAFeedThatSkipsEverything) {
  model::FeedInfo info;
  info.skip_days = {0, 1, 2, 3, 4, 5, 6};
  EXPECT_EQ(wait_with(info), 24h);
  for (int hour = 0; hour < 24; ++hour) info.skip_hours.push_back(hour);
  EXPECT_EQ(wait_with(info), 24h);
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(retry_after("120", kNow), kNow + 2min);
  EXPECT_EQ(retry_after(" 120\t", kNow), kNow + 2min);
  EXPECT_EQ(retry_after("Tue, 28 Jan 2025 12:00:00 GMT", kNow),
            text::parse_rfc3339("2025-01-28T12:00:00Z"));
  EXPECT_EQ(retry_after("0", kNow), kNow);
}

TEST(RetryAfter, IsCappedAtTwoDaysAndNeverInThePast) {
  EXPECT_EQ(retry_after("864000", kNow), kNow + 48h);
  EXPECT_EQ(retry_after("999999999999999999999999", kNow), kNow + 48h);
  EXPECT_EQ(retry_after("Fri, 01 Jan 2100 00:00:00 GMT", kNow), kNow + 48h);
  EXPECT_EQ(retry_after("Fri, 03 Jan 2025 00:00:00 GMT", kNow), kNow);
}

TEST(RetryAfter, IsAbsentWhenUnreadable) {
  for (const char* value :
       {"", "soon", "-1", "-99999999999999999999999", "1.5", "120, 60", "Tue, 28 Jan", "+5"}) {
    EXPECT_EQ(retry_after(value, kNow), std::nullopt) << value;
  }
}

model::Duration error_wait(int failures, const Intervals& intervals = kTenMinutes,
                           std::string_view url = "https://time.com/feed/") {
  return after_error(kNow, intervals, failures, Failed::kAnswered, url) - kNow;
}

TEST(AfterError, DoublesTheWaitUpToADayWithinATenth) {
  model::Duration expected = 10min;
  for (int failures = 1; failures <= 30; ++failures) {
    EXPECT_GE(error_wait(failures), expected * 9 / 10) << failures;
    EXPECT_LE(error_wait(failures), expected * 11 / 10) << failures;
    expected = std::min<model::Duration>(expected * 2, 24h);
  }
  EXPECT_LE(error_wait(1'000'000'000), 27h);
}

TEST(AfterError, DoublesTheWaitUpToAnHourWhereNoAnswerComes) {
  const auto wait = [](int failures, const Intervals& intervals) {
    return after_error(kNow, intervals, failures, Failed::kUnanswered, "https://time.com/") - kNow;
  };
  EXPECT_GE(wait(2, kTenMinutes), 18min);
  for (const int failures : {5, 20, 1'000'000'000}) {
    EXPECT_GE(wait(failures, kTenMinutes), 54min) << failures;
    EXPECT_LE(wait(failures, kTenMinutes), 66min) << failures;
  }
  EXPECT_GE(wait(9, {3h, 1min, 24h}), 3h * 9 / 10) << "the interval is longer";
}

TEST(AfterError, SpreadsFeedsThatFailTogetherAndRepeatsARun) {
  std::set<model::Duration> waits;
  for (int i = 0; i < 50; ++i) waits.insert(error_wait(3, kTenMinutes, "u" + std::to_string(i)));
  EXPECT_GT(waits.size(), 40u);
  EXPECT_EQ(error_wait(3), error_wait(3));
}

TEST(AfterError, KeepsTheShortestIntervalAndALongerOneThanADay) {
  for (int i = 0; i < 50; ++i) {
    const std::string url = std::to_string(i);
    EXPECT_GE(error_wait(1, {1min, 1min, 24h}, url), 1min);
    EXPECT_GE(error_wait(9, {72h, 1min, 24h}, url), 72h * 9 / 10);
  }
}

TEST(AfterError, WorksWithTheTinyIntervalsOfTests) {
  const Intervals tiny{40ms, 10ms, 24h};
  EXPECT_GE(error_wait(1, tiny), 36ms);
  EXPECT_LE(error_wait(1, tiny), 44ms);
  EXPECT_GE(error_wait(2, tiny), 72ms);
  EXPECT_EQ(error_wait(5, {0ms, 0ms, 24h}), 0ms);
}

}  // namespace
}  // namespace newswatch::poll
