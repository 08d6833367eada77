#include "net/masked_url.h"

#include <gtest/gtest.h>

namespace newswatch::net {
namespace {

TEST(MaskedUrl, HidesUserAndPassword) {
  EXPECT_EQ(masked_url("https://me:s@cret@paper.test:8/feed"), "https://***@paper.test:8/feed");
  EXPECT_EQ(masked_url("https://paper.test/@me"), "https://paper.test/@me");
}

TEST(MaskedUrl, HidesValuesOfSecretParameters) {
  EXPECT_EQ(masked_url("https://paper.test/feed?a=1&Token=x/y&api_key=z;sig=1&auth=&b=2"),
            "https://paper.test/feed?a=1&Token=***&api_key=***;sig=***&auth=&b=2");
  EXPECT_EQ(masked_url("https://paper.test/?accessToken=x#access_token=y&n=1"),
            "https://paper.test/?accessToken=***#access_token=***&n=1");
  EXPECT_EQ(masked_url("https://paper.test/?X-Amz-Signature=abc"),
            "https://paper.test/?X-Amz-Signature=***");
}

TEST(MaskedUrl, LeavesAllElse) {
  for (const std::string_view url :
       {"https://paper.test/feed", "https://paper.test/?keyword=x&author=me&q=a@b", "", "?", "#",
        "no url at all", "https://", "http://paper.test?", "/feed?page=2#top"}) {
    EXPECT_EQ(masked_url(url), url);
  }
}

}  // namespace
}  // namespace newswatch::net
