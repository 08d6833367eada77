// Brings text into one form, so that two ways to write the same words compare equal. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

// The text without case and without what readers do not tell apart: accents, compatibility forms,
// characters that nobody sees, signs like ™ (letter_forms.h has the list). It is composed (NFC).
// Curly quotes and dashes become ASCII.
std::string fold_case(std::string_view text);

// The words of a folded text: runs of letters, digits and marks, without a trailing 's. A word also
// ends where the script changes (scripts.h): "DeepSeek发布" is two words. The views point into
// `folded`.
std::vector<std::string_view> words(std::string_view folded);

// The words of fold_case(title) with single spaces between them. Titles that differ only in case,
// accents, punctuation or white space give the same result.
std::string normalized_title(std::string_view title);

// Whether these words stand in the title one after the other, both as normalized_title() gives
// them. Words of a script without spaces stand anywhere; behind one of Hangul a particle may be
// written.
bool has_words(std::string_view title, std::string_view words);

// The text without characters that nobody sees: soft hyphens, zero-width and direction marks,
// variation selectors and all others that Unicode calls default ignorable.
std::string without_invisible(std::string_view text);

bool is_ascii(std::string_view text);

}  // namespace newswatch::text
