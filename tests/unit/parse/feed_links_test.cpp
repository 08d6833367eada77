#include "parse/feed_links.h"

#include <gtest/gtest.h>

#include <chrono>

namespace newswatch::parse {
namespace {

std::vector<FeedLink> links(std::string_view html) {
  return feed_links({html, "text/html; charset=utf-8", "https://paper.example/news/"});
}

std::vector<std::string> urls(std::string_view html) {
  std::vector<std::string> out;
  for (const FeedLink& link : links(html)) out.push_back(link.url);
  return out;
}

using Urls = std::vector<std::string>;

TEST(FeedLinks, AreTheAlternatesOfAFeedsType) {
  const auto found = links(
      "<html><head><LINK REL='Alternate' TYPE='application/rss+xml; charset=utf-8' "
      "title='Paper &amp; more' HREF=/feed>"
      "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"https://other.example/a\">"
      "<link rel=\"home alternate\" type=\"application/feed+json\" href=\"feed.json\"/>"
      "<link rel=stylesheet type=text/css href=/style.css>"
      "<link rel=alternate hreflang=fr href=/fr/>"
      "<link rel=alternate type=text/html href=/mobile></head></html>");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].url, "https://paper.example/feed");
  EXPECT_EQ(found[0].title, "Paper & more");
  EXPECT_EQ(found[0].type, "application/rss+xml");
  EXPECT_EQ(found[1].url, "https://other.example/a");
  EXPECT_EQ(found[2].url, "https://paper.example/news/feed.json");
}

TEST(FeedLinks, PlainXmlMustBeCalledAFeed) {
  EXPECT_EQ(urls("<link rel=alternate type=text/xml href=/rss.cms>"
                 "<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/1>"
                 "<link rel=alternate type=application/json title='JSON Feed' href=/j>"
                 "<link rel=alternate type=text/xml+oembed href=/oembed>"),
            (Urls{"https://paper.example/rss.cms", "https://paper.example/j"}));
}

TEST(FeedLinks, ABaseIsHonouredOnce) {
  EXPECT_EQ(urls("<base href='https://cdn.example/x/'><base href='https://evil.example/'>"
                 "<link rel=alternate type=application/rss+xml href=feed>"),
            (Urls{"https://cdn.example/x/feed"}));
}

TEST(FeedLinks, CommentsComeLastAndAnchorsAfterLinks) {
  EXPECT_EQ(urls("<a href='/politics/rss.xml'>RSS</a><a href=/feedback>Feedback</a>"
                 "<link rel=alternate type=application/rss+xml title='Paper Comments Feed' "
                 "href=/comments/feed/><link rel=alternate type=application/rss+xml href=/feed/>"),
            (Urls{"https://paper.example/feed/", "https://paper.example/comments/feed/",
                  "https://paper.example/politics/rss.xml"}));
}

TEST(FeedLinks, NothingButHttpAndNothingTwice) {
  EXPECT_EQ(urls("<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>"
                 "<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>"
                 "<link rel=alternate type=application/rss+xml href=''>"
                 "<link rel=alternate type=application/rss+xml>"
                 "<link rel=alternate type=application/rss+xml href=/feed>"
                 "<link rel=alternate type=application/rss+xml href=/feed>"),
            (Urls{"https://paper.example/feed"}));
}

TEST(FeedLinks, WhatStandsInScriptsAndCommentsIsNone) {
  EXPECT_TRUE(urls("<script>'<link rel=alternate type=application/rss+xml href=/a>'</script>"
                   "<!-- <link rel=alternate type=application/rss+xml href=/b> -->")
                  .empty());
}

TEST(FeedLinks, AHostilePageIsReadInAMoment) {
  std::string many;
  while (many.size() < (1u << 20)) {
    many +=
        "<link rel=alternate type=application/rss+xml href=/f" + std::to_string(many.size()) + ">";
  }
  std::string quotes(1u << 20, '<');
  for (std::size_t i = 0; i + 10 < quotes.size(); i += 10) quotes.replace(i, 9, "<link a='");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(links(many).size(), 20u);
  EXPECT_LE(links(quotes).size(), 20u);
  EXPECT_TRUE(links(std::string(1u << 20, '\xff')).empty());
  EXPECT_TRUE(links(std::string("\0<li\0nk rel=alternate", 21)).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(RobotsSitemaps, NewsComesFirst) {
  EXPECT_EQ(
      robots_sitemaps("User-agent: *\r\nDisallow: /x\r\n\r\nSitemap: https://p.example/all.xml\n"
                      "SITEMAP:/news-sitemap.xml\n# Sitemap: /no\nSitemap: mailto:x\n"
                      "sitemap: https://p.example/all.xml",
                      "https://p.example/robots.txt"),
      (Urls{"https://p.example/news-sitemap.xml", "https://p.example/all.xml"}));
  EXPECT_TRUE(robots_sitemaps("", "https://p.example/robots.txt").empty());
  EXPECT_TRUE(robots_sitemaps("<html>", "https://p.example/robots.txt").empty());
}

TEST(SitemapIndex, ListsItsSitemaps) {
  EXPECT_EQ(
      sitemap_index({"<?xml version='1.0'?><sitemapindex "
                     "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc> "
                     "https://p.example/news.xml </loc><lastmod>2025-01-01</lastmod></sitemap>"
                     "<sitemap><loc>/b.xml</loc></sitemap></sitemapindex>",
                     "application/xml", "https://p.example/sitemap.xml"}),
      (Urls{"https://p.example/news.xml", "https://p.example/b.xml"}));
  EXPECT_TRUE(
      sitemap_index({"<urlset><url><loc>https://p.example/</loc></url></urlset>", "", ""}).empty());
}

}  // namespace
}  // namespace newswatch::parse
