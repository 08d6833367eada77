// The pages that the text of an item links to, which are strong evidence of what it is about. Pure;
// any thread; time is linear, memory bounded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::identify {

// The canonical URLs of the links in summary and content (HTML), each once, in their order, at most
// 31. Left out are the item's own page, links whose query contains it (share buttons), and home
// pages (no path and no query), which are no story. `own_link` is the item's link as the feed gave
// it.
std::vector<std::string> outgoing_links(std::string_view summary, std::string_view content,
                                        std::string_view own_link);

}  // namespace newswatch::identify
