// What the names of elements say about where they may stand: what repair() knows of feeds and HTML.
// Names as written, in any case, with or without prefix. Pure; any thread. Source: XML 1.0 section
// 2.3; RSS 2.0, RFC 4287.
#pragma once

#include <string_view>

namespace newswatch::parse {

inline constexpr std::string_view kXmlSpace = " \t\r\n";

// Of the letters that XML's names have; all characters beyond ASCII pass.
bool is_name_start(char c);
bool is_name(std::string_view name);

// "title" of "rss:title".
std::string_view local_name(std::string_view name);

// HTML elements without content, but <link> and <source>: feeds have elements of these names.
bool is_void_element(std::string_view name);

// item, entry.
bool is_item_element(std::string_view name);

// What items stand in: rss, channel, feed, RDF, urlset; is_root_element(): without channel.
bool is_container_element(std::string_view name);
bool is_root_element(std::string_view name);

// What a feed document may have as its root: a container, or one Atom entry.
bool is_feed_root(std::string_view name);

// Elements of an item or channel that hold text, and those that are never inside one of them.
bool is_text_element(std::string_view name);
bool is_part_of_item(std::string_view name);

}  // namespace newswatch::parse
