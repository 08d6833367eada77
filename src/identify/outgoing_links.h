// The pages that an item's text points to: strong evidence of what it reports on. Pure; any thread;
// bounded in time and memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace newswatch::identify {

// Canonical targets of the links in summary and content (HTML), each once, in order, at most 31.
// Left out: the item's own page; links that carry it in their query (share buttons); home pages
// (no path, no query), which name no story. own_link: as the feed gave it.
std::vector<std::string> outgoing_links(std::string_view summary, std::string_view content,
                                        std::string_view own_link);

}  // namespace newswatch::identify
