// The table of the names of characters in HTML, for html_entities. Pure; any thread.
// Source: the HTML standard (WHATWG, 13.5): 2,125 names, 106 of which also count without ';'.
#pragma once

#include <string_view>

namespace newswatch::text {

// Entries "name=e9" in ASCII order, with a blank or a line end between them: the name without '&'
// and ';', and the code points in hexadecimal, one or two ("acE=223e+333"). "name~e9": HTML also
// reads the name without ';'.
extern const std::string_view kHtmlNames;

}  // namespace newswatch::text
