// CSV (RFC 4180) in which a spreadsheet finds no formula. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace newswatch::cli::print {

// One cell: control characters as escapes, in quotes where needed. What a spreadsheet would take
// for a formula (it begins with =, +, -, @, a full-width form of them, or a tab) gets a ' in front.
std::string csv_cell(std::string_view text);

// Cells, commas and CRLF.
std::string csv_row(std::span<const std::string> cells);

}  // namespace newswatch::cli::print
