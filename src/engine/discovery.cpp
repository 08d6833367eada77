#include "engine/discovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "net/url.h"
#include "parse/feed_links.h"
#include "parse/parse.h"
#include "text/ascii.h"

namespace newswatch::engine {
namespace {

constexpr std::size_t kMostAsked = 12;
constexpr std::size_t kMostNamed = 3;     // of what a page names, for a feed that has died
constexpr std::size_t kMostShown = 7;     // to a person: sitemaps are to have their turn
constexpr std::size_t kMostSitemaps = 3;  // of an index

constexpr std::string_view kPlaces[] = {"/feed/",    "/rss",       "/rss.xml",
                                        "/feed.xml", "/atom.xml",  "/index.xml",
                                        "/feed",     "/feed.json", "/feeds/posts/default"};

}  // namespace

Discovery::Discovery(std::string site, Reach reach) : reach_(reach), site_(std::move(site)) {
  add({site_, "the address itself", Step::Kind::kPage});
}

void Discovery::add(Step step) {
  if (known_.insert(step.url).second) steps_.push_back(std::move(step));
}

std::optional<std::string> Discovery::next() {
  if (reach_ == Reach::kNamed && !found_.empty()) return std::nullopt;
  if (steps_.empty() && reach_ == Reach::kWide) widen();
  if (steps_.empty() || asked_ >= kMostAsked) return std::nullopt;
  ++asked_;
  current_ = std::move(steps_.front());
  steps_.pop_front();
  return current_->url;
}

// Once what the page names has been looked at.
void Discovery::widen() {
  if (!std::exchange(robots_asked_, true)) {
    add({net::resolve_http(site_, "/robots.txt"), "", Step::Kind::kRobots});
    return;
  }
  if (found_.empty() && !std::exchange(guessed_, true)) {
    for (const std::string_view place : kPlaces) {
      add({net::resolve_http(site_, place), "found where feeds often are", Step::Kind::kFeed});
    }
  }
}

void Discovery::take(model::Result<fetch::Response> response) {
  if (!current_) return;
  const Step& step = *current_;
  if (!response) {
    misses_.push_back(response.error().context);
    // A site that does not answer has no other places.
    if (step.kind == Step::Kind::kPage) reach_ = Reach::kNamed;
    return;
  }
  if (response->status != 200) {
    if (step.kind != Step::Kind::kRobots) {
      misses_.push_back(fmt::format("{}: HTTP status {}", step.url, response->status));
    }
    return;
  }
  switch (step.kind) {
    case Step::Kind::kPage:
      if (!response->final_url.empty()) {
        site_ = response->final_url;
        known_.insert(site_);
      }
      if (read_feed(step, *response)) {
        reach_ = Reach::kNamed;  // that is what was asked for
      } else {
        read_page(*response);
      }
      return;
    case Step::Kind::kFeed:
      // Of the places where feeds often are, one is enough.
      if (read_feed(step, *response) && guessed_) steps_.clear();
      return;
    case Step::Kind::kRobots:
      for (std::string& url : parse::robots_sitemaps(response->body, response->final_url)) {
        add({std::move(url), "news sitemap named in robots.txt", Step::Kind::kSitemap});
      }
      return;
    case Step::Kind::kSitemap:
      if (!read_feed(step, *response)) read_sitemap_index(step, *response);
      return;
  }
}

bool Discovery::read_feed(const Step& step, const fetch::Response& response) {
  const auto document = parse::parse({response.body, response.content_type, response.final_url});
  if (!document) {
    misses_.push_back(step.url + ": " + document.error().context);
    return false;
  }
  Found found;
  found.url = response.moved_to.empty() ? step.url : response.moved_to;
  found.title = document->feed.title;
  found.how = step.how;
  found.format = document->format;
  found.items = document->items.size();
  for (const model::Item& item : document->items) {
    found.newest = std::max(found.newest, item.published ? item.published : item.updated);
  }
  const bool twice = std::any_of(found_.begin(), found_.end(),
                                 [&](const Found& one) { return one.url == found.url; });
  if (!twice) found_.push_back(std::move(found));
  return true;
}

void Discovery::read_page(const fetch::Response& response) {
  auto links = parse::feed_links({response.body, response.content_type, response.final_url});
  if (reach_ == Reach::kNamed) {
    // What people say below the articles is no feed to go on with.
    std::erase_if(links, [](const parse::FeedLink& link) { return link.of_comments; });
  }
  const std::size_t most = reach_ == Reach::kNamed ? kMostNamed : kMostShown;
  if (links.size() > most) links.resize(most);
  for (parse::FeedLink& link : links) {
    add({std::move(link.url), "named by the page", Step::Kind::kFeed});
  }
}

void Discovery::read_sitemap_index(const Step& step, const fetch::Response& response) {
  std::size_t taken = 0;
  for (std::string& url :
       parse::sitemap_index({response.body, response.content_type, response.final_url})) {
    if (text::ascii_lower(url).find("news") == std::string::npos) continue;
    if (++taken > kMostSitemaps) return;
    add({std::move(url), step.how, Step::Kind::kFeed});
  }
}

}  // namespace newswatch::engine
