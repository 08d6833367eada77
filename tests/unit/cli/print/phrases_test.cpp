#include "cli/print/phrases.h"

#include <gtest/gtest.h>

#include "support/zone.h"
#include "text/times.h"

namespace newswatch::cli::print {
namespace {

const model::Time kPhrasesNow = *text::parse_rfc3339("2025-01-28T12:00:00Z");

TEST(Phrases, JoinsAndCounts) {
  EXPECT_EQ(joined({}), "");
  EXPECT_EQ(joined({"TIME"}), "TIME");
  EXPECT_EQ(joined({"TIME", "The Hill"}), "TIME, The Hill");
  EXPECT_EQ(counted(0, "feed"), "0 feeds");
  EXPECT_EQ(counted(1, "feed"), "1 feed");
}

TEST(Phrases, TellsATimeAndHowLongAgo) {
  EXPECT_EQ(moment(kPhrasesNow - std::chrono::hours(3), kPhrasesNow),
            "2025-01-28T09:00:00Z (3 h ago)");
  EXPECT_EQ(ago(kPhrasesNow - std::chrono::minutes(4), kPhrasesNow), "4 min ago");
  EXPECT_EQ(ago(std::nullopt, kPhrasesNow), "never");
}

TEST(Phrases, TellsLocalTimesOnATerminalAlone) {
  const test::Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  constexpr Terminal kTerminal{true, false, 80};
  const model::Time time = kPhrasesNow - std::chrono::hours(3);
  EXPECT_EQ(instant(time, kTerminal), "2025-01-28 10:00:00 CET");
  EXPECT_EQ(instant(time, Terminal{}), "2025-01-28T09:00:00Z");
  EXPECT_EQ(moment(time, kPhrasesNow, kTerminal), "2025-01-28 10:00:00 CET (3 h ago)");
  EXPECT_EQ(when(time, kPhrasesNow, kTerminal), "3 h ago");
  EXPECT_EQ(when(time, kPhrasesNow, Terminal{}), "2025-01-28T09:00:00Z");
  EXPECT_EQ(ago(std::nullopt, kPhrasesNow, kTerminal), "never");
  const model::Time summer = *text::parse_rfc3339("2024-07-01T22:30:00Z");
  EXPECT_EQ(moment(summer, kPhrasesNow, kTerminal), "2024-07-02 00:30:00 CEST");
  EXPECT_EQ(when(summer, kPhrasesNow, kTerminal), "2024-07-02") << "the day there";
}

TEST(Phrases, ShowsIdsByTheirEndWhereThereIsLittleRoom) {
  const std::string id = "01M8M9SSHT2JGQGHA3X9DM3S4G";
  EXPECT_EQ(shown_id(id, Terminal{}), id);
  EXPECT_EQ(shown_id(id, Terminal{true, false, 120}), id);
  EXPECT_EQ(shown_id(id, Terminal{true, false, 119}), "X9DM3S4G");
  EXPECT_EQ(shown_id("e1", Terminal{true, false, 80}), "e1");
}

}  // namespace
}  // namespace newswatch::cli::print
