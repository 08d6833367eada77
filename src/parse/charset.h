// Finds the character encoding of a document and decodes it to UTF-8.
//
// The evidence, strongest first: the byte order mark, the zero bytes of UTF-16 and UTF-32, the
// charset of the HTTP header, the XML prolog, the bytes themselves. A declaration that the bytes
// contradict is ignored, and a warning names it. Pure; any thread. Source: RFC 7303 section 3,
// XML 1.0 appendix F, the WHATWG encoding labels (iso-8859-1 is read as windows-1252).
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

class Warnings;

struct Decoded {
  std::string storage;    // owns the text when it had to be transcoded
  std::string_view text;  // valid UTF-8 without byte order mark; points into storage or the input
  std::string encoding;   // in lower case
};

// decoded.text is valid as long as `bytes` and `decoded` live and are not moved.
void decode(std::string_view bytes, std::string_view content_type, Warnings& warnings,
            Decoded& decoded);

}  // namespace newswatch::parse
