// Query parameters that tell where a reader came from, and never which page it is. Pure; any
// thread.
#pragma once

#include <string_view>

namespace newswatch::identify {

// `parameter` is "name=value" or "name": of a known name ("utm_source", "fbclid"), or with a value
// that names RSS ("mod=rss_markets", "xtor=RSS-3"), unless the name is one that sites give to what
// is shown ("id", "q", "title").
bool is_tracking(std::string_view parameter);

}  // namespace newswatch::identify
