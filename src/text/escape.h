// Text of strangers made safe to print. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::text {

// Valid UTF-8 from any bytes: each ill-formed sequence becomes U+FFFD (Unicode 3.9, best practice).
std::string valid_utf8(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// One line that is safe on a terminal and in a log: control characters (C0, DEL, C1), line and
// paragraph separators, bidirectional overrides and bad bytes become \n, \t, \x1b, \u202e and so
// on.
std::string printable(std::string_view text);

// The same JSON (RFC 8259, without white space between its tokens), in which those characters stand
// as \u202e and so on: a terminal or a reader that cuts at U+2028 sees one harmless line.
std::string printable_json(std::string json);

// For the content of an XML element or a quoted attribute: & < > " as references, U+FFFE and
// U+FFFF, which XML 1.0 section 2.2 does not have, as U+FFFD. Control characters are the caller's.
std::string xml_escaped(std::string_view text);

// printable(), in double quotes, with " and \ escaped.
std::string quoted(std::string_view text);

// The first max_bytes bytes at most, cut at a character, with an ellipsis when cut.
std::string shortened(std::string_view text, std::size_t max_bytes);

// Columns that a terminal needs for it: wide characters count 2, combining ones 0.
std::size_t columns(std::string_view text);

}  // namespace newswatch::text
