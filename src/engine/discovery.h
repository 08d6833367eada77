// Discovery: finds the feeds of a site, one GET at a time. It does no I/O: the caller (the fetch
// loop, or `feeds discover`) asks for the URL of next() and hands the response to take().
//
// At most 12 URLs, none of them twice. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fetch/fetcher.h"
#include "model/clock.h"
#include "model/item.h"
#include "model/result.h"

namespace newswatch::engine {

class Discovery {
 public:
  enum class Reach {
    kNamed,  // the page and the feeds that it names, until one is found: for a feed that has died
    kWide,   // also the sitemaps that robots.txt names, and the usual paths of feeds
  };
  struct Found {
    std::string url, title;
    std::string how;  // "named by the page", ...
    model::FeedFormat format = model::FeedFormat::kRss20;
    std::size_t items = 0;
    std::optional<model::Time> newest;
  };

  // site: the URL of a page, or of a feed.
  Discovery(std::string site, Reach reach);

  // The URL to ask now; nullopt: done. Call take() with its response before next() again.
  std::optional<std::string> next();
  void take(model::Result<fetch::Response> response);

  const std::vector<Found>& found() const { return found_; }
  // One line for each URL that gave no feed: "https://...: HTTP status 404".
  const std::vector<std::string>& misses() const { return misses_; }

 private:
  struct Step {
    std::string url, how;
    enum class Kind { kPage, kFeed, kRobots, kSitemap } kind = Kind::kFeed;
  };

  void add(Step step);
  void read_page(const fetch::Response& response);
  void read_sitemap_index(const Step& step, const fetch::Response& response);
  bool read_feed(const Step& step, const fetch::Response& response);
  void widen();

  Reach reach_;
  std::deque<Step> steps_;
  std::optional<Step> current_;
  std::set<std::string> known_;  // URLs that were asked or stand in steps_
  std::string site_;             // URL of the page, after redirects
  std::size_t asked_ = 0;
  bool robots_asked_ = false, guessed_ = false;
  std::vector<Found> found_;
  std::vector<std::string> misses_;
};

}  // namespace newswatch::engine
