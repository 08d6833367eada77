#include "cli/print/phrases.h"

#include <gtest/gtest.h>

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

TEST(Phrases, ShowsIdsByTheirEndWhereThereIsLittleRoom) {
  const std::string id = "01M8M9SSHT2JGQGHA3X9DM3S4G";
  EXPECT_EQ(shown_id(id, Terminal{}), id);
  EXPECT_EQ(shown_id(id, Terminal{true, false, 120}), id);
  EXPECT_EQ(shown_id(id, Terminal{true, false, 119}), "X9DM3S4G");
  EXPECT_EQ(shown_id("e1", Terminal{true, false, 80}), "e1");
}

}  // namespace
}  // namespace newswatch::cli::print
