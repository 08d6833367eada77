#include "text/base64.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

// RFC 4648 section 10.
TEST(Base64, WritesTheExamplesOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::string("\0\xff\xfe", 3)), "AP/+");
}

TEST(Base64, IsReadBackAndNothingElseIs) {
  for (const std::string& bytes :
       {std::string(), std::string("f"), std::string("fo"), std::string("foo"),
        std::string("user:p\xc3\xa4ss"), std::string("\0\xff\0", 3)}) {
    EXPECT_EQ(base64_decoded(base64(bytes)), bytes);
  }
  for (const char* wrong : {"=", "Z", "Zg", "Zg=", "Zh==", "Zg===", "Zg==Zg==", "Z g==", "Zm9v\n",
                            "Zm9v!", "-_-_", "===="}) {
    EXPECT_EQ(base64_decoded(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace newswatch::text
