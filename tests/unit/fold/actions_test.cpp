#include "fold/actions.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "fold/stem.h"

namespace newswatch::fold {
namespace {

TEST(Actions, OneClassForAllWordsOfOneAct) {
  for (const char* word : {"fall", "falls", "fell", "plunged", "plunging", "slumps", "tumbled",
                           "sank", "slid", "plummets", "rout", "selloff"}) {
    EXPECT_EQ(action_of(word), "fall") << word;
  }
  for (const char* word : {"investigates", "investigation", "probes", "probing", "inquiries",
                           "scrutinised", "examining"}) {
    EXPECT_EQ(action_of(word), "probe") << word;
  }
  for (const char* word : {"sue", "sues", "sued", "suing", "lawsuits"}) {
    EXPECT_EQ(action_of(word), "sue") << word;
  }
  for (const char* word : {"dies", "died", "dying", "deaths", "dead"}) {
    EXPECT_EQ(action_of(word), "die") << word;
  }
  for (const char* word : {"agrees", "agreed", "agreeing", "agreement", "deals"}) {
    EXPECT_EQ(action_of(word), "agree") << word;
  }
}

TEST(Actions, OppositesAreApart) {
  EXPECT_NE(action_of("fell"), action_of("rose"));
  EXPECT_NE(action_of("ban"), action_of("allow"));
  EXPECT_NE(action_of("approves"), action_of("rejects"));
  EXPECT_NE(action_of("convicted"), action_of("acquitted"));
  EXPECT_NE(action_of("bought"), action_of("sold"));
  EXPECT_NE(action_of("praises"), action_of("criticises"));
}

TEST(Actions, KnowsTwoWordsInARow) {
  EXPECT_EQ(action_of("rolls", "out"), "launch");
  EXPECT_EQ(action_of("rolled", "out"), "launch");
  EXPECT_EQ(action_of("sell", "off"), "fall");
  EXPECT_EQ(action_of("wiping", "out"), "fall");
  EXPECT_EQ(action_of("steps", "down"), "resign");
  EXPECT_EQ(action_of("looks", "into"), "probe");
  EXPECT_EQ(action_of("laid", "off"), "sack");
  EXPECT_EQ(action_of("steps", "up"), "");
  EXPECT_EQ(action_of("out", "roll"), "");
}

TEST(Actions, WordsOfTwoMeaningsAndOtherWordsAreNone) {
  for (const char* word : {"fire", "fired", "strike", "president", "the", "openai", "back",
                           "according", "several", "authorities", "legal", "critical", ""}) {
    EXPECT_EQ(action_of(word), "") << word;
  }
  EXPECT_EQ(action_of("", ""), "");
}

// Also two words of one stem in two classes: the first would win unseen.
TEST(Actions, NoWordStandsInTwoClasses) {
  std::map<std::string, std::string_view> seen;
  std::set<std::string_view> names;
  for (const ActionClass& entry : action_classes()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    const std::string words = std::string(entry.words) + ' ';
    for (std::size_t at = 0, end; (end = words.find(' ', at)) != std::string::npos; at = end + 1) {
      const std::string word = words.substr(at, end - at);
      ASSERT_FALSE(word.empty()) << entry.name;
      const std::size_t hyphen = word.find('-');
      const std::string key = hyphen == std::string::npos
                                  ? stem(word)
                                  : stem(word.substr(0, hyphen)) + word.substr(hyphen);
      EXPECT_EQ(seen.emplace(key, entry.name).first->second, entry.name) << word;
      EXPECT_EQ(hyphen == std::string::npos
                    ? action_of(word)
                    : action_of(word.substr(0, hyphen), word.substr(hyphen + 1)),
                entry.name)
          << word;
    }
  }
}

}  // namespace
}  // namespace newswatch::fold
