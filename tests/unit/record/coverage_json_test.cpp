#include "record/coverage_json.h"

#include <gtest/gtest.h>

#include "text/times.h"

namespace newswatch::record {
namespace {

model::Time minute(int number) {
  return *text::parse_rfc3339("2025-01-28T10:00:00Z") + std::chrono::minutes(number);
}

TEST(CoverageJson, IsTheContractsLine) {
  model::Coverage coverage;
  coverage.feed = "one";
  coverage.url = "https://one.test/feed";
  coverage.window = {minute(0), minute(50)};
  coverage.watched = {{minute(0), minute(20)}, {minute(40), minute(50)}};
  coverage.unwatched = {
      {coverage.url, "one", minute(20), minute(40), false, false, "HTTP status 503"}};
  coverage.rolled_over = {{coverage.url, "one", minute(5), minute(6), true, false, ""}};
  coverage.clock = {{coverage.url, "one", minute(7), minute(8), false, true, "clock: set"}};
  coverage.share = 0.6;
  EXPECT_EQ(
      coverage_json(coverage),
      R"({"schema":1,"feed":"one","url":"https://one.test/feed","from":"2025-01-28T10:00:00Z",)"
      R"("to":"2025-01-28T10:50:00Z","share":0.6,)"
      R"("watched":[{"from":"2025-01-28T10:00:00Z","to":"2025-01-28T10:20:00Z"},)"
      R"({"from":"2025-01-28T10:40:00Z","to":"2025-01-28T10:50:00Z"}],)"
      R"("unwatched":[{"from":"2025-01-28T10:20:00Z","to":"2025-01-28T10:40:00Z",)"
      R"("why":"HTTP status 503"}],)"
      R"("rolled_over":[{"from":"2025-01-28T10:05:00Z","to":"2025-01-28T10:06:00Z"}],)"
      R"("clock":[{"from":"2025-01-28T10:07:00Z","to":"2025-01-28T10:08:00Z",)"
      R"("why":"clock: set"}]})");
}

}  // namespace
}  // namespace newswatch::record
