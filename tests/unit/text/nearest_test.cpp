#include "text/nearest.h"

#include <gtest/gtest.h>

namespace newswatch::text {
namespace {

const std::vector<std::string> kWords = {"events", "explain", "feeds", "held", "run"};

TEST(Nearest, FindsTheWordWithALetterMissingTooManyWrongOrSwapped) {
  for (const char* word : {"event", "evnts", "eventss", "evemts", "evetns", "events"}) {
    EXPECT_EQ(nearest(word, kWords), "events") << word;
  }
  EXPECT_EQ(nearest("rum", kWords), "run");
  EXPECT_EQ(nearest("fedes", kWords), "feeds");
}

TEST(Nearest, FindsNothingWhereTooMuchDiffers) {
  for (const char* word : {"", "nonsense", "evts-list", "xun-", "halt"}) {
    EXPECT_EQ(nearest(word, kWords), "") << word;
  }
  const std::vector<std::string> none;
  EXPECT_EQ(nearest("events", none), "");
  EXPECT_EQ(nearest(std::string(100'000, 'e'), kWords), "");
}

}  // namespace
}  // namespace newswatch::text
