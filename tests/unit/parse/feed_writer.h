// News as documents of every format that is read. For property tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "unit/parse/any_news.h"
#include "unit/parse/spelling.h"

namespace newswatch::parse {

struct Written {
  std::string text;  // UTF-8, without byte order mark
  std::vector<std::size_t> item_ends;
  std::size_t root_end = 0;  // behind the root's end tag
  std::string media_type;
  std::string url;  // where the document is; empty: it says so itself (xml:base)
};

inline const std::vector<model::FeedFormat>& all_formats() {
  using model::FeedFormat;
  static const std::vector<FeedFormat> formats = {
      FeedFormat::kRss20,  FeedFormat::kRss10, FeedFormat::kRss09x, FeedFormat::kAtom10,
      FeedFormat::kAtom03, FeedFormat::kJson1, FeedFormat::kCdf,    FeedFormat::kSitemap};
  return formats;
}

Written write_rss20(const News& news, Spelling& spelling);
Written write_rss10(const News& news, Spelling& spelling);
Written write_rss091(const News& news, Spelling& spelling);
Written write_atom10(const News& news, Spelling& spelling);
Written write_atom03(const News& news, Spelling& spelling);
Written write_json_feed(const News& news, Spelling& spelling);
Written write_cdf(const News& news, Spelling& spelling);
Written write_sitemap(const News& news, Spelling& spelling);

Written write_feed(model::FeedFormat format, const News& news, Spelling& spelling);

// Finds the items in the finished text.
Written finished(std::string text, const std::vector<std::string>& items, std::string media_type);

}  // namespace newswatch::parse
