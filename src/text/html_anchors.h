// The links in a piece of HTML. Pure; any thread; never throws; time is linear, memory bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

struct Anchor {
  std::string href;   // as written, with references decoded; trimmed; at most 4,000 bytes
  std::string words;  // the text of the link, white space collapsed; cut at 500 bytes
};

// The first `max` elements <a href>, in the order of the text. One whose href is over 4,000 bytes
// is left out. Any bytes are accepted; the result is UTF-8.
std::vector<Anchor> html_anchors(std::string_view html, std::size_t max = 200);

}  // namespace newswatch::text
