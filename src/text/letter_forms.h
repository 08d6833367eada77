// Parts of fold_case() (normalize.h): which characters nobody sees, which signs end a word, and
// which letters and marks readers do not tell apart. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::text {

// Prepares a text for compatibility decomposition, which would make letters of signs: a trade mark
// sign, a raised or circled number and a keycap become a space, and a sign for a unit is a word of
// its own. Characters that nobody sees vanish (as without_invisible() says). Curly apostrophes,
// quotation marks and dashes become ASCII. The result is UTF-8.
std::string with_plain_signs(std::string_view text);

// Replaces letters and drops marks which a reader does not tell apart, in a text that is decomposed
// (NFKD) and case folded: accents of Latin, Greek and Cyrillic, strokes and ligatures (l for ł, oe
// for œ), the vowel marks of Arabic and Hebrew, hamza and tatweel, the nukta. Digits of all scripts
// become ASCII. Marks that make another letter stay: vowel signs, dakuten, the breve of й.
std::string with_plain_letters(std::string_view decomposed);

}  // namespace newswatch::text
