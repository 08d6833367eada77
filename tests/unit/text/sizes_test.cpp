#include "text/sizes.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

TEST(Sizes, AreReadWithTheirUnit) {
  EXPECT_EQ(parse_size("100B"), 100u);
  EXPECT_EQ(parse_size("512KiB"), 512u << 10);
  EXPECT_EQ(parse_size("16MiB"), 16u << 20);
  EXPECT_EQ(parse_size("1GiB"), 1u << 30);
  EXPECT_EQ(parse_size("2kB"), 2'000u);
  EXPECT_EQ(parse_size("2MB"), 2'000'000u);
  EXPECT_EQ(parse_size("2GB"), 2'000'000'000u);
  EXPECT_EQ(parse_size("0B"), 0u);
}

TEST(Sizes, WithoutAKnownUnitAreNone) {
  for (const char* text :
       {"", "16", "MiB", "16 MiB", "16Mb", "16mib", "-1MiB", "+1MiB", "1.5MiB", "99999999999GiB"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

TEST(Sizes, ArePrintedExactlyWithTheLargestUnit) {
  EXPECT_EQ(byte_size(0), "0B");
  EXPECT_EQ(byte_size(1001), "1001B");
  EXPECT_EQ(byte_size(1024), "1KiB");
  EXPECT_EQ(byte_size((16u << 20) + 1024), "16385KiB");
  EXPECT_EQ(byte_size(16u << 20), "16MiB");
  EXPECT_EQ(byte_size(1u << 30), "1GiB");
  for (const std::size_t bytes : {1u, 1'000'000u, 3u << 10, 5u << 20, 2u << 30}) {
    EXPECT_EQ(parse_size(byte_size(bytes)), bytes);
  }
}

TEST(Sizes, ArePrintedForPeople) {
  EXPECT_EQ(readable_size(1001), "1001 bytes");
  EXPECT_EQ(readable_size(128u << 10), "128 KiB");
  EXPECT_EQ(readable_size(16u << 20), "16 MiB");
}

}  // namespace
}  // namespace newswatch::text
