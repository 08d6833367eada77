#include "cli/print/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "text/escape.h"

namespace newswatch::cli::print {
namespace {

constexpr Terminal kPipe{};
constexpr Terminal kWide{true, false, 0};
constexpr Terminal kNarrow{true, false, 40};
constexpr Terminal kColoured{true, true, 80};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(TextTable, AlignsByColumnsOfTheTerminalNotBytes) {
  TextTable table({{"OUTLET"}, {"N", true}, {"TITLE"}});
  table.row({{"日本"}, {"7"}, {"a"}});
  table.row({{"Ümlaut"}, {"12"}, {"b"}});
  EXPECT_EQ(table.text(kWide),
            "OUTLET   N  TITLE\n"
            "日本     7  a\n"
            "Ümlaut  12  b\n");
}

TEST(TextTable, GivesALongListToProgramsInParts) {
  for (const Terminal& terminal : {kPipe, kWide}) {
    TextTable whole({{"N"}, {"TITLE"}}), in_parts = whole;
    std::string text;
    EXPECT_TRUE(in_parts.empty());
    std::size_t parts = 0;
    for (int i = 0; i < 1200; ++i) {
      whole.row({{std::to_string(i)}, {"a"}});
      in_parts.row({{std::to_string(i)}, {"a"}});
      const std::string part = in_parts.part(terminal);
      parts += part.empty() ? 0 : 1;
      text += part;
    }
    EXPECT_FALSE(in_parts.empty());
    EXPECT_EQ(text + in_parts.text(terminal), whole.text(terminal));
    EXPECT_EQ(parts, terminal.is_terminal ? 0u : 2u);
  }
}

TEST(TextTable, ShortensFlexibleColumnsToTheTerminal) {
  TextTable table({{"WHEN"}, {"TITLE", false, 3}, {"ID"}});
  table.row({{"5 min ago"}, {"DeepSeek's R1 shakes Silicon Valley and Wall Street"}, {"01JK"}});
  const auto shown = lines(table.text(kNarrow));
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(text::columns(shown[1]), 40u);
  EXPECT_NE(shown[1].find("…"), std::string::npos);
  EXPECT_TRUE(shown[1].ends_with("01JK"));
}

TEST(TextTable, ShortensTheWidestColumnFirst) {
  TextTable table({{"A", false, 1}, {"B", false, 1}});
  table.row({{std::string(20, 'a')}, {std::string(60, 'b')}});
  const auto shown = lines(table.text(kNarrow));
  EXPECT_NE(shown[1].find(std::string(18, 'a')), std::string::npos);
}

TEST(TextTable, KeepsTextWholeWhereThereIsNoTerminal) {
  TextTable table({{"TITLE", false, 3}});
  table.row({{std::string(500, 'x')}});
  EXPECT_EQ(lines(table.text(kPipe))[1].size(), 500u);
}

TEST(TextTable, PutsTabsBetweenCellsWhereThereIsNoTerminal) {
  TextTable table({{"WHEN"}, {"STATE", false, 0, true}, {"N", true}, {"WHY"}});
  table.row({{"a\tb"}, {""}, {"7"}, {""}});
  EXPECT_EQ(table.text(kPipe), "WHEN\tSTATE\tN\tWHY\na\\tb\t\t7\t\n");
}

TEST(TextTable, LeavesAnOptionalColumnOutUntilACellNeedsIt) {
  TextTable table({{"A"}, {"STATE", false, 0, true}, {"B"}});
  table.row({{"a"}, {""}, {"b"}});
  EXPECT_EQ(table.text(kWide), "A  B\na  b\n");
  table.row({{"a"}, {"held"}, {"b"}});
  EXPECT_EQ(table.text(kWide), "A  STATE  B\na         b\na  held   b\n");
}

TEST(TextTable, ShowsControlCharactersOfFeedsAsEscapes) {
  TextTable table({{"TITLE"}});
  table.row({{"a\x1b[31mred\nline\xff"}});
  EXPECT_EQ(lines(table.text(kPipe))[1], "a\\x1b[31mred\\nline\\xff");
}

TEST(TextTable, ColoursOnlyWhereColourIsAllowed) {
  TextTable table({{"STATE"}});
  table.row({{"ok", Style::kGood}});
  EXPECT_NE(table.text(kColoured).find("\x1b[32mok\x1b[0m"), std::string::npos);
  EXPECT_EQ(table.text(kNarrow).find('\x1b'), std::string::npos);
}

TEST(Fitted, CutsAtACharacterAndNeverExceedsTheWidth) {
  EXPECT_EQ(fitted("short", 5), "short");
  EXPECT_EQ(fitted("longer", 5), "long…");
  EXPECT_EQ(fitted("日本語です", 5), "日本…");
  EXPECT_EQ(fitted("日本語です", 4), "日…");
  EXPECT_EQ(fitted("two words", 5), "two…");
  EXPECT_EQ(fitted("x", 0), "");
}

}  // namespace
}  // namespace newswatch::cli::print
