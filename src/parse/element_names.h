// What repair() knows about the elements of feeds and HTML: where they may stand and what they may
// hold. Names are given as written, in any case. Pure; any thread. Source: XML 1.0 section 2.3,
// RSS 2.0, RFC 4287.
#pragma once

#include <string_view>

namespace newswatch::parse {

inline constexpr std::string_view kXmlSpace = " \t\r\n";

// Whether a name of XML may begin with the byte, and whether a text is a name. All bytes beyond
// ASCII count as letters.
bool is_name_start(char c);
bool is_name(std::string_view name);

// The name without its prefix: "title" of "rss:title".
std::string_view local_name(std::string_view name);

// HTML elements that have no content. Not <link> and <source>: feeds have elements of these names.
bool is_void_element(std::string_view name);

// item, entry; with any prefix.
bool is_item_element(std::string_view name);

// Elements that hold items: rss, feed, RDF, urlset and channel; is_root_element(): all but channel.
// With any prefix.
bool is_container_element(std::string_view name);
bool is_root_element(std::string_view name);

// Elements that may be the root of a feed document: a container, or a single entry of Atom.
bool is_feed_root(std::string_view name);

// is_text_element(): elements of an item or channel that hold text. is_part_of_item(): elements
// that are never inside one of these.
bool is_text_element(std::string_view name);
bool is_part_of_item(std::string_view name);

}  // namespace newswatch::parse
