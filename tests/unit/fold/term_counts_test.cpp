#include "fold/term_counts.h"

#include <gtest/gtest.h>

#include <random>

namespace newswatch::fold {
namespace {

model::CountsChange change(std::int32_t day, const std::string& scope, std::uint32_t stories,
                           std::vector<std::pair<model::TermId, std::uint16_t>> terms) {
  model::CountsChange out;
  out.day = day;
  out.scopes[scope] = {stories, std::move(terms)};
  return out;
}

// Ids spread as hashes do.
model::TermId id(std::uint64_t n) {
  std::mt19937_64 random(n + 1);
  return random();
}

TEST(TermCounts, CountsByScope) {
  TermCounts counts;
  EXPECT_EQ(counts.df("", 5), 0);
  EXPECT_EQ(counts.stories("a"), 0);
  counts.take(change(1, "", 10, {{5, 4}}));
  counts.take(change(1, "a", 2, {{5, 1}}));
  counts.take(change(1, "", 1, {{6, 1}}));
  EXPECT_EQ(counts.df("", 5), 4);
  EXPECT_EQ(counts.df("", 6), 1);
  EXPECT_EQ(counts.stories(""), 11);
  EXPECT_EQ(counts.df("a", 5), 1);
  EXPECT_EQ(counts.stories("a"), 2);
}

TEST(TermCounts, CountsATermExactlyFromItsSecondStoryOn) {
  TermCounts counts;
  for (int n = 1; n <= 5; ++n) {
    counts.take(change(1, "", 1, {{id(7), 1}}));
    EXPECT_EQ(counts.df("", id(7)), n);
  }
}

TEST(TermCounts, FadeByHalfInFourWeeksAndForget) {
  TermCounts counts;
  counts.take(change(100, "", 1000, {{id(1), 400}, {id(2), 2}}));
  counts.take(change(100, model::kLinkScope, 0, {{id(3), 8}}));
  for (int day = 101; day <= 128; ++day) counts.take(change(day, "a", 1, {}));
  EXPECT_NEAR(counts.stories(""), 500, 1);
  EXPECT_NEAR(counts.df("", id(1)), 200, 1);
  EXPECT_NEAR(counts.df("", id(2)), 1, 0.01);
  EXPECT_EQ(counts.df(model::kLinkScope, id(3)), 0) << "links count for about the window";
  for (int day = 129; day <= 180; ++day) counts.take(change(day, "a", 1, {}));
  EXPECT_EQ(counts.df("", id(2)), 0);
}

TEST(TermCounts, AClockThatIsWrongForASecondForgetsLittle) {
  TermCounts counts;
  counts.take(change(20000, "", 1000, {{id(1), 400}}));
  counts.take(change(20400, "", 0, {}));
  EXPECT_GT(counts.df("", id(1)), 330);
  counts.take(change(20000, "", 0, {}));
  const double before = counts.df("", id(1));
  counts.take(change(20001, "", 0, {}));
  EXPECT_LT(counts.df("", id(1)), before) << "it goes on to fade";
}

TEST(TermCounts, AreBoundedAndKeepWhatIsCommon) {
  TermCounts counts;
  std::vector<std::pair<model::TermId, std::uint16_t>> common;
  for (std::uint64_t n = 0; n < 1000; ++n) common.emplace_back(id(n), 50);
  counts.take(change(1, "", 50, common));
  counts.take(change(1, "t", 50, common));
  std::mt19937_64 random(9);
  for (int poll = 0; poll < 100; ++poll) {
    std::vector<std::pair<model::TermId, std::uint16_t>> noise;
    for (int n = 0; n < 10000; ++n) noise.emplace_back(random(), n % 4 == 0 ? 2 : 1);
    counts.take(change(1, "", 1000, noise));
    counts.take(change(1, "t", 1000, noise));
  }
  const auto snapshot = counts.snapshot();
  EXPECT_LE(snapshot.scopes.at("").terms.size(), std::size_t{1} << 16);
  EXPECT_LE(snapshot.scopes.at("t").terms.size(), std::size_t{1} << 15);
  for (std::uint64_t n = 0; n < 1000; ++n) {
    EXPECT_GE(counts.df("", id(n)), 50);
    EXPECT_GE(counts.df("t", id(n)), 50);
  }
}

TEST(TermCounts, ASnapshotWithTheChangesAfterItDecidesTheSame) {
  std::mt19937_64 random(3);
  const auto next = [&](int day) {
    std::vector<std::pair<model::TermId, std::uint16_t>> terms;
    for (int n = 0; n < 3000; ++n) terms.emplace_back(id(random() % 60000), 1);
    auto both = change(day, "", 100, terms);
    both.scopes["t"] = both.scopes[""];
    both.scopes[model::kLinkScope] = both.scopes[""];
    return both;
  };
  TermCounts running;
  for (int n = 0; n < 60; ++n) running.take(next(1 + n / 10));
  TermCounts restored;
  restored.restore(running.snapshot());
  for (int n = 60; n < 160; ++n) {
    const auto one = next(1 + n / 10);
    running.take(one);
    restored.take(one);
  }
  EXPECT_EQ(running.snapshot(), restored.snapshot());
}

}  // namespace
}  // namespace newswatch::fold
