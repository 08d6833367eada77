// What a judge is shown, and how often it is asked.
#include "daemon/question.h"

#include <gtest/gtest.h>

#include "daemon/hourly_limit.h"
#include "text/time_text.h"

namespace newswatch::daemon {
namespace {

using namespace std::chrono_literals;

model::Statement says(const std::string& title, const std::string& summary = "") {
  return {.title = title, .summary = summary, .outlet = "TIME", .published = {}};
}

std::vector<std::string> titles(const std::vector<model::Statement>& statements) {
  std::vector<std::string> out;
  for (const auto& one : statements) out.push_back(one.title);
  return out;
}

TEST(MostAlike, ShowsTheReportsThatShareMostWords) {
  const auto shown =
      most_alike(says("Ferry strike strands thousands", "crews walk out at Dover"),
                 {says("Port closed"), says("Dover crews strike", "thousands wait"),
                  says("Ferry strike"), says("Ferries", "strands thousands in Dover")});
  EXPECT_EQ(titles(shown), (std::vector<std::string>{"Dover crews strike", "Ferries",
                                                     "Ferry strike", "Port closed"}));
}

TEST(MostAlike, ShowsFiveAtMostAndOfEqualsTheFirst) {
  std::vector<model::Statement> reports;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) {
    reports.push_back(says(std::string("Strike ") + name));
  }
  EXPECT_EQ(titles(most_alike(says("The strike"), reports)),
            (std::vector<std::string>{"Strike a", "Strike b", "Strike c", "Strike d", "Strike e"}));
}

TEST(MostAlike, DoesNotShowACopyTwice) {
  const auto shown = most_alike(
      says("Strike"), {says("Strike goes on", "x"), says("Ferries"), says("Strike goes on", "x")});
  EXPECT_EQ(titles(shown), (std::vector<std::string>{"Strike goes on", "Ferries"}));
}

TEST(HourlyLimit, CountsWithinAClockHour) {
  const model::Time start = *text::parse_rfc3339("2025-01-28T20:30:00Z");
  HourlyLimit limit;
  EXPECT_EQ(limit.left(start, 3), 3u);
  limit.take(start, 2);
  EXPECT_EQ(limit.left(start, 3), 1u);
  EXPECT_EQ(limit.text(), "2025-01-28T20 2");
  limit.take(start + 29min, 2);
  EXPECT_EQ(limit.left(start + 29min, 3), 0u);
  EXPECT_EQ(limit.left(start + 30min, 3), 3u);
  limit.take(start + 30min, 1);
  EXPECT_EQ(limit.text(), "2025-01-28T21 1");
}

TEST(HourlyLimit, ReadsWhatItWrote) {
  const model::Time now = *text::parse_rfc3339("2025-01-28T20:30:00Z");
  EXPECT_EQ(HourlyLimit("2025-01-28T20 17").left(now, 60), 43u);
  for (const char* odd : {"", "2025", "2025-01-28T20", "2025-01-28T20 x", "2025-01-28T20x17"}) {
    EXPECT_EQ(HourlyLimit(odd).left(now, 60), 60u) << odd;
  }
}

}  // namespace
}  // namespace newswatch::daemon
