// HTML to plain text. Pure; any thread; never throws; bounded in time and memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::text {

// The text a reader would see: tags gone, entities decoded, script, style and pictures dropped,
// block ends as spaces, white space collapsed and trimmed. Stops after max_bytes of text, cut at a
// character. Text without '<' and '&' is only collapsed. Any bytes are accepted; the result is
// UTF-8.
std::string plain_text(std::string_view html, std::size_t max_bytes = static_cast<std::size_t>(-1));

// The first <title> of a page as plain text, at most max_bytes of it. It reaches to its end tag, or
// to that of an element around it where its own is missing. Empty: there is none, or no such end.
// Any bytes are accepted; the result is UTF-8.
std::string html_title(std::string_view html, std::size_t max_bytes);

}  // namespace newswatch::text
