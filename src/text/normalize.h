// One form for text that means the same: NFKC, case folded, accents off. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

// Compatibility-decomposed, case folded, combining accents (U+0300..036F) dropped, recomposed.
// Curly quotes and dashes become their ASCII forms. ASCII input takes no detour.
std::string fold_case(std::string_view text);

// Words of a folded text: runs of letters, digits and marks; a trailing 's is dropped. Views into
// `folded`, which must outlive them.
std::vector<std::string_view> words(std::string_view folded);

// Words of fold_case(text) joined by single spaces: two titles that differ in case, accents,
// punctuation or white space alone give the same.
std::string normalized_title(std::string_view title);

}  // namespace newswatch::text
