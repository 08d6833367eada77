// The one scan that a good document pays for: nothing in a clean text but the balance of tags is
// left for the XML parser to find. What is not clean goes through repair().
// In: valid UTF-8. Pure; any thread. Source: XML 1.0 sections 2 and 4.
#pragma once

#include <string_view>

namespace newswatch::parse {

bool is_clean(std::string_view text);

}  // namespace newswatch::parse
