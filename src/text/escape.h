// Makes text from feeds and the network safe to print. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::text {

// Valid UTF-8 from any bytes: each ill-formed sequence becomes U+FFFD (Unicode 3.9, best practice).
std::string valid_utf8(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// One line that is safe on a terminal and in a log: control characters (C0, DEL, C1), line and
// paragraph separators, bidirectional overrides, other characters that nobody sees, and bad bytes
// become \n, \t, \x1b, \u202e and so on.
std::string printable(std::string_view text);

// One line for people, to be shown by a program that is not ours: of what printable() escapes, line
// ends, tabs and other control characters become a blank, bad bytes U+FFFD, and the rest is left
// out. Blanks at both ends go, and several are one.
std::string visible(std::string_view text);

// The same as printable() for a file that programs read: where the text has letters that run from
// right to left, their direction marks (U+200E, U+200F, U+061C) stay.
std::string printable_in_file(std::string_view text);

// The same JSON document (RFC 8259) with those characters as \u202e and so on, so that it is one
// harmless line to a terminal and to a reader that splits lines at U+2028. `json` has no white
// space between its tokens.
std::string printable_json(std::string json);

// For the content of an XML element or a quoted attribute: & < > " become references. U+FFFE and
// U+FFFF, which XML 1.0 section 2.2 does not allow, become U+FFFD. Control characters stay: the
// caller must have removed them.
std::string xml_escaped(std::string_view text);

// printable(text) in double quotes, with " and \ escaped.
std::string quoted(std::string_view text);

// At most max_bytes bytes. A longer text is cut between characters and ends with an ellipsis.
std::string shortened(std::string_view text, std::size_t max_bytes);

// How many columns of a terminal the text fills: wide characters count 2, combining ones 0.
std::size_t columns(std::string_view text);

}  // namespace newswatch::text
