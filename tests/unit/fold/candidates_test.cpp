#include "fold/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "unit/fold/stream.h"

namespace newswatch::fold {
namespace {

model::IndexRow row(std::uint64_t seq, double hours, std::vector<model::TermWeight> weights,
                    std::vector<std::uint64_t> links = {}) {
  model::IndexRow out;
  out.seq = seq;
  out.event = "e" + std::to_string(seq);
  out.story_time = out.arrived = hour(hours);
  out.weights = std::move(weights);
  out.links = std::move(links);
  return out;
}

std::vector<std::uint64_t> found(const Index& index, const std::vector<model::TermWeight>& weights,
                                 const SearchBounds& bounds, double hours = 0,
                                 const std::vector<std::uint64_t>& links = {}) {
  const Query query(index, weights, links, hour(hours), {});
  std::vector<std::uint64_t> seqs;
  for (const CandidateEvent& one : candidates(query, bounds))
    seqs.push_back(index.first_seq(one.slot));
  std::sort(seqs.begin(), seqs.end());
  return seqs;
}

TEST(Candidates, AreEveryEventThatSharesATermWhereNothingIsBounded) {
  Index index;
  for (std::uint64_t i = 1; i <= 300; ++i) {
    index.add(row(i, 0, {{i % 3 + 1, 0.6F}, {1000 + i, 0.8F}}));
  }
  EXPECT_EQ(found(index, {{1, 0.001F}, {2, 0.9F}}, SearchBounds::none()).size(), 200u);
  EXPECT_TRUE(found(index, {{4, 1}}, SearchBounds::none()).empty());
  EXPECT_TRUE(found(index, {}, SearchBounds::none()).empty());
}

TEST(Candidates, OfMoreThanAreScoredTheNewestAndTheMostAlikeStay) {
  Index index;
  for (std::uint64_t i = 1; i <= 100; ++i) {
    index.add(row(i, static_cast<double>(i), {{1, 0.6F}, {1000 + i, 0.8F}}));
  }
  index.add(row(101, -300, {{1, 0.6F}, {2, 0.8F}}));
  SearchBounds bounds;
  bounds.scored = 3;
  bounds.copies = 1;
  EXPECT_EQ(found(index, {{1, 0.6F}, {2, 0.8F}}, bounds, 100),
            (std::vector<std::uint64_t>{98, 99, 100, 101}));
}

TEST(Candidates, OfATermThatManyHoldOnlyTheNewestAreWalked) {
  Index index;
  for (std::uint64_t i = 1; i <= 50; ++i) index.add(row(i, 0, {{1, 1}}));
  SearchBounds bounds;
  bounds.list = 2;
  EXPECT_EQ(found(index, {{1, 1}}, bounds), (std::vector<std::uint64_t>{49, 50}));
}

TEST(Candidates, TheLightestTermsBringNobody) {
  Index index;
  index.add(row(1, 0, {{1, 1}}));
  index.add(row(2, 0, {{2, 1}}));
  EXPECT_EQ(found(index, {{1, 0.998F}, {2, 0.06F}}, {}), (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(found(index, {{1, 0.97F}, {2, 0.24F}}, {}), (std::vector<std::uint64_t>{1, 2}));
}

TEST(Candidates, ASharedLinkBringsAnEventWithoutAWord) {
  Index index;
  index.add(row(1, 0, {{1, 1}}, {77}));
  EXPECT_EQ(found(index, {{2, 1}}, {}, 0, {77}), (std::vector<std::uint64_t>{1}));
  EXPECT_TRUE(found(index, {{2, 1}}, {}, 0, {78}).empty());
}

// At this size the bounds leave out much and must not be seen in what is decided.
TEST(Candidates, TheBoundsChangeNoDecisionOfAStream) {
  Desk bounded;
  Policy without;
  without.bounds = SearchBounds::none();
  Desk unbounded(without);
  int joined = 0;
  for (const IncomingStory& subject : generated_stream(1200, 21)) {
    const auto a = bounded.tell(std::vector{subject}), b = unbounded.tell(std::vector{subject});
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_EQ(a[i].event, b[i].event) << subject.title;
      joined += !a[i].opens;
    }
  }
  EXPECT_GT(joined, 200);
}

}  // namespace
}  // namespace newswatch::fold
