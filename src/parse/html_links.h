// Relative references in HTML, made absolute. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// The values of href, src, cite, poster and longdesc that are relative are resolved against base;
// not a byte of the rest is touched. Linear in the size of the markup.
std::string with_absolute_links(std::string markup, std::string_view base);

}  // namespace newswatch::parse
