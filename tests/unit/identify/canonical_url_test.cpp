#include "identify/canonical_url.h"

#include <gtest/gtest.h>

#include <string>

namespace newswatch::identify {
namespace {

TEST(CanonicalUrl, IsOneForAllWaysToOneArticle) {
  const std::string one = canonical_url("https://time.com/7210296/deepseek-r1/");
  for (const char* other :
       {"http://time.com/7210296/deepseek-r1", "https://TIME.com:443/7210296/deepseek-r1/",
        "https://www.time.com/7210296/deepseek-r1/?utm_source=rss&utm_medium=feed",
        "https://m.time.com/7210296/deepseek-r1/#comments",
        "https://amp.time.com/7210296/deepseek-r1/",
        "https://time.com/7210296/deepseek-r1/amp/?utm_source=feedburner",
        "https://time.com/amp/7210296/deepseek-r1/",
        "https://time.com/7210296/deepseek-r1/?ref=rss#more",
        "https://user:pw@time.com/7210296/deepseek-r1/?fbclid=x&gclid=y"}) {
    EXPECT_EQ(canonical_url(other), one) << other;
  }
}

TEST(CanonicalUrl, KeepsAndSortsWhatMayBeIdentity) {
  EXPECT_EQ(canonical_url("http://h.example/view?id=7&b=2&a=1"),
            "https://h.example/view?a=1&b=2&id=7");
  EXPECT_NE(canonical_url("http://h.example/?p=1"), canonical_url("http://h.example/?p=2"));
  EXPECT_EQ(canonical_url("http://h.example/x?ref=main"), "https://h.example/x?ref=main");
  EXPECT_NE(canonical_url("http://h.example:8080/"), canonical_url("http://h.example/"));
  EXPECT_NE(canonical_url("http://h.example/Case"), canonical_url("http://h.example/case"));
  EXPECT_EQ(canonical_url("http://m.co/x"), "https://m.co/x");  // a site named m.co
}

TEST(CanonicalUrl, DropsParametersWhoseValueNamesRss) {
  for (const char* one :
       {"mod=rss_markets_main", "cid=rss-1", "cid=public-rss_20250101", "xtor=RSS-3",
        "xtor=RSS-3-%5BA+la+une%5D", "CMP=rss", "partner=rss&emc=rss", "ref=rss2", "src=rss:top",
        "at_medium=RSS", "traffic_source=rss.feed", "source=rss----5517fd7b58a6---4",
        "wt.mc=rss%5ftop", "amp_js_v=0.1&usqp=mq331"}) {
    EXPECT_EQ(canonical_url(std::string("https://n.example/a?") + one), "https://n.example/a")
        << one;
  }
  for (const char* kept :
       {"id=rss-3", "q=rss", "title=rss-is-dead", "article_id=rss1",
        "x=why-people-still-read-rss-today", "mod=rssi", "mod=press", "xtor=AL-3", "ref=main"}) {
    EXPECT_EQ(canonical_url(std::string("https://n.example/a?") + kept),
              std::string("https://n.example/a?") + kept);
  }
}

TEST(CanonicalUrl, IsOneForAllSpellingsOfACharacter) {
  EXPECT_EQ(canonical_url("https://n.example/%7Ekim/port%2Dstrike"),
            "https://n.example/~kim/port-strike");
  EXPECT_EQ(canonical_url("https://n.example/caf%c3%a9"), canonical_url("https://n.example/café"));
  EXPECT_EQ(canonical_url("https://n.example/a%2C%28b%29"), "https://n.example/a,(b)");
  EXPECT_EQ(canonical_url("https://n.example/s?q=a+b"),
            canonical_url("https://n.example/s?q=a%20b"));
  EXPECT_EQ(canonical_url("https://n.example/s?q=%61%2d"), "https://n.example/s?q=a-");
  EXPECT_EQ(canonical_url("https://n.example/a%2E%2E/%2e%2E/b"), "https://n.example/b");
  // These differ from the sign itself, or are no encoding.
  for (const char* kept : {"https://n.example/a%2Fb", "https://n.example/s?q=a%26b",
                           "https://n.example/s?q=a%2Bb", "https://n.example/s?q=a%3Db",
                           "https://n.example/a%252Db", "https://n.example/a%3Fb%23c"}) {
    EXPECT_EQ(canonical_url(kept), kept);
  }
  EXPECT_EQ(canonical_url("https://n.example/a%zz%"), "https://n.example/a%25zz%25");
}

TEST(CanonicalUrl, IsThatOfTheArticleInALinkAroundIt) {
  const std::string article = canonical_url("https://n.example/world/port-strike?id=7");
  for (const char* link :
       {"https://www.google.com/amp/s/n.example/world/port-strike?id=7",
        "https://google.co.uk/amp/s/www.n.example/world/port-strike/amp?id=7",
        "https://www.bing.com/amp/s/n.example/world/port-strike?id=7",
        "https://cdn.ampproject.org/c/s/n.example/world/port-strike?id=7",
        "https://n-example.cdn.ampproject.org/v/s/www.n.example/world/port-strike?id=7&amp_js_v=9",
        "https://n-example.cdn.ampproject.org/c/n.example/world/port-strike?id=7",
        "https://www.google.com/url?rct=j&url=https://n.example/world/port-strike%3Fid%3D7&ct=ga",
        "https://www.google.com/url?q=https%3A%2F%2Fn.example%2Fworld%2Fport-strike%3Fid%3D7&sa=D",
        "https://mobile.n.example/world/port-strike?id=7",
        "https://n.example/world/port-strike?utm_source=x&amp;id=7",
        "https://n.example/world/port-strike?utm_source=x&#038;id=7"}) {
    EXPECT_EQ(canonical_url(link), article) << link;
  }
  EXPECT_EQ(canonical_url("https://news.google.com/amp/s/x"), "https://news.google.com/s/x");
  EXPECT_EQ(canonical_url("https://www.google.com/url?q=port"), "https://google.com/url?q=port");
  EXPECT_EQ(cms_number("https://www.google.com/amp/s/thehill.com/policy/5115701-altman/amp/"),
            "thehill.com/5115701");
  // A link in a link in a link: nobody writes it.
  std::string deep = "https://n.example/x";
  for (int i = 0; i < 1000; ++i) deep = "https://google.com/amp/s/" + deep.substr(8);
  EXPECT_EQ(canonical_url(deep), "");
}

TEST(CanonicalUrl, IsItsOwnCanonicalForm) {
  for (const char* link :
       {"https://n.example/%%34%31", "https://n.example/a/%2e/amp/%61mp",
        "https://n.example/?&amp;&",
        "https://google.com/url?url=x&url=http://a.example/b&q=http://c.example/",
        "https://google.com/amp/s/%%%", "https://n.example/a;b?c;d=1+%2B;&x=[1]|{2}",
        "https://cdn.ampproject.org/c/s/..", "https://cdn.ampproject.org/c/s///www.amp",
        "https://cdn.ampproject.org/c/s/a%2e?x", "https://%34/c", "https://n.example%2541/",
        "https://n.example/a&%61mp;b?c&%61mp;d&amp;amp;e", "http://n.example/\x80\xff?\x80=<\">"}) {
    const std::string once = canonical_url(link);
    EXPECT_EQ(canonical_url(once), once) << link;
  }
}

TEST(CanonicalUrl, IsEmptyForWhatIsNoHttpUrl) {
  for (const char* bad : {"", "/path", "ftp://h.example/", "mailto:a@b.example", "http://"}) {
    EXPECT_EQ(canonical_url(bad), "") << bad;
  }
}

TEST(CmsNumber, IsReadFromGuidAndSlug) {
  EXPECT_EQ(cms_number("https://thehill.com/?p=5115701"), "thehill.com/5115701");
  EXPECT_EQ(cms_number("https://thehill.com/policy/technology/5115701-altman-deepseek/"),
            "thehill.com/5115701");
  EXPECT_EQ(cms_number("https://thehill.com/policy/technology/5115701-altman-deepseek/amp/"),
            "thehill.com/5115701");
  EXPECT_EQ(cms_number("https://time.com/?p=7210296"), "time.com/7210296");
  EXPECT_EQ(cms_number("https://time.com/7210296/deepseek-r1/"), "time.com/7210296");
  EXPECT_EQ(
      cms_number("https://timesofindia.indiatimes.com/technology/x/articleshow/117640001.cms"),
      "indiatimes.com/117640001");
  EXPECT_EQ(cms_number("https://economictimes.indiatimes.com/x/liveblog/117.cms"),
            "indiatimes.com/117");
  EXPECT_EQ(cms_number("https://m.economictimes.indiatimes.com/x/amp_articleshow/117640001.cms"),
            "indiatimes.com/117640001");
  EXPECT_EQ(cms_number("https://timesofindia.indiatimes.com/x/liveblog/117625003.cms"),
            "indiatimes.com/117625003");
}

TEST(CmsNumber, IsNotGuessedElsewhere) {
  for (const char* none :
       {"https://other.example/?p=5115701", "https://time.com/section/tech/",
        "https://thehill.com/2025-in-review/", "https://time.com/person-of-the-year-2024/",
        "https://timesofindia.indiatimes.com/topic/117640001.cms", "urn:x:1"}) {
    EXPECT_EQ(cms_number(none), "") << none;
  }
}

}  // namespace
}  // namespace newswatch::identify
