// Makes well-formed XML of broken XML.
//
// repair() is for documents that is_clean() (clean_scan.h) refuses. It drops control characters,
// replaces the entities of HTML and the plain ones of a DOCTYPE by their characters, escapes bare
// '&' and '<', quotes attributes, closes CDATA sections and tags, and cuts what stands before and
// after the root. If the document was cut, the item in which it ends is left out. External entities
// are never read. What is beyond the limits of limits.h is left out: tags nested too deeply, and
// all that follows when there are too many nodes or the text grows too long. Linear in time. `text`
// is valid UTF-8. Pure; any thread. Source: XML 1.0 sections 2 and 4.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

std::string repair(std::string text, Warnings& warnings);

}  // namespace newswatch::parse
