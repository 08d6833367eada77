// The links of an HTML text. Pure; any thread; never throws; bounded in time and memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace newswatch::text {

struct Anchor {
  std::string href;   // as it stands there, references decoded, trimmed; at most 4,000 bytes
  std::string words;  // what a reader sees of it, white space collapsed; cut at 500 bytes
};

// The <a href> elements in order, at most `max`; longer targets are left out. Any bytes are
// accepted; the result is UTF-8. Text without '<' costs nothing.
std::vector<Anchor> html_anchors(std::string_view html, std::size_t max = 200);

}  // namespace newswatch::text
