// Makes the relative references in HTML absolute. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::parse {

// Resolves the relative values of href, src, cite and the other attributes that hold one URL (HTML
// 4.01 section 6.4) against `base`. All other bytes stay as they are. At most `most` are
// resolved, which becomes what is left of it; the markup grows by at most 1 MiB, and to eight times
// its size. Linear in the size of the markup, which is valid UTF-8.
std::string with_absolute_links(std::string markup, std::string_view base, std::size_t& most);

}  // namespace newswatch::parse
