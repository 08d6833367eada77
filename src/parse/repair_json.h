// Makes valid JSON of JSON with the faults that servers make.
//
// If the document was cut, it ends behind its last complete item. What follows the document is left
// out, as are comments, control characters and commas with nothing behind them. Missing commas are
// added. Line ends and tabs in strings are escaped; a half of a surrogate pair is U+FFFD; escapes
// that JSON does not have are read as JavaScript does, or as the text that stands there
// ("C:\Users"). NaN and the like are null. All other faults stay, and the JSON parser refuses them.
// Linear in time; the output is at most twice as long as the input, which is valid UTF-8. Pure; any
// thread. Source: RFC 8259.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

std::string repair_json(std::string_view text, Warnings& warnings);

}  // namespace newswatch::parse
