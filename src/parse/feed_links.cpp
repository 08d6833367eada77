#include "parse/feed_links.h"

#include <algorithm>
#include <array>
#include <set>

#include "net/url.h"
#include "parse/charset.h"
#include "parse/clean_scan.h"
#include "parse/repair.h"
#include "parse/warnings.h"
#include "parse/xml.h"
#include "text/ascii.h"
#include "text/html_entities.h"
#include "text/html_walk.h"
#include "text/plain_text.h"

namespace newswatch::parse {
namespace {

constexpr std::size_t kMostLinks = 20;
constexpr std::size_t kMostAnchors = 5;
constexpr std::size_t kMostSeen = 2'000;  // links looked at: a hostile page has a million
constexpr std::size_t kMostSitemaps = 10;
constexpr std::size_t kMostLines = 200;  // that name a sitemap
constexpr std::size_t kLongestUrl = 4'000;
constexpr std::size_t kLongestTitle = 200;

constexpr std::array<std::string_view, 7> kFeedTypes = {
    "application/rss+xml",   "application/atom+xml", "application/feed+json", "application/rdf+xml",
    "application/x.rss+xml", "text/rss+xml",         "application/x-rss+xml"};
// Types of documents that may be anything. The link must mention a feed.
constexpr std::array<std::string_view, 3> kOpenTypes = {"application/xml", "text/xml",
                                                        "application/json"};

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (text::equal_in_any_case(text::take_piece(list, text::kWhiteSpace), word)) return true;
  }
  return false;
}

bool mentions_feed(std::string_view text) {
  const std::string lower = text::ascii_lower(text);
  return lower.find("rss") != lower.npos || lower.find("atom") != lower.npos ||
         lower.find("feed") != lower.npos;
}

bool is_of_comments(const FeedLink& link) {
  const std::string lower = text::ascii_lower(link.url + " " + link.title);
  return lower.find("comment") != lower.npos;
}

class Links final : public text::HtmlEvents {
 public:
  explicit Links(std::string_view url) : base_(url) {}

  void attribute(std::string_view element, std::string_view name, std::string_view value) override {
    if (element != "link" && element != "a" && element != "base") return;
    for (const auto& [wanted, field] : {std::pair<std::string_view, std::string*>{"href", &href_},
                                        {"rel", &rel_},
                                        {"type", &type_},
                                        {"title", &title_}}) {
      if (field->empty() && value.size() <= kLongestUrl && text::equal_in_any_case(name, wanted)) {
        *field = text::with_references_decoded(value);
      }
    }
  }

  void start(std::string_view element) override {
    if (element == "link" || element == "a") {
      ++seen_;
      take(element == "a");
    } else if (element == "base" && !href_.empty() && !has_base_) {
      const std::string base = net::resolve_http(base_, href_);
      if (!base.empty()) base_ = base;
      has_base_ = true;
    }
    href_.clear();
    rel_.clear();
    type_.clear();
    title_.clear();
  }
  bool done() const override { return seen_ >= kMostSeen || links_.size() >= kMostLinks; }

  std::vector<FeedLink> found() {
    std::stable_partition(links_.begin(), links_.end(),
                          [](const FeedLink& link) { return !link.of_comments; });
    for (FeedLink& anchor : anchors_) {
      if (links_.size() < kMostLinks) links_.push_back(std::move(anchor));
    }
    return std::move(links_);
  }

 private:
  void take(bool anchor) {
    if (href_.empty()) return;
    FeedLink link;
    link.type = text::ascii_lower(trimmed(type_.substr(0, type_.find(';'))));
    const bool feed_type =
        std::find(kFeedTypes.begin(), kFeedTypes.end(), link.type) != kFeedTypes.end();
    const bool open_type =
        std::find(kOpenTypes.begin(), kOpenTypes.end(), link.type) != kOpenTypes.end();
    const bool named = mentions_feed(href_) || mentions_feed(title_);
    const bool alternate = has_word(rel_, "alternate") || has_word(rel_, "feed");
    const bool wanted = anchor ? feed_type || (anchors_.size() < kMostAnchors && is_feed_path())
                               : alternate && (feed_type || (open_type && named) ||
                                               (link.type.empty() && has_word(rel_, "feed")));
    if (!wanted || (anchor && anchors_.size() >= kMostAnchors)) return;
    link.url = net::resolve_http(base_, trimmed(href_));
    if (link.url.empty() || !urls_.insert(link.url).second) return;
    link.title = text::plain_text(title_, kLongestTitle);
    link.of_comments = is_of_comments(link);
    (anchor ? anchors_ : links_).push_back(std::move(link));
  }

  // Whether the path ends like that of a feed.
  bool is_feed_path() const {
    std::string path = text::ascii_lower(href_.substr(0, href_.find_first_of("?#")));
    while (path.ends_with('/')) path.pop_back();
    for (const std::string_view end : {"/feed", "/rss", "/atom", ".rss", ".atom", "/rss.xml",
                                       "/atom.xml", "/feed.xml", "/feed.json", "/index.rdf"}) {
      if (path.ends_with(end)) return true;
    }
    return false;
  }

  std::string base_;
  bool has_base_ = false;
  std::string href_, rel_, type_, title_;
  std::size_t seen_ = 0;
  std::vector<FeedLink> links_, anchors_;
  std::set<std::string> urls_;
};

}  // namespace

std::vector<FeedLink> feed_links(const Input& page) {
  Warnings ignored;
  Decoded decoded;
  decode(page.bytes, page.content_type, ignored, decoded);
  Links links(page.url);
  text::walk_html_tags(decoded.text, links);
  return links.found();
}

std::vector<std::string> robots_sitemaps(std::string_view robots, std::string_view url) {
  constexpr std::string_view kField = "sitemap:";
  std::vector<std::string> found;
  while (!robots.empty() && found.size() < kMostLines) {
    const std::string_view line = trimmed(text::take_piece(robots, "\r\n"));
    if (!text::starts_in_any_case(line, kField)) continue;
    std::string sitemap = net::resolve_http(url, trimmed(line.substr(kField.size())));
    if (sitemap.empty() || sitemap.size() > kLongestUrl) continue;
    if (std::find(found.begin(), found.end(), sitemap) == found.end()) {
      found.push_back(std::move(sitemap));
    }
  }
  std::stable_partition(found.begin(), found.end(), [](const std::string& one) {
    return text::ascii_lower(one).find("news") != std::string::npos;
  });
  if (found.size() > kMostSitemaps) found.resize(kMostSitemaps);
  return found;
}

std::vector<std::string> sitemap_index(const Input& document) {
  constexpr std::size_t kMost = 1'000;
  Warnings ignored;
  Decoded decoded;
  decode(document.bytes, document.content_type, ignored, decoded);
  XmlDocument xml;
  std::string text(decoded.text);
  xml.load(is_clean(text) ? std::move(text) : repair(std::move(text), ignored));
  std::vector<std::string> found;
  if (!xml.root() || xml.name(xml.root()).local != "sitemapindex") return found;
  for (const pugi::xml_node sitemap : elements(xml.root())) {
    for (const pugi::xml_node child : elements(sitemap)) {
      if (xml.name(child).local != "loc" || found.size() >= kMost) continue;
      std::string url = net::resolve_http(document.url, OwnText(child).view());
      if (!url.empty()) found.push_back(std::move(url));
    }
  }
  return found;
}

}  // namespace newswatch::parse
