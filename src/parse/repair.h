// From what strangers call XML to well-formed XML.
//
// is_clean() is the one scan that a good document pays for: nothing in it but tag balance is left
// for the XML parser to find. repair() rewrites everything else: drops control characters, turns
// HTML's entities and a DOCTYPE's plain ones into characters, escapes bare '&' and '<', quotes
// attributes, closes CDATA and tags, cuts what stands before and after the root, and leaves out
// the item in which a truncated document ends. External and nested entities are never expanded.
// Both are linear in time; the output of repair() is at most a few times its input.
// In: valid UTF-8. Pure; any thread. Source: XML 1.0 sections 2 and 4.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

bool is_clean(std::string_view text);

std::string repair(std::string_view text, Warnings& warnings);

}  // namespace newswatch::parse
