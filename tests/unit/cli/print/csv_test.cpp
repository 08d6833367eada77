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
  EXPECT_EQ(csv_cell("\t=1"), "\\t=1");
  EXPECT_EQ(csv_cell("\x1b]0;x\x07"), "\"\\x1b]0;x\\x07\"");
}

TEST(Csv, EndsRowsWithCrLf) {
  EXPECT_EQ(csv_row(std::vector<std::string>{"a", "", "c d"}), "a,,\"c d\"\r\n");
}

}  // namespace
}  // namespace newswatch::cli::print
