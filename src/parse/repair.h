// Makes well-formed XML of broken XML.
//
// repair() is for documents that is_clean() (clean_scan.h) refuses. It drops control characters,
// replaces the entities of HTML and the plain ones of a DOCTYPE by their characters, escapes bare
// '&' and '<', quotes attributes, closes CDATA sections and tags, and cuts what stands before and
// after the root. If the document was cut, the item in which it ends is left out. External entities
// are never read. Linear in time; the output is at most a few times as long as the input. `text` is
// valid UTF-8. Pure; any thread. Source: XML 1.0 sections 2 and 4.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

std::string repair(std::string_view text, Warnings& warnings);

}  // namespace newswatch::parse
