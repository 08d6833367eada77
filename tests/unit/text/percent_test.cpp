#include "text/percent.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

TEST(Percent, EncodesAllButTheUnreservedInCapitals) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b/\xc3\xa9%"), "a%20b%2F%C3%A9%25");
  EXPECT_EQ(percent_encoded(std::string_view("\0\xff", 2)), "%00%FF");
  EXPECT_EQ(percent_encoded("a(b)", [](char c) { return c != '('; }), "a%28b)");
}

TEST(Percent, DecodesWhatItEncodes) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
  EXPECT_EQ(percent_decoded(form_encoded(all)), all);
}

TEST(Percent, LeavesWhatIsNoCode) {
  EXPECT_EQ(percent_decoded("100% %2 %zz %4G %41%"), "100% %2 %zz %4G A%");
  EXPECT_EQ(percent_decoded("%2541"), "%41") << "once";
  EXPECT_EQ(percent_byte("a%2d", 1), '-');
  EXPECT_EQ(percent_byte("a%2d", 0), -1);
  EXPECT_EQ(percent_byte("a%2", 1), -1);
}

TEST(Percent, AFormKeepsLessThanAnAddress) {
  EXPECT_EQ(form_encoded("a-b.c_d~e f&g=h+"), "a-b.c_d%7Ee%20f%26g%3Dh%2B");
}

}  // namespace
}  // namespace newswatch::text
