// Short ways to parse in tests: a document, one RSS item, one Atom entry, a refusal.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "parse/parse.h"

namespace newswatch::parse {

inline model::FeedDocument parsed(std::string_view text, std::string_view content_type = {},
                                  std::string_view url = {}) {
  auto result = parse({text, content_type, url});
  if (!result) {
    ADD_FAILURE() << result.error().context;
    return {};
  }
  return *std::move(result);
}

inline model::Item first_item(std::string_view text, std::string_view url) {
  model::FeedDocument document = parsed(text, {}, url);
  if (document.items.empty()) {
    ADD_FAILURE() << "no item in " << text;
    return {};
  }
  return document.items.front();
}

inline model::Item item_of(const std::string& inside, std::string_view url = {}) {
  return first_item("<rss version='2.0'><channel><item>" + inside + "</item></channel></rss>", url);
}

inline model::Item entry_of(const std::string& inside, std::string_view url = {}) {
  return first_item(
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + inside + "</entry></feed>", url);
}

inline std::string refusal(std::string_view text) {
  const auto result = parse({text, {}, {}});
  return result ? "accepted" : result.error().context;
}

}  // namespace newswatch::parse
