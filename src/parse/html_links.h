// Makes the relative references in HTML absolute. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// Resolves the relative values of href, src, cite and the other attributes that hold one URL (HTML
// 4.01 section 6.4) against `base`. All other bytes stay as they are. Linear in the size of the
// markup, which is valid UTF-8.
std::string with_absolute_links(std::string markup, std::string_view base);

}  // namespace newswatch::parse
