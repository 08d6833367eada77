#include "cli/print/csv.h"

#include <gtest/gtest.h>

#include <vector>

namespace newswatch::cli::print {
namespace {

TEST(Csv, LeavesPlainTextAlone) { EXPECT_EQ(csv_cell("DeepSeek"), "DeepSeek"); }

TEST(Csv, QuotesByRfc4180) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(Csv, DisarmsFormulas) {
  EXPECT_EQ(csv_cell("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv_cell("+1"), "\"'+1\"");
  EXPECT_EQ(csv_cell("-1"), "\"'-1\"");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_cell("  =1+1"), "\"'  =1+1\"");
  EXPECT_EQ(csv_cell("＝1+1"), "\"'＝1+1\"");
}

TEST(Csv, KeepsARecordOnOneLine) {
  EXPECT_EQ(csv_cell("a\r\nb\tc"), "a\\r\\nb\\tc");
  EXPECT_EQ(csv_cell("\t=1"), "\"'\\t=1\"");
  EXPECT_EQ(csv_cell("\x1b]0;x\x07"), "\"\\x1b]0;x\\x07\"");
}

TEST(Csv, KeepsTheMarksOfALanguage) {
  EXPECT_EQ(csv_cell("\u05d0\u200f!"), "\u05d0\u200f!");
  EXPECT_EQ(csv_cell("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645");
  EXPECT_EQ(csv_cell("a\u200fb"), "a\\u200fb");
  EXPECT_EQ(csv_cell("\u05d0\u202eb"), "\u05d0\\u202eb");
}

TEST(Csv, EndsRowsWithCrLf) {
  EXPECT_EQ(csv_row(std::vector<std::string>{"a", "", "c d"}), "a,,\"c d\"\r\n");
}

}  // namespace
}  // namespace newswatch::cli::print
