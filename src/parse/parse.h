// Reads the bytes of a response as a feed document. Pure; any thread; never throws, whatever the
// bytes.
//
// Steps: find the encoding (charset.h), repair what is broken (repair.h, repair_json.h), parse XML
// or JSON, read it by its standard (readers.h). Errors: kWebPage, "not a feed: an HTML page: ...",
// and kBadInput for anything else that is no feed.
#pragma once

#include <string>
#include <string_view>

#include "model/item.h"
#include "model/result.h"

namespace newswatch::parse {

struct Input {
  std::string_view bytes;         // after any Content-Encoding was decoded
  std::string_view content_type;  // the value of the HTTP header; empty: none
  std::string_view url;           // of the document, the base of relative links; empty: none
};

model::Result<model::FeedDocument> parse(const Input& input);

}  // namespace newswatch::parse
