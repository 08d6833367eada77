#include "cli/exclude_term.h"

#include <gtest/gtest.h>

namespace newswatch::cli {
namespace {

const std::vector<std::string> kRule = {"deepseek"};

TEST(ExcludeTerm, IsTheWordThatStopsOnlyWhatWasDismissed) {
  const std::vector<JudgedEvent> events = {
      {{"DeepSeek crypto token rises in the market"}, true},
      {{"DeepSeek shakes the market", "Market falls on DeepSeek"}, false},
      {{"New DeepSeek CRYPTO token in wallets"}, true}};
  const auto term = propose_exclude(events, 0, kRule);
  ASSERT_TRUE(term);
  EXPECT_EQ(term->word, "crypto");
  EXPECT_EQ(term->dismissed, 2u);
  EXPECT_TRUE(term->others.empty());
}

TEST(ExcludeTerm, SaysWhatElseItStops) {
  const std::vector<JudgedEvent> events = {{{"DeepSeek film"}, true},
                                           {{"A DeepSeek film again"}, true},
                                           {{"DeepSeek ban on film"}, false},
                                           {{"DeepSeek ban"}, false}};
  const auto term = propose_exclude(events, 0, kRule);
  ASSERT_TRUE(term);
  EXPECT_EQ(term->word, "film");
  EXPECT_EQ(term->others, std::vector<std::size_t>{2});
}

TEST(ExcludeTerm, IsNoWordOfTheRuleNoNumberAndNoneThatStopsMoreThanItMends) {
  const std::vector<JudgedEvent> events = {
      {{"DeepSeek 2025 ban"}, true}, {{"DeepSeek ban widens"}, false}, {{"A ban in 2025"}, false}};
  EXPECT_FALSE(propose_exclude(events, 0, kRule));
}

}  // namespace
}  // namespace newswatch::cli
