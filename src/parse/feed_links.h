// Finds the feeds of a site: by <link rel="alternate"> in its pages (WHATWG HTML, autodiscovery),
// by the sitemaps that its robots.txt names (sitemaps.org), and by a sitemap index.
//
// Any bytes are accepted. Linear in time. Pure; any thread.
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

// At most 20 links, each URL once. First the feeds that <link> names, in the order of the page but
// with those of comments last; then the targets of <a> that look like feeds.
std::vector<FeedLink> feed_links(const Input& page);

// The sitemaps that a robots.txt names, at most 10. Those with "news" in their URL come first.
// `url` is the address of the robots.txt.
std::vector<std::string> robots_sitemaps(std::string_view robots, std::string_view url);

// The sitemaps that a sitemap index (sitemaps.org 0.9) lists, in its order, at most 1,000. Empty:
// the document is no sitemap index.
std::vector<std::string> sitemap_index(const Input& document);

}  // namespace newswatch::parse
