// HTML to plain text. Pure; any thread; never throws; time is linear, memory bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newswatch::text {

// The text that a reader sees: no tags, references decoded, nothing of scripts, styles and
// pictures, a space where a block begins or ends, white space collapsed and trimmed. At most
// max_bytes, cut between characters. Any bytes are accepted; the result is UTF-8.
std::string plain_text(std::string_view html, std::size_t max_bytes = static_cast<std::size_t>(-1));

// The first <title> of a page as plain text, at most max_bytes. Where its end tag is missing, it
// reaches to the end tag of an element around it. Empty: there is no title, or no end tag behind
// it. Any bytes are accepted; the result is UTF-8.
std::string html_title(std::string_view html, std::size_t max_bytes);

}  // namespace newswatch::text
