// Brings text into one form, so that two ways to write the same words compare equal. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

// The text decomposed (NFKD), case folded, without combining accents (U+0300..036F), and composed
// again (NFC). Curly quotes and dashes become ASCII.
std::string fold_case(std::string_view text);

// The words of a folded text: runs of letters, digits and marks, without a trailing 's. The views
// point into `folded`.
std::vector<std::string_view> words(std::string_view folded);

// The words of fold_case(title) with single spaces between them. Titles that differ only in case,
// accents, punctuation or white space give the same result.
std::string normalized_title(std::string_view title);

}  // namespace newswatch::text
