#include "engine/discovery.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace newswatch::engine {
namespace {

using Reach = Discovery::Reach;

constexpr const char* kSite = "https://paper.example/";
constexpr const char* kRss =
    "<rss version='2.0'><channel><title>Paper</title><item><title>One</title>"
    "<pubDate>Tue, 28 Jan 2025 20:00:00 GMT</pubDate></item></channel></rss>";
constexpr const char* kNewsSitemap =
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
    "<loc>https://paper.example/1</loc><news:news><news:title>One</news:title></news:news></url>"
    "</urlset>";

// A web of pages by URL; everything else is a 404.
class Web {
 public:
  std::map<std::string, std::string> pages;
  std::vector<std::string> asked;

  std::vector<Discovery::Found> search(const std::string& site, Reach reach) {
    Discovery discovery(site, reach);
    while (const auto url = discovery.next()) {
      asked.push_back(*url);
      fetch::Response response;
      response.final_url = *url;
      const auto page = pages.find(*url);
      response.status = page == pages.end() ? 404 : 200;
      if (page != pages.end()) response.body = page->second;
      discovery.take(std::move(response));
    }
    misses = discovery.misses();
    return discovery.found();
  }
  std::vector<std::string> misses;
};

std::string page(const std::vector<std::string>& links) {
  std::string out = "<!doctype html><html><head><title>Paper</title>";
  for (const std::string& link : links) {
    out += "<link rel=alternate type=application/rss+xml href='" + link + "'>";
  }
  return out + "</head></html>";
}

TEST(Discovery, AnAddressThatIsAFeedIsTheFind) {
  Web web;
  web.pages[kSite] = kRss;
  const auto found = web.search(kSite, Reach::kWide);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].url, kSite);
  EXPECT_EQ(found[0].title, "Paper");
  EXPECT_EQ(found[0].items, 1u);
  EXPECT_TRUE(found[0].newest);
  EXPECT_EQ(web.asked.size(), 1u);
}

TEST(Discovery, ADeadFeedsSiteIsAskedForWhatItNamesAndNoMore) {
  Web web;
  web.pages[kSite] = page({"/old", "/new", "/third"});
  web.pages["https://paper.example/new"] = kRss;
  web.pages["https://paper.example/third"] = kRss;
  const auto found = web.search(kSite, Reach::kNamed);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].url, "https://paper.example/new");
  EXPECT_EQ(web.asked.size(), 3u);

  Web bare;
  bare.pages[kSite] = page({});
  bare.pages["https://paper.example/feed/"] = kRss;
  EXPECT_TRUE(bare.search(kSite, Reach::kNamed).empty()) << "no made-up URLs";
  EXPECT_EQ(bare.asked.size(), 1u);
}

TEST(Discovery, APersonIsShownAllThatThePageNamesAndTheNewsSitemap) {
  Web web;
  web.pages[kSite] = page({"/a", "/b", "/dead"});
  web.pages["https://paper.example/a"] = web.pages["https://paper.example/b"] = kRss;
  web.pages["https://paper.example/robots.txt"] =
      "Sitemap: /sitemap.xml\nSitemap: /news.xml\nSitemap: /index.xml\n";
  web.pages["https://paper.example/news.xml"] = kNewsSitemap;
  web.pages["https://paper.example/sitemap.xml"] = "<urlset><url><loc>x</loc></url></urlset>";
  web.pages["https://paper.example/index.xml"] =
      "<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap><sitemap><loc>/news-2.xml</loc>"
      "</sitemap></sitemapindex>";
  web.pages["https://paper.example/news-2.xml"] = kNewsSitemap;
  const auto found = web.search(kSite, Reach::kWide);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].how, "named by the page");
  EXPECT_EQ(found[2].format, model::FeedFormat::kSitemap);
  EXPECT_EQ(found[3].url, "https://paper.example/news-2.xml");
  EXPECT_LE(web.asked.size(), 12u);
}

TEST(Discovery, GuessesOnlyForAPersonAndOnlyWhenNothingIsNamed) {
  Web web;
  web.pages[kSite] = page({});
  web.pages["https://paper.example/rss.xml"] = web.pages["https://paper.example/feed.json"] = kRss;
  const auto found = web.search(kSite, Reach::kWide);
  ASSERT_EQ(found.size(), 1u) << "one is enough";
  EXPECT_EQ(found[0].url, "https://paper.example/rss.xml");
}

TEST(Discovery, CommentsAreNoFeedToGoOnWith) {
  Web web;
  web.pages[kSite] = page({"/comments/feed"});
  web.pages["https://paper.example/comments/feed"] = kRss;
  EXPECT_TRUE(web.search(kSite, Reach::kNamed).empty());
  EXPECT_EQ(web.search(kSite, Reach::kWide).size(), 1u) << "a person may want them";
}

TEST(Discovery, SaysWhatWasTried) {
  Web web;
  web.pages[kSite] = page({"/gone", "/page"});
  web.pages["https://paper.example/page"] = "<html><title>A page</title></html>";
  EXPECT_TRUE(web.search(kSite, Reach::kNamed).empty());
  ASSERT_EQ(web.misses.size(), 3u);
  EXPECT_EQ(web.misses[1], "https://paper.example/gone: HTTP status 404");
  EXPECT_NE(web.misses[2].find("an HTML page: title 'A page'"), std::string::npos);
}

TEST(Discovery, APageThatNamesItselfOrAHundredIsBounded) {
  Web web;
  std::vector<std::string> many = {kSite, "/", "https://paper.example"};
  many.reserve(103);
  for (int i = 0; i < 100; ++i) many.push_back("/" + std::to_string(i));
  web.pages[kSite] = page(many);
  EXPECT_TRUE(web.search(kSite, Reach::kWide).empty());
  EXPECT_EQ(web.asked.size(), 12u);
  EXPECT_EQ(std::set(web.asked.begin(), web.asked.end()).size(), 12u);
}

TEST(Discovery, AnErrorOfTheNetworkIsAnAnswerToo) {
  Discovery discovery(kSite, Reach::kNamed);
  ASSERT_TRUE(discovery.next());
  discovery.take(model::fail(model::ErrorKind::kTransient, "name not found"));
  EXPECT_FALSE(discovery.next());
  EXPECT_EQ(discovery.misses().size(), 1u);
}

}  // namespace
}  // namespace newswatch::engine
