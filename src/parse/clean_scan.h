// Tells whether a document can go to the XML parser as it is.
//
// In a clean text, the only faults that may be left are those of nesting, which the parser finds,
// and it is within the limits of limits.h. All other documents go through repair() first. This scan
// is all that a good document pays for. `text` is valid UTF-8. Pure; any thread. Source: XML 1.0
// sections 2 and 4.
#pragma once

#include <string_view>

namespace newswatch::parse {

bool is_clean(std::string_view text);

}  // namespace newswatch::parse
