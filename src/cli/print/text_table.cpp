#include "cli/print/text_table.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "text/escape.h"

namespace newswatch::cli::print {
namespace {

constexpr std::size_t kGap = 2;        // blanks between columns
constexpr std::size_t kNarrowest = 8;  // of a column that is shortened

}  // namespace

std::string fitted(std::string_view text, std::size_t columns) {
  if (text::columns(text) <= columns) return std::string(text);
  std::size_t end = 0;
  std::size_t used = 1;  // the ellipsis
  while (end < text.size()) {
    std::size_t next = end + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
    used += text::columns(text.substr(end, next - end));
    if (used > columns) break;
    end = next;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return columns == 0 ? std::string() : std::string(text.substr(0, end)) + "…";
}

void TextTable::row(std::vector<Cell> cells) {
  assert(cells.size() == columns_.size());
  for (Cell& cell : cells) cell.text = text::printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths(const Terminal& terminal) const {
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = 0;
    for (const auto& cells : rows_) widest = std::max(widest, text::columns(cells[i].text));
    const bool shown = widest > 0 || !columns_[i].optional;
    widths.push_back(shown ? std::max(widest, text::columns(columns_[i].heading)) : 0);
    total += widths.back() + (i == 0 || !shown ? 0 : kGap);
  }
  if (terminal.width == 0) return widths;
  while (total > terminal.width) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::size_t floor = std::max(kNarrowest, text::columns(columns_[i].heading));
      if (columns_[i].weight == 0 || widths[i] <= floor) continue;
      if (widest == widths.size() ||
          widths[i] * columns_[widest].weight > widths[widest] * columns_[i].weight) {
        widest = i;
      }
    }
    if (widest == widths.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

// Every line has a cell for each column, also where the last ones are empty.
std::string TextTable::line_for_programs(const std::vector<Cell>& cells) {
  std::string out;
  for (const Cell& cell : cells) out += (&cell == &cells.front() ? "" : "\t") + cell.text;
  return out + "\n";
}

std::string TextTable::line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                            const Terminal& terminal) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string shown = fitted(cells[i].text, widths[i]);
    const std::string blanks(widths[i] - text::columns(shown), ' ');
    if (!out.empty()) out.append(kGap, ' ');
    if (columns_[i].right) out += blanks;
    out += styled(shown, cells[i].style, terminal);
    if (!columns_[i].right && i + 1 < cells.size()) out += blanks;
  }
  while (out.ends_with(' ')) out.pop_back();  // the last cell may be empty
  return out + "\n";
}

std::string TextTable::text(const Terminal& terminal) const {
  const auto widths_now = widths(terminal);
  std::vector<Cell> headings;
  headings.reserve(columns_.size());
  for (const Column& column : columns_) headings.push_back({column.heading, Style::kBold});
  std::string out;
  const auto add = [&](const std::vector<Cell>& cells) {
    out += terminal.is_terminal ? line(cells, widths_now, terminal) : line_for_programs(cells);
  };
  if (!begun_) add(headings);
  for (const auto& cells : rows_) add(cells);
  return out;
}

std::string TextTable::part(const Terminal& terminal) {
  constexpr std::size_t kManyRows = 500;
  if (terminal.is_terminal || rows_.size() < kManyRows) return {};
  std::string out = text(terminal);
  begun_ = true;
  rows_.clear();
  return out;
}

}  // namespace newswatch::cli::print
