// Bytes of a response -> feed document. Pure; any thread; never throws, whatever the bytes.
//
// Order: choose the encoding (BOM, HTTP charset, prolog, content), repair, XML or JSON, then one
// reader per standard. Errors: kBadInput, "not a feed: an HTML page: title ...".
#pragma once

#include <string>
#include <string_view>

#include "model/item.h"
#include "model/result.h"

namespace newswatch::parse {

struct Input {
  std::string_view bytes;         // decoded from any Content-Encoding
  std::string_view content_type;  // the HTTP header's value; empty: none
  std::string_view url;           // of the document; base of last resort; empty: none
};

model::Result<model::FeedDocument> parse(const Input& input);

}  // namespace newswatch::parse
