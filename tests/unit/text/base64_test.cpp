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

}  // namespace
}  // namespace newswatch::text
