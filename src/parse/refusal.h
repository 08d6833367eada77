// Says in words for a person what a document is that is no feed: "an HTML page: title 'Access
// denied'". What comes from the document is shortened and made printable. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// All words about a web page begin with these.
inline constexpr std::string_view kHtmlPage = "an HTML page";

// Images, archives, PDF and other formats, by their first bytes. Empty: none of them.
std::string binary_kind(std::string_view bytes);

// For a text without a root element.
std::string text_kind(std::string_view text);

// For XML or HTML whose root element is not that of a feed. `root` is its name without prefix.
std::string xml_kind(std::string_view root, std::string_view text);

}  // namespace newswatch::parse
