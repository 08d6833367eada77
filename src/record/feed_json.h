// A feed document as `newswatch parse` prints it: one JSON object, one line. Absent values are left
// out or null. Pure; any thread; bad UTF-8 becomes U+FFFD.
#pragma once

#include <string>

#include "model/item.h"

namespace newswatch::record {

// "rss20", "atom10", ...
std::string format_name(model::FeedFormat format);

std::string feed_document_json(const model::FeedDocument& document);

}  // namespace newswatch::record
