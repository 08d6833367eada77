#include "cli/print/paragraph.h"

#include <gtest/gtest.h>

#include "text/escape.h"

namespace newswatch::cli::print {
namespace {

constexpr Terminal kUnlimited{};
constexpr Terminal kForty{true, false, 40};

TEST(Wrapped, BreaksBetweenWordsAndIndentsWhatFollows) {
  EXPECT_EQ(wrapped("one two three four five six seven", 10, kForty),
            "one two three four five six\n          seven\n");
  EXPECT_EQ(wrapped("", 10, kForty), "\n");
}

TEST(Wrapped, KeepsANumberWithTheWordBeforeIt) {
  EXPECT_EQ(wrapped("security 0.09, national 0.09, council 0.08", 14, kForty),
            "security 0.09,\n              national 0.09,\n              council 0.08\n");
  EXPECT_EQ(wrapped("0.06 begins with a number 7", 12, kForty), "0.06 begins with a number 7\n");
}

TEST(Wrapped, LeavesAWideWordAndWhatIsNoTerminalWhole) {
  const std::string link(60, 'x');
  EXPECT_EQ(wrapped("see " + link + " there", 2, kForty), "see\n  " + link + "\n  there\n");
  EXPECT_EQ(wrapped(link + " " + link, 2, kUnlimited), link + " " + link + "\n");
}

TEST(Wrapped, CountsColumnsAndEscapesWhatIsNotSafe) {
  EXPECT_EQ(wrapped("日本語日本語日本語 日本語日本語", 10, kForty),
            "日本語日本語日本語\n          日本語日本語\n");
  EXPECT_EQ(wrapped("a\x1b[31m\nb", 2, kForty), "a\\x1b[31m\\nb\n");
}

TEST(Labelled, AlignsAndLeavesEmptyTextsOut) {
  EXPECT_EQ(labelled(2, "time", 11, "6 min after", kUnlimited), "  time       6 min after\n");
  EXPECT_EQ(labelled(2, "a longer label", 11, "x", kUnlimited), "  a longer label x\n");
  EXPECT_EQ(labelled(2, "time", 11, "", kUnlimited), "");
}

TEST(Labelled, ListsWhatHasAText) {
  const std::vector<Labelled> list = {
      {"time", "one two three four five six seven"}, {"a long name", ""}, {"thehill", "eight"}};
  EXPECT_EQ(labelled_list(list, kForty),
            "time     one two three four five six\n"
            "         seven\n"
            "thehill  eight\n");
  EXPECT_EQ(labelled_list({}, kForty), "");
}

}  // namespace
}  // namespace newswatch::cli::print
