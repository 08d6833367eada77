// Which character encoding a document is in, and its text in UTF-8.
//
// Order: byte order mark, the shape of UTF-16/32, HTTP's charset, the XML prolog, the bytes
// themselves. A declaration that the bytes contradict is overruled and named in the warnings.
// Pure; any thread. Source: RFC 7303 section 3, XML 1.0 appendix F, the WHATWG encoding labels
// (iso-8859-1 is read as windows-1252).
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

struct Decoded {
  std::string storage;    // owns the text when it had to be transcoded
  std::string_view text;  // valid UTF-8 without byte order mark; into storage or the input
  std::string encoding;   // lower case
};

// The result's text lives as long as `bytes` and the result stay where they are.
void decode(std::string_view bytes, std::string_view content_type, Warnings& warnings,
            Decoded& decoded);

}  // namespace newswatch::parse
