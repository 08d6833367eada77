#include "cli/print/csv.h"

#include <algorithm>
#include <array>

#include "text/escape.h"

namespace newswatch::cli::print {
namespace {

constexpr std::array<std::string_view, 8> kFormulaStarts = {"=",  "+",  "-",  "@",
                                                            "＝", "＋", "－", "＠"};

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = text::printable_in_file(text);
  // Blanks in front are looked past: some programs trim a cell before they read it.
  const std::size_t start = std::min(cell.find_first_not_of(' '), cell.size());
  const std::string_view body = std::string_view(cell).substr(start);
  if (text.starts_with('\t') || text.starts_with('\r') ||
      std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                  [&](std::string_view sign) { return body.starts_with(sign); })) {
    cell.insert(cell.begin(), '\'');
  }
  if (cell.find_first_of(",;\"' \t") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_row(std::span<const std::string> cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    row += csv_cell(cells[i]);
  }
  return row + "\r\n";
}

}  // namespace newswatch::cli::print
