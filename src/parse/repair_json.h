// From JSON with the faults that servers make to JSON.
//
// A cut document ends behind its last whole item; what stands behind the document is left out, and
// so are commas with nothing behind them and control characters; line ends and tabs in strings are
// escaped. Anything else stays as it is, for the JSON parser to refuse. Linear in time; the output
// is at most twice the input. In: valid UTF-8. Pure; any thread. Source: RFC 8259.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

std::string repair_json(std::string_view text, Warnings& warnings);

}  // namespace newswatch::parse
