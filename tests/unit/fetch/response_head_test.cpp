#include "fetch/response_head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace newswatch::fetch {
namespace {

ResponseHead head_of(const std::vector<std::string>& lines) {
  ResponseHead head;
  for (const std::string& line : lines) EXPECT_TRUE(head.take(line + "\r\n")) << line;
  return head;
}

TEST(ResponseHead, TakesTheFirstOfAHeaderAndAllOfAList) {
  const ResponseHead head =
      head_of({"HTTP/1.1 200 OK", "ETAG:\t \"a\" ", "etag: \"b\"", "Cache-Control: a",
               "Age:", "cache-control:", "CACHE-CONTROL: b=\"c, d\"", "Content-Encoding: br",
               "Age: 7", "content-encoding: gzip", "Content-Length: 12", "no header", ""});
  EXPECT_TRUE(head.done);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.etag, "\"a\"");
  EXPECT_EQ(head.headers.cache_control, "a, b=\"c, d\"");
  EXPECT_EQ(head.headers.age, "7");
  EXPECT_EQ(head.content_encoding, "br, gzip");
  EXPECT_EQ(head.content_length, 12u);
}

TEST(ResponseHead, ForgetsInterimAnswersButTheirCookie) {
  const ResponseHead head =
      head_of({"HTTP/1.1 103 Early Hints", "ETag: early", "Set-Cookie: a=b", "sg-captcha: 1", "",
               "HTTP/1.1 302 Found", "Location: /b", "", "Location: /trailer"});
  EXPECT_TRUE(head.done);
  EXPECT_EQ(head.status, 302);
  EXPECT_EQ(head.headers.etag, "");
  EXPECT_EQ(head.wall, "");
  EXPECT_EQ(head.location, "/b");
  EXPECT_TRUE(head.cookie);
}

TEST(ResponseHead, IsBounded) {
  ResponseHead head;
  const std::string line = "Date: " + std::string(ResponseHead::kMaxBytes / 4, 'x') + "\r\n";
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(head.take(line));
  EXPECT_FALSE(head.take(line));
  EXPECT_FALSE(head.take("Age: 7\r\n"));
  EXPECT_LE(head.bytes, ResponseHead::kMaxBytes);
}

}  // namespace
}  // namespace newswatch::fetch
