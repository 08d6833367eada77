// Relative references in HTML, made absolute. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// The values of href, src, cite and the other attributes that hold one URL (HTML 4.01 section 6.4)
// are resolved against base where they are relative; not a byte of the rest is touched. Linear in
// the size of the markup.
std::string with_absolute_links(std::string markup, std::string_view base);

}  // namespace newswatch::parse
