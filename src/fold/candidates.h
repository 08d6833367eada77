// candidates: the events that a story is compared with, found by the terms they share.
//
// The story's terms are walked by falling weight. Each live event that holds one gathers the
// squares of their weights, which is what its likeness would be if it weighed them as the story
// does; that, with the time since its last report, ranks it, and the best are then scored exactly.
//
// What the bounds can lose:
//  - `slack`: the story's lightest terms whose squares make up one hundredth are not walked. An
//    event that shares no other term has a likeness below 0.1, under every threshold in use.
//  - `list`, `walked`: of a term that many events hold only the newest of them (by first report),
//    and in all so many steps. An event is lost that shares only such common terms and is older
//    than so many others.
//  - `scored`, `copies`: so many events by rank are scored, and a few more by words alone, whatever
//    their age, for the copy rule.
// Without bounds every event that shares a term is scored. Pure; any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "fold/index.h"

namespace newswatch::fold {

// The spread of the Gaussian decay (similarity.h), which ranks candidates too.
inline constexpr auto kDecay = std::chrono::hours(60);

struct SearchBounds {
  std::size_t list = 512;
  std::size_t walked = 2048;
  std::size_t scored = 32;
  std::size_t copies = 12;
  double slack = 0.01;

  static constexpr SearchBounds none() {
    constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
    return {kAll, kAll, kAll, kAll, 0};
  }
};

// A term of a story that the index knows.
struct KnownTerm {
  std::uint32_t number = 0, at = 0;  // at: place in the weights of the story
};

// A story's terms as one index numbers them.
class Query {
 public:
  Query(const Index& index, std::span<const model::TermWeight> weights,
        std::span<const model::TermId> links, model::Time time);

  const Index& index() const { return *index_; }
  std::span<const KnownTerm> terms() const { return terms_; }  // sorted by number; the known terms
  // False: it does not have the term. True: look.
  bool may_have(std::uint32_t number) const {
    return (seen_[number / 64 % seen_.size()] >> (number % 64) & 1) != 0;
  }
  std::span<const model::TermWeight> weights() const { return weights_; }
  std::span<const std::uint32_t> links() const { return links_; }  // numbers of the known ones
  model::Time time() const { return time_; }

 private:
  const Index* index_;
  std::span<const model::TermWeight> weights_;
  std::vector<KnownTerm> terms_;
  std::array<std::uint64_t, 8> seen_{};  // a bit for each number modulo 512
  std::vector<std::uint32_t> links_;
  model::Time time_;
};

struct CandidateEvent {
  std::uint32_t slot = 0;
  float alike = 0, now = 0;  // rank by words alone; and with the decay since its last report
};

// At most scored + copies events, and those that share a link of the query (the newest 20 of each
// link), in no order that matters. Slots in `hidden` are left out.
std::vector<CandidateEvent> candidates(const Query& query, const SearchBounds& bounds,
                                       std::span<const std::uint32_t> hidden = {});

}  // namespace newswatch::fold
