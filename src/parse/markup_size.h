// Tells whether the XML parser may take a document as it is, without growing beyond the limits of
// limits.h: it has none of its own. Pure; any thread. Source: XML 1.0 sections 2.4 to 3.1.
#pragma once

#include <string_view>

namespace newswatch::parse {

// Reads markup exactly as the parser does, up to the first fault, where the parser stops too. True:
// neither the depth nor the nodes up to there are over the limits. A document type with an internal
// subset gives false.
bool fits_parser(std::string_view text);

}  // namespace newswatch::parse
