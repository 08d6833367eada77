// What a document is that is no feed, in words for a person: "an HTML page: title 'Access denied'".
// Pure; any thread. What strangers wrote is shortened and made printable.
#pragma once

#include <string>
#include <string_view>

namespace newswatch::parse {

// How the kind of a web page begins, whatever its title.
inline constexpr std::string_view kHtmlPage = "an HTML page";

// By the first bytes: images, archives, PDF. Empty: none of them.
std::string binary_kind(std::string_view bytes);

// A text in which no root element was found.
std::string text_kind(std::string_view text);

// XML (or HTML) whose root element, by its local name, is no feed's.
std::string xml_kind(std::string_view root, std::string_view text);

}  // namespace newswatch::parse
