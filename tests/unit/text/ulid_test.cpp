#include "text/ulid.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

const model::Time kTime{model::Duration(1469922850259)};

// The example of the specification.
TEST(Ulid, ReadsItsTime) {
  EXPECT_EQ(ulid_time("01ARZ3NDEKTSV4RRFFQ69G5FAV"), kTime);
  EXPECT_EQ(ulid_time("01arz3ndektsv4rrffq69g5fav"), std::nullopt);
  EXPECT_EQ(ulid_time("01ARZ3"), std::nullopt);
  EXPECT_EQ(ulid_time("U1ARZ3NDEKTSV4RRFFQ69G5FAV"), std::nullopt) << "U is no digit";
}

TEST(Ulid, WritesTimeAndBits) {
  EXPECT_EQ(ulid(kTime, 0, 33), "01ARZ3NDEK0000000000000011");
  EXPECT_EQ(ulid(kTime, 0xff'ffff'ffff, ~0ULL), "01ARZ3NDEK" + std::string(16, 'Z'));
  EXPECT_EQ(ulid_time(ulid(kTime, 1, 2)), kTime);
}

TEST(Ulid, CountsUpIntoTheNextMillisecond) {
  EXPECT_EQ(ulid_after(ulid(kTime, 0, 31)), ulid(kTime, 0, 32));
  EXPECT_EQ(ulid_after(ulid(kTime, ~0ULL, ~0ULL)), ulid(kTime + model::Duration(1), 0, 0));
}

}  // namespace
}  // namespace newswatch::text
