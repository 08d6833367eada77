// TextTable: a table with aligned columns on a terminal; elsewhere, for programs, with a tab
// between two cells and nothing cut. Not safe to share between threads.
//
// Every cell is made safe (text::printable), so it has no tab. If the rows are wider than the
// terminal, columns with a weight are shortened, first the one with the most columns for its
// weight. A shortened text ends in an ellipsis.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/print/output.h"

namespace newswatch::cli::print {

struct Column {
  std::string heading;
  bool right = false;      // aligned to the right, for numbers
  std::size_t weight = 0;  // 0: never shortened; a higher weight keeps more of the text
  bool optional = false;   // left out on a terminal where all its cells are empty
};

struct Cell {
  std::string text;
  Style style = Style::kPlain;
};

class TextTable {
 public:
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell for each column.
  void row(std::vector<Cell> cells);
  bool empty() const { return rows_.empty() && !begun_; }
  // The heading and all rows, each line with its newline; without what part() gave.
  std::string text(const Terminal& terminal) const;
  // For lists without end: the first part of the text, which is dropped here, when there are many
  // rows. Else, and always on a terminal, whose columns need all rows: nothing.
  std::string part(const Terminal& terminal);

 private:
  static std::string line_for_programs(const std::vector<Cell>& cells);
  std::vector<std::size_t> widths(const Terminal& terminal) const;
  std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                   const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
  bool begun_ = false;  // part() gave the heading
};

// The text in at most `columns` columns, cut between characters; an ellipsis shows the cut.
std::string fitted(std::string_view text, std::size_t columns);

}  // namespace newswatch::cli::print
