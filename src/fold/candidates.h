// candidates: the events that a story is compared with, found by the terms they share.
//
// The story's terms are looked up, heaviest first. Each event that holds a term adds up the squares
// of the story's weights: its likeness if it weighed the terms as the story does. That sum and the
// time since the event's last report rank it, and the best are then scored exactly.
//
// What the bounds can lose:
//  - `slack`: the lightest terms, whose squares make up so much of the story's, are not looked up.
//    An event that shares no other term has a likeness below 0.1, under every threshold in use.
//  - `list`, `walked`: of a term that many events hold only the newest are read (by first report),
//    and so many in all. An event is lost that shares only such common terms and is older than so
//    many others.
//  - `scored`, `copies`: so many events are scored by rank, and so many more by words alone, of any
//    age, for the copy rule.
// Without bounds every event that shares a term is scored. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "fold/index.h"
#include "fold/weights.h"

namespace newswatch::fold {

struct SearchBounds {
  std::size_t list = kTermPostings;
  std::size_t walked = kStoryPostings;
  std::size_t scored = kScoredEvents;
  std::size_t copies = kCopyCandidates;
  double slack = kUnreadSquares;

  static constexpr SearchBounds none() {
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
    return {kAll, kAll, kAll, kAll, 0};
  }
};

// A term of a story that the index knows.
struct KnownTerm {
  std::uint32_t number = 0;  // in the index's vocabulary
  std::uint32_t at = 0;      // where it stands in the story's weights
};

// A story's vector and links, with the numbers that one index has for them. Refers to the index,
// the weights, the links and the evidence; good until the index changes.
class Query {
 public:
  Query(const Index& index, std::span<const model::TermWeight> weights,
        std::span<const model::TermId> links, model::Time time, std::span<const float> evidence);

  const Index& index() const { return *index_; }
  std::span<const KnownTerm> terms() const { return terms_; }  // sorted by number; the known terms
  // False: the story does not have the term. True: it may.
  bool may_have(std::uint32_t number) const {
    return (seen_[number / 64 % seen_.size()] >> (number % 64) & 1) != 0;
  }
  std::span<const model::TermWeight> weights() const { return weights_; }
  std::span<const float> evidence() const { return evidence_; }    // one for each of the weights
  std::span<const std::uint32_t> links() const { return links_; }  // numbers of the known ones
  model::Time time() const { return time_; }

 private:
  const Index* index_;
  std::span<const model::TermWeight> weights_;
  std::span<const float> evidence_;
  std::vector<KnownTerm> terms_;
  std::array<std::uint64_t, 8> seen_{};  // a bit for each number modulo 512
  std::vector<std::uint32_t> links_;
  model::Time time_;
};

struct CandidateEvent {
  std::uint32_t slot = 0;
  float alike = 0;  // rank by words alone
  float now = 0;    // and by the time since its last report
};

// At most scored + copies events, and the newest that hold a link of the story, in an order that
// means nothing. Slots in `hidden` are left out.
std::vector<CandidateEvent> candidates(const Query& query, const SearchBounds& bounds,
                                       std::span<const std::uint32_t> hidden = {});

}  // namespace newswatch::fold
