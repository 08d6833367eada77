// TermCounts: in how many stories of each scope a term stands, for idf. What scopes there are:
// model/fold_record.h.
//
// Counts fade: with each day that passes, stories and terms lose their weight by half in
// kCountHalfLife (links: in kLinkHalfLife), so that idf forgets what is months old and a new word
// becomes rare again. What has faded below kForgottenCount goes.
//
// Memory is bounded, whatever the feeds bring: a scope keeps kMostTerms terms and drops the rarest
// when there are more. In the stream, where most terms are met once and never again, a term has a
// row of its own from its second story on; until then it is a bit in a Bloom filter (the
// "doorkeeper" of Einziger, Friedman and Manes, "TinyLFU", ACM Transactions on Storage 13, 2017).
// A bit may be another term's, so one new term in some twenty counts for two stories. The filter
// starts anew when it is full.
//
// The same changes in the same order give the same counts, to the last bit; so does a snapshot with
// the changes after it. A plain value; not safe to share between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/fold_record.h"

namespace newswatch::fold {

// Of one scope.
class ScopeTable {
 public:
  struct Bounds {
    std::size_t terms = 0;      // kept, at most
    std::size_t once_bits = 0;  // of the filter, a power of two; 0: a term has a row at once
    int half_life = 0;          // days
  };

  explicit ScopeTable(const Bounds& bounds) : bounds_(bounds) {}

  double stories() const { return stories_; }
  double df(model::TermId term) const;
  void add(const model::CountsChange::Scope& change);
  void fade(int days);
  void restore(const model::ScopeCounts& counts);
  model::ScopeCounts snapshot() const;

 private:
  std::size_t find(model::TermId term) const;  // its slot, or the empty one where it would stand
  void insert(model::TermId term, float count);
  void keep_above(float least);
  void prune();
  bool was_once(model::TermId term) const;
  void mark_once(model::TermId term);

  Bounds bounds_;
  float stories_ = 0;
  // Open addressing, at most two thirds full; the size is a power of two. A count of 0: empty.
  std::vector<model::TermId> terms_;
  std::vector<float> counts_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> once_;
  std::uint32_t once_terms_ = 0;
};

class TermCounts {
 public:
  double df(const std::string& scope, model::TermId term) const;
  double stories(const std::string& scope) const;
  // A day that is far ahead fades little, and one that lies back nothing, for clocks go wrong.
  void take(const model::CountsChange& change);

  void restore(const model::CountsSnapshot& snapshot);
  model::CountsSnapshot snapshot() const;

 private:
  ScopeTable& scope(const std::string& name);

  std::int32_t day_ = 0;
  std::map<std::string, ScopeTable> scopes_;
};

}  // namespace newswatch::fold
