#include "parse/element_names.h"

#include <algorithm>
#include <initializer_list>

#include "text/ascii.h"

namespace newswatch::parse {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [name](std::string_view other) {
    return text::equal_in_any_case(name, other);
  });
}

bool is_name_char(char c) { return is_name_start(c) || text::is_digit(c) || c == '-' || c == '.'; }

}  // namespace

bool is_name_start(char c) { return text::is_ascii_letter(c) || c == '_' || c == ':' || c < 0; }

bool is_name(std::string_view name) {
  return !name.empty() && is_name_start(name.front()) && name.back() != ':' &&
         std::all_of(name.begin(), name.end(), &is_name_char);
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_void_element(std::string_view name) {
  return is_one_of(name, {"area", "br", "col", "embed", "hr", "img", "input", "meta", "wbr"});
}

bool is_item_element(std::string_view name) {
  return is_one_of(local_name(name), {"item", "entry"});
}

bool is_root_element(std::string_view name) {
  return is_one_of(local_name(name), {"rss", "feed", "rdf", "urlset"});
}

bool is_container_element(std::string_view name) {
  return is_root_element(name) || text::equal_in_any_case(local_name(name), "channel");
}

bool is_feed_root(std::string_view name) {
  return is_container_element(name) || text::equal_in_any_case(local_name(name), "entry");
}

bool is_text_element(std::string_view name) {
  return is_one_of(name, {"title", "link", "guid", "pubdate", "comments", "category", "author",
                          "id", "updated", "published", "language", "ttl", "generator", "copyright",
                          "lastbuilddate", "managingeditor", "webmaster", "docs"});
}

bool is_part_of_item(std::string_view name) {
  return is_text_element(name) || is_item_element(name) ||
         is_one_of(name, {"description", "enclosure", "summary", "content", "content:encoded",
                          "dc:date", "dc:creator", "image", "media:content", "media:thumbnail"});
}

}  // namespace newswatch::parse
