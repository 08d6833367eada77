// From what strangers call XML to well-formed XML.
//
// repair() rewrites what is_clean() (clean_scan.h) does not pass: it drops control characters,
// turns HTML's entities and a DOCTYPE's plain ones into characters, escapes bare '&' and '<',
// quotes attributes, closes CDATA and tags, cuts what stands before and after the root, and leaves
// out the item in which a truncated document ends. External entities are never read.
// Linear in time; the output is at most a few times the input.
// In: valid UTF-8. Pure; any thread. Source: XML 1.0 sections 2 and 4.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

std::string repair(std::string_view text, Warnings& warnings);

}  // namespace newswatch::parse
