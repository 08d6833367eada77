// Where a site keeps its feeds, by its own word: <link rel="alternate"> of its pages (the WHATWG's
// autodiscovery), and the sitemaps of its robots.txt (RFC 9309 leaves them to sitemaps.org).
//
// Pure; any thread; any bytes; linear in time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parse/parse.h"

namespace newswatch::parse {

struct FeedLink {
  std::string url;    // absolute, http(s)
  std::string title;  // plain text; empty: none
  std::string type;   // lower case; empty: none
  bool of_comments = false;
};

// At most 20, each URL once: what <link> names in the order of the page, feeds of comments last;
// then <a> that lead to what is called a feed.
std::vector<FeedLink> feed_links(const Input& page);

// At most 10, those with "news" in them first. `url`: of the robots.txt.
std::vector<std::string> robots_sitemaps(std::string_view robots, std::string_view url);

// The sitemaps that a sitemap index (sitemaps.org 0.9) lists, in its order, at most 1,000; empty:
// it is none.
std::vector<std::string> sitemap_index(const Input& document);

}  // namespace newswatch::parse
