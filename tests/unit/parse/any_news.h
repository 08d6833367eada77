// Random news: a feed and its items as the parser should give them back. For property tests.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace newswatch::parse {

// Where the feed is: its own links may be written relative to it.
inline constexpr std::string_view kSite = "https://www.example.org/";

struct News {
  model::FeedInfo feed;
  std::vector<model::Item> items;
};

// Up to four items with any of the fields; texts are trimmed, titles one line, links absolute.
rc::Gen<News> any_news();

// What a document of that format can say of it.
News kept_by(model::FeedFormat format, News news);

// Every field by its name, a line each, absent ones left out; equal texts mean equal items.
std::string described(const model::Item& item);
std::string described(const model::FeedInfo& feed);
std::string described(const std::vector<model::Item>& items);
std::string described(const News& news);
std::string described(const model::FeedDocument& document);

std::ostream& operator<<(std::ostream& out, const News& news);

}  // namespace newswatch::parse
