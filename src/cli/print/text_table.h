// TextTable: aligned columns that people like to read. Not safe to share between threads.
//
// Every cell is made safe (text::printable). When the rows are wider than the terminal, columns
// with a weight are shortened, the widest for its weight first; a shortened text ends in an
// ellipsis.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/print/output.h"

namespace newswatch::cli::print {

struct Column {
  std::string heading;
  bool right = false;      // numbers
  std::size_t weight = 0;  // may be shortened when not 0; the heavier keeps more
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
  bool empty() const { return rows_.empty(); }
  // The heading and all rows, each line with its newline.
  std::string text(const Terminal& terminal) const;

 private:
  std::vector<std::size_t> widths(const Terminal& terminal) const;
  std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                   const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// text in at most `columns` columns of a terminal, cut at a character, with an ellipsis when cut.
std::string fitted(std::string_view text, std::size_t columns);

}  // namespace newswatch::cli::print
