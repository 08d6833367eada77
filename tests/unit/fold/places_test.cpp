#include "fold/places.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace newswatch::fold {
namespace {

TEST(Places, PeopleAndPlaceAreOneWord) {
  const std::pair<const char*, const char*> pairs[] = {{"chinese", "china"},
                                                       {"china", "china"},
                                                       {"americans", "america"},
                                                       {"british", "britain"},
                                                       {"uk", "britain"},
                                                       {"britons", "britain"},
                                                       {"dutch", "netherlands"},
                                                       {"germans", "germany"},
                                                       {"swiss", "switzerland"},
                                                       {"iraqis", "iraq"},
                                                       {"filipinos", "philippines"},
                                                       {"saudis", "saudi"},
                                                       {"europeans", "europe"},
                                                       {"texans", "texas"},
                                                       {"nigerian", "nigeria"},
                                                       {"nigerien", "niger"},
                                                       {"philippine", "philippines"}};
  for (const auto& [word, place] : pairs) EXPECT_EQ(place_of(word), place) << word;
}

TEST(Places, NamesThatEndInAnSStayWhole) {
  for (const char* name : {"honduras", "wales", "texas", "maldives", "netherlands", "paris"}) {
    EXPECT_EQ(place_of(name), name);
  }
}

TEST(Places, OtherWordsStayThemselves) {
  for (const char* word : {"us", "u", "s", "english", "washington", "openai", "dominican", ""}) {
    EXPECT_EQ(place_of(word), word);
  }
}

// The place itself is left as it is, so that a second look changes nothing.
TEST(Places, LookingTwiceIsLookingOnce) {
  for (const char* word : {"chinese", "saudis", "burma", "malagasy", "congolese"}) {
    EXPECT_EQ(place_of(place_of(word)), place_of(word));
  }
}

}  // namespace
}  // namespace newswatch::fold
