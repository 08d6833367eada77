#include "identify/canonical_url.h"

#include <gtest/gtest.h>

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
